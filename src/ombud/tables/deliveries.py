"""What leaves the desk: written in the transaction of the change, sent when that is stored."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, UniqueConstraint, text

from ombud.tables.columns import (
    Id,
    folded,
    identifier,
    json_text,
    metadata,
    reference,
    short,
    time_at,
)

# One message to one address, target or webhook.
deliveries = Table(
    "deliveries",
    metadata,
    identifier(),
    # The same at every attempt, and told to the receiver, who can so leave out repetitions.
    short("key", 26, required=True),
    # email, target, webhook
    short("kind", 10, required=True),
    # What is slow or fails together: `smtp`, `target:ID`, `webhook:ID`.
    short("destination", 80, required=True),
    # queued, sending, sent, dead; dropped where there was no need to send it any longer
    short("state", 10, required=True),
    reference("ticket_id", "tickets.id"),
    Column("audit_id", BigInteger),
    # The event of the audit that tells of it.
    Column("event_id", Id),
    # Which rule sends it: `via` of the event.
    json_text("rule", "{}"),
    # The user whom an event tells of.
    reference("user_id", "users.id"),
    # Of an email: the user it goes to, and the users who get a copy of it.
    reference("recipient_id", "users.id"),
    json_text("copy_ids", "[]"),
    # Of an email to somebody who is no user.
    short("address", 320),
    Column("subject", Text),
    Column("body_text", Text),
    Column("body_html", Text),
    # What else its kind needs to know; of a target or webhook the message, a text or pairs.
    json_text("payload", "{}"),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    # Milliseconds, because a runner looks more often than once a second.
    Column("run_at", BigInteger, nullable=False, server_default=text("0")),
    # Of the first that is queued for a destination: until when that is left to rest.
    Column("claimed_until", BigInteger, nullable=False, server_default=text("0")),
    # What became of the last attempt.
    Column("status_code", Integer),
    Column("problem", Text),
    time_at("created_at", required=True),
    time_at("completed_at"),
    UniqueConstraint("key"),
    Index("ix_deliveries_ticket_id_id", "ticket_id", "id"),
    Index("ix_deliveries_state_id", "state", "id"),
    Index("ix_deliveries_destination_id", "destination", "id"),
)
# By destination, so that those which are full or rest are left out without reading their rows.
# The state comes first although it is always the same: else SQLite prefers the index on state and
# id, in which the whole backlog stands.
Index(
    "ix_deliveries_queued",
    deliveries.c.state,
    deliveries.c.destination,
    deliveries.c.run_at,
    deliveries.c.id,
    sqlite_where=text("state = 'queued'"),
    postgresql_where=text("state = 'queued'"),
)
Index(
    "ix_deliveries_sending",
    deliveries.c.state,
    deliveries.c.claimed_until,
    sqlite_where=text("state = 'sending'"),
    postgresql_where=text("state = 'sending'"),
)
Index(
    "ix_deliveries_completed",
    deliveries.c.state,
    deliveries.c.completed_at,
    sqlite_where=text("completed_at IS NOT NULL"),
    postgresql_where=text("completed_at IS NOT NULL"),
)

# What goes when a user is deleted for good; few rows have one of the last two.
Index(
    "ix_deliveries_recipient_id",
    deliveries.c.recipient_id,
    sqlite_where=text("recipient_id IS NOT NULL"),
    postgresql_where=text("recipient_id IS NOT NULL"),
)
Index(
    "ix_deliveries_user_id",
    deliveries.c.user_id,
    sqlite_where=text("user_id IS NOT NULL"),
    postgresql_where=text("user_id IS NOT NULL"),
)
Index(
    "ix_deliveries_address",
    folded(deliveries.c.address),
    sqlite_where=text("address IS NOT NULL"),
    postgresql_where=text("address IS NOT NULL"),
)

# What was sent at each attempt and what came back, without secrets.
delivery_attempts = Table(
    "delivery_attempts",
    metadata,
    identifier(),
    reference("delivery_id", "deliveries.id", required=True, on_delete="CASCADE"),
    # success, terminated, failed, timeout, throttled, circuit broken
    short("status", 20, required=True),
    Column("status_code", Integer),
    # Headers and payload, as JSON.
    json_text("request", "{}"),
    json_text("response", "{}"),
    time_at("completed_at", required=True),
    Index("ix_delivery_attempts_delivery_id_id", "delivery_id", "id"),
    Index("ix_delivery_attempts_completed_at", "completed_at"),
)
