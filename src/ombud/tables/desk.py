"""What tickets refer to: brands, forms, custom statuses, custom roles."""

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

brands = Table(
    "brands",
    metadata,
    identifier(),
    short("name", required=True),
    short("subdomain", 63, required=True),
    short("host_mapping"),
    flag("active", default=True),
    flag("default"),
    flag("has_help_center"),
    flag("is_deleted"),
    Column("signature_template", Text, nullable=False),
    Column("logo_id", Id),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    UniqueConstraint("subdomain"),
)

ticket_forms = Table(
    "ticket_forms",
    metadata,
    identifier(),
    short("raw_name", required=True),
    short("raw_display_name", required=True),
    flag("end_user_visible", default=True),
    Column("position", Integer, nullable=False),
    flag("active", default=True),
    flag("default"),
    flag("in_all_brands", default=True),
    json_text("ticket_field_ids", "[]"),
    json_text("restricted_brand_ids", "[]"),
    json_text("agent_conditions", "[]"),
    json_text("end_user_conditions", "[]"),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
)

custom_statuses = Table(
    "custom_statuses",
    metadata,
    identifier(),
    short("status_category", 10, required=True),
    short("raw_agent_label", 48, required=True),
    short("raw_end_user_label", 48, required=True),
    Column("raw_description", Text, nullable=False, server_default=text("''")),
    Column("raw_end_user_description", Text, nullable=False, server_default=text("''")),
    flag("active", default=True),
    flag("default"),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
)
Index(
    "uq_custom_statuses_default",
    custom_statuses.c.status_category,
    unique=True,
    sqlite_where=text('"default"'),
    postgresql_where=text('"default"'),
)
Index(
    "uq_custom_statuses_agent_label",
    custom_statuses.c.raw_agent_label,
    unique=True,
    sqlite_where=text("active"),
    postgresql_where=text("active"),
)

custom_roles = Table(
    "custom_roles",
    metadata,
    identifier(),
    short("name", required=True),
    Column("description", Text),
    Column("role_type", Integer, nullable=False),
    json_text("configuration", "{}"),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    UniqueConstraint("name"),
)

# The locales an account offers; what a locale is comes from families/locales.
account_locales = Table(
    "account_locales",
    metadata,
    Column("locale_id", Id, primary_key=True),
    reference("added_by_id", "users.id"),
    time_at("created_at", required=True),
)
