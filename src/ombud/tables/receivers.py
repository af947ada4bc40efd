"""Other systems that rules tell of tickets: targets and what failed there, webhooks."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, text

from ombud.tables.columns import flag, identifier, json_text, metadata, reference, short, time_at

targets = Table(
    "targets",
    metadata,
    identifier(),
    # url_target, email_target, ...
    short("type", 40, required=True),
    short("title", required=True),
    flag("active", default=True),
    # The attributes of its type, without secrets.
    json_text("attributes", "{}"),
    # The secret ones, sealed.
    Column("secrets", Text),
    # How many deliveries failed since the last that did not.
    Column("failures", Integer, nullable=False, server_default=text("0")),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
)

target_failures = Table(
    "target_failures",
    metadata,
    identifier(),
    reference("target_id", "targets.id", required=True, on_delete="CASCADE"),
    # As it was called then.
    short("target_name", required=True),
    # What the message told of.
    reference("ticket_id", "tickets.id"),
    # 0 where no answer came
    Column("status_code", Integer, nullable=False),
    Column("consecutive_failure_count", Integer, nullable=False),
    Column("raw_request", Text, nullable=False),
    Column("raw_response", Text, nullable=False),
    time_at("created_at", required=True),
    Index("ix_target_failures_target_id_id", "target_id", "id"),
    Index("ix_target_failures_ticket_id", "ticket_id"),
)

webhooks = Table(
    "webhooks",
    metadata,
    # A ULID
    Column("id", String(26), primary_key=True),
    short("name", required=True),
    Column("description", Text),
    # active, inactive
    short("status", 10, required=True),
    json_text("subscriptions", "[]"),
    Column("endpoint", Text, nullable=False),
    short("http_method", 10, required=True),
    short("request_format", 20, required=True),
    # JSON: kind and where it is added, and what of its data is not secret
    Column("authentication", Text),
    # Sealed: what authentication needs, and the secret that signs.
    Column("credentials", Text),
    Column("signing_secret", Text, nullable=False),
    json_text("custom_headers", "{}"),
    Column("external_source", Text),
    Column("created_by", BigInteger, nullable=False),
    time_at("created_at", required=True),
    Column("updated_by", BigInteger),
    time_at("updated_at"),
    Index("ix_webhooks_name_id", "name", "id"),
    Index("ix_webhooks_status_id", "status", "id"),
)
