"""What rules send: written in the transaction of the change, sent when that is stored."""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from ombud.tables.columns import Id, identifier, json_text, metadata, reference, short, time_at

deliveries = Table(
    "deliveries",
    metadata,
    identifier(),
    # email, target, webhook
    short("kind", 10, required=True),
    reference("ticket_id", "tickets.id", required=True),
    Column("audit_id", BigInteger, nullable=False),
    # The event of the audit that tells of it.
    Column("event_id", Id, nullable=False),
    # Which rule sends it: `via` of the event.
    json_text("rule", "{}"),
    # Of an email: to whom, the requester of `requester_and_ccs` first.
    json_text("recipient_ids", "[]"),
    Column("subject", Text),
    Column("body_text", Text),
    Column("body_html", Text),
    # Of a target or webhook: its id and the message, a text or pairs.
    Column("payload", Text),
    # queued until it is sent
    short("state", 10, required=True),
    time_at("created_at", required=True),
    Index("ix_deliveries_ticket_id_id", "ticket_id", "id"),
    Index("ix_deliveries_state_id", "state", "id"),
)
