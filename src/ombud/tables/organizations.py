"""Organizations, their domains, and who belongs to them."""

from sqlalchemy import Column, Index, String, Table, Text, UniqueConstraint, text

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

organizations = Table(
    "organizations",
    metadata,
    identifier(),
    short("name", required=True),
    short("external_id"),
    Column("details", Text),
    Column("notes", Text),
    reference("group_id", "groups.id"),
    flag("shared_tickets"),
    flag("shared_comments"),
    json_text("domain_names", "[]"),
    json_text("tags", "[]"),
    json_text("organization_fields", "{}"),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    time_at("deleted_at"),
    Index("ix_organizations_updated_at_id", "updated_at", "id"),
    Index("ix_organizations_deleted_at_id", "deleted_at", "id"),
)
for _column, _name in (
    (organizations.c.name, "name"),
    (organizations.c.external_id, "external_id"),
):
    Index(
        f"uq_organizations_{_name}",
        folded(_column),
        unique=True,
        sqlite_where=text("deleted_at IS NULL"),
        postgresql_where=text("deleted_at IS NULL"),
    )

organization_domains = Table(
    "organization_domains",
    metadata,
    Column("domain", Text, primary_key=True),
    Column("organization_id", Id, primary_key=True),
    Index("ix_organization_domains_organization_id", "organization_id"),
)

organization_memberships = Table(
    "organization_memberships",
    metadata,
    identifier(),
    reference("user_id", "users.id", required=True, on_delete="CASCADE"),
    reference("organization_id", "organizations.id", required=True, on_delete="CASCADE"),
    flag("default"),
    flag("view_tickets"),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    UniqueConstraint("user_id", "organization_id"),
    Index(
        "ix_organization_memberships_organization_id_user_id",
        "organization_id",
        "user_id",
    ),
    Index("ix_organization_memberships_organization_id_id", "organization_id", "id"),
    # A user has one default organization at most.
    Index(
        "uq_organization_memberships_default",
        "user_id",
        unique=True,
        sqlite_where=text('"default"'),
        postgresql_where=text('"default"'),
    ),
)

organization_tags = Table(
    "organization_tags",
    metadata,
    Column("tag", Text, primary_key=True),
    Column("organization_id", Id, primary_key=True),
    Index("ix_organization_tags_organization_id", "organization_id"),
)

organization_field_values = Table(
    "organization_field_values",
    metadata,
    Column("organization_id", Id, primary_key=True),
    Column("field_id", Id, primary_key=True),
    Column("value", Text, primary_key=True),
    Index("ix_organization_field_values_field_id_value", "field_id", "value"),
)

organization_merges = Table(
    "organization_merges",
    metadata,
    # A ULID: sorted by id is sorted by time.
    Column("id", String(26), primary_key=True),
    reference("winner_id", "organizations.id", required=True),
    reference("loser_id", "organizations.id", required=True),
    # new, in_progress, error, complete
    short("status", 12, required=True),
    time_at("created_at", required=True),
    Index("ix_organization_merges_winner_id_id", "winner_id", "id"),
    Index("ix_organization_merges_loser_id_id", "loser_id", "id"),
)
