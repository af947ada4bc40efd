"""Views, for whom they are, and the parts of those that are being exported."""

from sqlalchemy import Column, Index, Integer, Table, Text

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

views = Table(
    "views",
    metadata,
    identifier(),
    short("raw_title", required=True),
    Column("description", Text),
    flag("active", default=True),
    # Made with the account.
    flag("default"),
    Column("position", Integer, nullable=False),
    json_text("conditions", "{}"),
    # Which columns are shown, what groups and what sorts the tickets.
    json_text("output", "{}"),
    # The one agent whose it is; null for a view that is shared.
    reference("owner_id", "users.id"),
    # Whether only the groups of view_groups see it.
    flag("for_groups"),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    Index("ix_views_position_id", "position", "id"),
    Index("ix_views_owner_id", "owner_id"),
)

view_groups = Table(
    "view_groups",
    metadata,
    Column("view_id", Id, primary_key=True),
    Column("group_id", Id, primary_key=True),
    # In which order they were given.
    Column("place", Integer, nullable=False),
    Index("ix_view_groups_group_id", "group_id"),
    sqlite_with_rowid=False,
)

# Lines of the file that a job is writing; it removes them when the file is whole.
view_export_parts = Table(
    "view_export_parts",
    metadata,
    Column("job_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
)
