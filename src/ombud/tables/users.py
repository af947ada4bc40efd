"""People, the identities they sign in and write with, their tags and custom field values."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ombud.tables.columns import (
    Id,
    flag,
    folded,
    identifier,
    json_text,
    metadata,
    reference,
    short,
    time_at,
)

users = Table(
    "users",
    metadata,
    identifier(),
    short("name", required=True),
    short("email"),
    short("role", 10, required=True),
    reference("custom_role_id", "custom_roles.id"),
    short("external_id"),
    short("alias"),
    short("phone", 100),
    flag("shared_phone_number"),
    Column("details", Text),
    Column("notes", Text),
    Column("signature", Text),
    short("time_zone", 64),
    Column("locale_id", Id),
    reference("organization_id", "organizations.id"),
    reference("default_group_id", "groups.id"),
    flag("verified"),
    flag("active", default=True),
    flag("suspended"),
    flag("moderator"),
    flag("report_csv"),
    flag("only_private_comments"),
    short("ticket_restriction", 20),
    json_text("tags", "[]"),
    json_text("user_fields", "{}"),
    Column("photo_id", Id),
    short("password_hash"),
    time_at("last_login_at"),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    time_at("deleted_at"),
    time_at("permanently_deleted_at"),
    Index("ix_users_role_id", "role", "id"),
    Index("ix_users_organization_id_id", "organization_id", "id"),
    Index("ix_users_custom_role_id_id", "custom_role_id", "id"),
    Index("ix_users_updated_at_id", "updated_at", "id"),
    Index("ix_users_created_at_id", "created_at", "id"),
    Index("ix_users_active_id", "active", "id"),
)
Index("ix_users_name_id", folded(users.c.name), users.c.id)
Index(
    "uq_users_external_id",
    folded(users.c.external_id),
    unique=True,
    sqlite_where=text("active"),
    postgresql_where=text("active"),
)

user_identities = Table(
    "user_identities",
    metadata,
    identifier(),
    reference("user_id", "users.id", required=True, on_delete="CASCADE"),
    short("type", 20, required=True),
    short("value", required=True),
    flag("verified"),
    flag("primary"),
    Column("undeliverable_count", Integer, nullable=False, server_default=text("0")),
    short("deliverable_state", 30),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    Index("ix_user_identities_user_id_id", "user_id", "id"),
    # Values are stored in the form in which they are compared (e-mail in lower case).
    UniqueConstraint("type", "value"),
)

user_tags = Table(
    "user_tags",
    metadata,
    Column("tag", Text, primary_key=True),
    Column("user_id", Id, primary_key=True),
    Index("ix_user_tags_user_id", "user_id"),
)

user_field_values = Table(
    "user_field_values",
    metadata,
    Column("user_id", Id, primary_key=True),
    Column("field_id", Id, primary_key=True),
    # A multiselect has a row for each chosen option.
    Column("value", Text, primary_key=True),
    Index("ix_user_field_values_field_id_value", "field_id", "value"),
)

compliance_deletions = Table(
    "compliance_deletions",
    metadata,
    identifier(),
    reference("user_id", "users.id", required=True),
    short("action", 30, required=True),
    short("application", 30, required=True),
    Column("executer_id", BigInteger),
    time_at("created_at", required=True),
    Index("ix_compliance_deletions_user_id", "user_id", "id"),
)
