"""A user's tags and field values: JSON on the row to read, rows of their own to search."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, delete, update

from ombud.families.record_fields.values import load_user_fields, rows_of
from ombud.families.record_fields.writing import columns_of
from ombud.families.users import announcing, indexing
from ombud.families.users.changes import UserChange
from ombud.tables import user_field_values, user_tags, users
from ombud.values.text import as_json
from ombud.wire.context import Context

__all__ = ["forget_rows", "set_tags", "store_rows", "tag_values"]


def tag_values(ctx: Context, change: UserChange, row: Row[Any] | None) -> dict[str, Any]:
    """The columns `tags` and `user_fields` where the change touches them; raises Invalid."""
    return columns_of(ctx, "user_fields", load_user_fields, change, row)


def set_tags(ctx: Context, row: Row[Any], tags: Sequence[str]) -> None:
    """Replace the tags of the user of this row; they are in the form of `split_tags`."""
    stored = as_json(list(tags))
    changed = update(users).where(users.c.id == row.id)
    ctx.db.run(changed.values(tags=stored, updated_at=ctx.now))
    _store_tags(ctx, row.id, tags)
    indexing.reindex(ctx, row.id)
    announcing.announce_changes(ctx, row, {"tags": stored})


def store_rows(ctx: Context, user_id: int, values: dict[str, Any], *, is_new: bool) -> None:
    """Write the rows of what `tag_values` returned."""
    if "tags" in values:
        _store_tags(ctx, user_id, msgspec.json.decode(values["tags"]), is_new=is_new)
    if "user_fields" in values:
        if not is_new:
            _forget(ctx, user_field_values, user_id)
        stored = msgspec.json.decode(values["user_fields"])
        rows = rows_of(ctx.db.cached(load_user_fields), stored)
        ctx.db.insert_all(
            user_field_values,
            [{"user_id": user_id, "field_id": field, "value": value} for field, value in rows],
        )


def forget_rows(ctx: Context, user_id: int) -> None:
    """Let nobody find the user by tags or field values any more."""
    _forget(ctx, user_tags, user_id)
    _forget(ctx, user_field_values, user_id)


def _store_tags(ctx: Context, user_id: int, tags: Sequence[str], *, is_new: bool = False) -> None:
    if not is_new:
        _forget(ctx, user_tags, user_id)
    ctx.db.insert_all(user_tags, [{"tag": tag, "user_id": user_id} for tag in tags])


def _forget(ctx: Context, table: Any, user_id: int) -> None:
    ctx.db.run(delete(table).where(table.c.user_id == user_id))
