"""Columns of what is for one agent, for groups or for everybody, as macros and views are."""

from typing import Any

from sqlalchemy import Column, Index, Integer, Table, Text

from ombud.tables.columns import Id, flag, identifier, metadata, reference, short, time_at

__all__ = ["groups_of", "restricted"]


def restricted(name: str, *own: Column[Any]) -> Table:
    """A table of such records; `own` are the columns of what they do."""
    return Table(
        name,
        metadata,
        identifier(),
        short("raw_title", required=True),
        Column("description", Text),
        flag("active", default=True),
        # Made with the account.
        flag("default"),
        Column("position", Integer, nullable=False),
        *own,
        # The one agent whose it is; null for one that is shared.
        reference("owner_id", "users.id"),
        # Whether it is only for the groups that `groups_of` keeps.
        flag("for_groups"),
        time_at("created_at", required=True),
        time_at("updated_at", required=True),
        Index(f"ix_{name}_position_id", "position", "id"),
        Index(f"ix_{name}_owner_id", "owner_id"),
    )


def groups_of(record: str) -> Table:
    """The groups that a record is for; `record` is its word in the singular."""
    return Table(
        f"{record}_groups",
        metadata,
        Column(f"{record}_id", Id, primary_key=True),
        Column("group_id", Id, primary_key=True),
        # In which order they were given.
        Column("place", Integer, nullable=False),
        Index(f"ix_{record}_groups_group_id", "group_id"),
        sqlite_with_rowid=False,
    )
