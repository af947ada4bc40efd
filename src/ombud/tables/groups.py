"""Groups of agents."""

from sqlalchemy import Column, Index, Table, Text, UniqueConstraint, text

from ombud.tables.columns import flag, folded, identifier, metadata, reference, short, time_at

groups = Table(
    "groups",
    metadata,
    identifier(),
    short("name", required=True),
    Column("description", Text, nullable=False, server_default=text("''")),
    # The folded name where the account wants names to be unique, else null.
    short("unique_name"),
    flag("is_public", default=True),
    flag("default"),
    flag("deleted"),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    UniqueConstraint("unique_name"),
)
Index("ix_groups_name_id", folded(groups.c.name), groups.c.id)
Index(
    "uq_groups_default",
    groups.c.default,
    unique=True,
    sqlite_where=text('"default"'),
    postgresql_where=text('"default"'),
)

group_memberships = Table(
    "group_memberships",
    metadata,
    identifier(),
    reference("user_id", "users.id", required=True, on_delete="CASCADE"),
    reference("group_id", "groups.id", required=True, on_delete="CASCADE"),
    flag("default"),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    UniqueConstraint("user_id", "group_id"),
    Index("ix_group_memberships_group_id_user_id", "group_id", "user_id"),
    # An agent has one default group at most.
    Index(
        "uq_group_memberships_default",
        "user_id",
        unique=True,
        sqlite_where=text('"default"'),
        postgresql_where=text('"default"'),
    ),
)
