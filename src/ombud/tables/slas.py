"""Service level policies, and what their metrics have told of each ticket."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from ombud.tables.columns import identifier, json_text, metadata, reference, short, time_at

sla_policies = Table(
    "sla_policies",
    metadata,
    identifier(),
    short("title", required=True),
    Column("description", Text),
    Column("position", Integer, nullable=False),
    # Conditions, targets and settings as the API shows them.
    json_text("filter", "{}"),
    json_text("policy_metrics", "[]"),
    Column("metric_settings", Text),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    Index("ix_sla_policies_position_id", "position", "id"),
)

group_sla_policies = Table(
    "group_sla_policies",
    metadata,
    # A ULID
    Column("id", String(26), primary_key=True),
    short("title", required=True),
    Column("description", Text, nullable=False),
    Column("position", Integer, nullable=False),
    json_text("filter", "{}"),
    json_text("policy_metrics", "[]"),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    Index("ix_group_sla_policies_position_id", "position", "id"),
)

# One row for what one change, or the passing of time, has told of a ticket.
ticket_metric_events = Table(
    "ticket_metric_events",
    metadata,
    identifier(),
    reference("ticket_id", "tickets.id", required=True),
    # The events, each with an id of its own.
    json_text("events", "[]"),
    # When they were written, which exports follow: a breach is told of after its time.
    time_at("recorded_at", required=True),
    Index("ix_ticket_metric_events_ticket_id_id", "ticket_id", "id"),
    Index("ix_ticket_metric_events_recorded_at_id", "recorded_at", "id"),
)
