"""Macros, for whom they are, and the files that they bring along."""

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

macros = Table(
    "macros",
    metadata,
    identifier(),
    short("raw_title", required=True),
    Column("description", Text),
    flag("active", default=True),
    flag("default"),
    Column("position", Integer, nullable=False),
    json_text("actions", "[]"),
    # The one agent whose it is; null for a macro that is shared.
    reference("owner_id", "users.id"),
    # Whether only the groups of macro_groups may use it.
    flag("for_groups"),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    Index("ix_macros_position_id", "position", "id"),
    Index("ix_macros_owner_id", "owner_id"),
)

macro_groups = Table(
    "macro_groups",
    metadata,
    Column("macro_id", Id, primary_key=True),
    Column("group_id", Id, primary_key=True),
    # In which order they were given.
    Column("place", Integer, nullable=False),
    Index("ix_macro_groups_group_id", "group_id"),
    sqlite_with_rowid=False,
)

macro_attachments = Table(
    "macro_attachments",
    metadata,
    # It has the id of the file.
    Column("attachment_id", Id, primary_key=True, autoincrement=False),
    # Null until the macro is made.
    reference("macro_id", "macros.id"),
    reference("author_id", "users.id", required=True),
    time_at("created_at", required=True),
    Index("ix_macro_attachments_macro_id", "macro_id", "attachment_id"),
)
