"""Tickets with their tags, field values, people, comments, audits and metrics."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, text

from ombud.tables.columns import (
    Id,
    flag,
    identifier,
    json_text,
    metadata,
    reference,
    short,
    time_at,
)

# What agents who do not see every ticket are asked for.
WHOSE = ("group_id", "requester_id", "assignee_id")
tickets = Table(
    "tickets",
    metadata,
    identifier(),
    short("external_id"),
    short("type", 10),
    Column("raw_subject", Text),
    Column("description", Text, nullable=False, server_default=text("''")),
    short("priority", 10),
    short("status", 10, required=True),
    reference("custom_status_id", "custom_statuses.id"),
    short("recipient"),
    reference("requester_id", "users.id", required=True),
    reference("submitter_id", "users.id", required=True),
    reference("assignee_id", "users.id"),
    reference("organization_id", "organizations.id"),
    reference("group_id", "groups.id"),
    reference("brand_id", "brands.id"),
    reference("ticket_form_id", "ticket_forms.id"),
    reference("problem_id", "tickets.id"),
    reference("followup_source_id", "tickets.id"),
    Column("locale_id", Id),
    flag("is_public", default=True),
    # The privacy of the first comment is what later comments inherit.
    flag("first_comment_public", default=True),
    time_at("due_at"),
    # Null for the desk's default schedule.
    reference("schedule_id", "schedules.id"),
    # The earliest instant at which a running clock reaches its target, also a past one.
    time_at("sla_next_breach_at"),
    json_text("tags", "[]"),
    json_text("custom_fields", "{}"),
    json_text("email_cc_ids", "[]"),
    json_text("follower_ids", "[]"),
    json_text("followup_ids", "[]"),
    json_text("sharing_agreement_ids", "[]"),
    short("satisfaction_score", 17, required=True),
    Column("satisfaction_id", Id),
    short("via_channel", 30, required=True),
    json_text("via_source", "{}"),
    Column("incident_count", Integer, nullable=False, server_default=text("0")),
    Column("comment_count", Integer, nullable=False, server_default=text("0")),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    # Moves with every change, also those that leave no audit; incremental exports follow it.
    time_at("generated_at", required=True),
    time_at("solved_at"),
    time_at("closed_at"),
    time_at("archived_at"),
    time_at("deleted_at"),
    reference("deleted_by_id", "users.id"),
    flag("scrubbed"),
    Index("ix_tickets_created_at_id", "created_at", "id"),
    # Those of update, status, assignee and group also hold what every list leaves out, and those
    # of update, status, type and group whose a ticket is, so that views are counted and walked in
    # them without a look at the tickets; a null adds a byte.
    Index(
        "ix_tickets_updated_at_id",
        "updated_at",
        "id",
        "status",
        "deleted_at",
        "archived_at",
        *WHOSE,
    ),
    Index("ix_tickets_generated_at_id", "generated_at", "id"),
    Index(
        "ix_tickets_status_id",
        "status",
        "id",
        "deleted_at",
        "archived_at",
        "solved_at",
        *WHOSE,
    ),
    Index("ix_tickets_requester_id_id", "requester_id", "id"),
    Index(
        "ix_tickets_assignee_id_status_id",
        "assignee_id",
        "status",
        "id",
        "deleted_at",
        "archived_at",
    ),
    Index("ix_tickets_organization_id_id", "organization_id", "id"),
    Index(
        "ix_tickets_group_id_status_id",
        "group_id",
        "status",
        "id",
        "deleted_at",
        "archived_at",
        "assignee_id",
    ),
)
# Most tickets have none of these, and then a new ticket has no entry to write.
for rare, then in (
    (tickets.c.deleted_at, tickets.c.id),
    (tickets.c.external_id, tickets.c.id),
    (tickets.c.problem_id, tickets.c.id),
    (tickets.c.type, tickets.c.updated_at),
):
    Index(
        f"ix_tickets_{rare.name}_{then.name}",
        rare,
        then,
        sqlite_where=rare.is_not(None),
        postgresql_where=rare.is_not(None),
    )
# Lists of tasks that are to be done, by when they are due.
Index(
    "ix_tickets_type_status",
    tickets.c.type,
    tickets.c.status,
    tickets.c.due_at,
    tickets.c.id,
    tickets.c.deleted_at,
    tickets.c.archived_at,
    *(tickets.c[name] for name in WHOSE),
    sqlite_where=tickets.c.type.is_not(None),
    postgresql_where=tickets.c.type.is_not(None),
)
Index(
    "ix_tickets_visible",
    tickets.c.id,
    sqlite_where=text("deleted_at IS NULL AND archived_at IS NULL"),
    postgresql_where=text("deleted_at IS NULL AND archived_at IS NULL"),
)

# In the next three the key is the whole row, so SQLite need not keep it twice.
ticket_tags = Table(
    "ticket_tags",
    metadata,
    Column("tag", Text, primary_key=True),
    Column("ticket_id", Id, primary_key=True),
    Index("ix_ticket_tags_ticket_id", "ticket_id"),
    sqlite_with_rowid=False,
)

ticket_field_values = Table(
    "ticket_field_values",
    metadata,
    Column("ticket_id", Id, primary_key=True),
    Column("field_id", Id, primary_key=True),
    Column("value", Text, primary_key=True),
    Index("ix_ticket_field_values_field_id_value", "field_id", "value"),
    sqlite_with_rowid=False,
)

ticket_collaborators = Table(
    "ticket_collaborators",
    metadata,
    Column("ticket_id", Id, primary_key=True),
    Column("user_id", Id, primary_key=True),
    # email_cc or follower
    Column("kind", Text, primary_key=True),
    Index("ix_ticket_collaborators_user_id_kind_ticket_id", "user_id", "kind", "ticket_id"),
    sqlite_with_rowid=False,
)

comments = Table(
    "comments",
    metadata,
    identifier(),
    reference("ticket_id", "tickets.id", required=True),
    reference("audit_id", "ticket_audits.id", required=True),
    reference("author_id", "users.id", required=True),
    short("type", 20, required=True),
    Column("body", Text, nullable=False),
    Column("html_body", Text, nullable=False),
    Column("plain_body", Text, nullable=False),
    flag("public", default=True),
    json_text("data", "{}"),
    time_at("created_at", required=True),
    Index("ix_comments_ticket_id_created_at_id", "ticket_id", "created_at", "id"),
    Index("ix_comments_audit_id", "audit_id"),
)

ticket_audits = Table(
    "ticket_audits",
    metadata,
    identifier(),
    reference("ticket_id", "tickets.id", required=True),
    # -1 is the system itself, so this is no foreign key.
    Column("author_id", BigInteger, nullable=False),
    short("via_channel", 30, required=True),
    json_text("via_source", "{}"),
    json_text("metadata", "{}"),
    # All events but the words of comments, which live in `comments` so that redaction has one place.
    json_text("events", "[]"),
    time_at("created_at", required=True),
    Index("ix_ticket_audits_ticket_id_created_at_id", "ticket_id", "created_at", "id"),
    Index("ix_ticket_audits_created_at_id", "created_at", "id"),
    Index("ix_ticket_audits_author_id_id", "author_id", "id"),
)

ticket_metrics = Table(
    "ticket_metrics",
    metadata,
    identifier(),
    reference("ticket_id", "tickets.id", required=True),
    Column("group_stations", Integer, nullable=False),
    Column("assignee_stations", Integer, nullable=False),
    Column("reopens", Integer, nullable=False),
    Column("replies", Integer, nullable=False),
    time_at("assignee_updated_at"),
    time_at("requester_updated_at"),
    time_at("status_updated_at"),
    time_at("custom_status_updated_at"),
    time_at("initially_assigned_at"),
    time_at("assigned_at"),
    time_at("solved_at"),
    time_at("latest_comment_added_at"),
    # Seconds of each measured time, calendar and business, and those gathered so far.
    json_text("durations", "{}"),
    # The clocks of service levels.
    json_text("sla_state", "{}"),
    # When a target is missed next unless something happens before.
    time_at("sla_due_at"),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    Index("uq_ticket_metrics_ticket_id", "ticket_id", unique=True),
)
Index(
    "ix_ticket_metrics_sla_due_at",
    ticket_metrics.c.sla_due_at,
    ticket_metrics.c.ticket_id,
    sqlite_where=ticket_metrics.c.sla_due_at.is_not(None),
    postgresql_where=ticket_metrics.c.sla_due_at.is_not(None),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("key", Text, primary_key=True),
    short("request_digest", 64, required=True),
    reference("ticket_id", "tickets.id", required=True),
    Column("answer", Text, nullable=False),
    time_at("created_at", required=True),
    Index("ix_idempotency_keys_created_at", "created_at"),
)
