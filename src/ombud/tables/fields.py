"""Definitions of ticket, user and organization fields, and their options."""

from sqlalchemy import Column, Index, Integer, Table, Text, UniqueConstraint, text

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

ticket_fields = Table(
    "ticket_fields",
    metadata,
    identifier(),
    short("type", 30, required=True),
    short("raw_title", required=True),
    Column("raw_description", Text, nullable=False, server_default=text("''")),
    short("raw_title_in_portal", required=True),
    Column("agent_description", Text),
    Column("position", Integer, nullable=False),
    flag("active", default=True),
    flag("required"),
    flag("collapsed_for_agents"),
    flag("visible_in_portal"),
    flag("editable_in_portal"),
    flag("required_in_portal"),
    Column("regexp_for_validation", Text),
    Column("tag", Text),
    short("key"),
    flag("removable", default=True),
    Column("sub_type_id", Integer),
    Column("creator_user_id", Id),
    short("relationship_target_type"),
    json_text("relationship_filter", "{}"),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    Index("ix_ticket_fields_position_id", "position", "id"),
)

ticket_field_options = Table(
    "ticket_field_options",
    metadata,
    identifier(),
    reference("ticket_field_id", "ticket_fields.id", required=True, on_delete="CASCADE"),
    Column("raw_name", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("position", Integer, nullable=False),
    flag("default"),
    UniqueConstraint("ticket_field_id", "value"),
    Index(
        "ix_ticket_field_options_ticket_field_id_position_id", "ticket_field_id", "position", "id"
    ),
)

# Option values and checkbox tags of all fields together, because a tag names one field.
ticket_field_tags = Table(
    "ticket_field_tags",
    metadata,
    Column("tag", Text, primary_key=True),
    reference("ticket_field_id", "ticket_fields.id", required=True, on_delete="CASCADE"),
    Index("ix_ticket_field_tags_ticket_field_id", "ticket_field_id"),
)


def _record_fields(family: str) -> tuple[Table, Table]:
    fields = Table(
        f"{family}_fields",
        metadata,
        identifier(),
        short("key", required=True),
        short("type", 30, required=True),
        short("raw_title", required=True),
        Column("raw_description", Text, nullable=False, server_default=text("''")),
        Column("position", Integer, nullable=False),
        flag("active", default=True),
        flag("system"),
        Column("regexp_for_validation", Text),
        Column("tag", Text),
        short("relationship_target_type"),
        json_text("relationship_filter", "{}"),
        time_at("created_at", required=True),
        time_at("updated_at", required=True),
        UniqueConstraint("key"),
        Index(f"ix_{family}_fields_position_id", "position", "id"),
    )
    options = Table(
        f"{family}_field_options",
        metadata,
        identifier(),
        reference(
            f"{family}_field_id",
            f"{family}_fields.id",
            required=True,
            on_delete="CASCADE",
        ),
        Column("raw_name", Text, nullable=False),
        Column("value", Text, nullable=False),
        Column("position", Integer, nullable=False),
        UniqueConstraint(f"{family}_field_id", "value"),
    )
    return fields, options


user_fields, user_field_options = _record_fields("user")
organization_fields, organization_field_options = _record_fields("organization")
