"""From what a caller wrote of tags and field values to a record's columns.

Values bring tags along: the chosen options of dropdowns, and the tags of ticked checkboxes.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.db import Transaction
from ombud.families.account_settings import settings
from ombud.families.record_fields.kinds import tags_of_value
from ombud.families.record_fields.lookups import with_lookups
from ombud.families.record_fields.values import Definitions, clean_values
from ombud.values.text import as_json, split_tags
from ombud.wire.changes import Change
from ombud.wire.context import Context

__all__ = ["columns_of"]


def columns_of(
    ctx: Context,
    name: str,
    load: Callable[[Transaction], Definitions],
    change: Change,
    stored: Row[Any] | None,
) -> dict[str, Any]:
    """The columns `tags` and `name`, both when the change touches either; raises Invalid.

    `name` is also the name under which the change gives the values; `load` reads their fields.
    """
    given = change.given()
    tags_given = "tags" in given and ctx.db.cached(settings.load).flag("user.tagging")
    if not tags_given and not given.get(name):
        return {}
    tags: list[str] = msgspec.json.decode(stored.tags) if stored else []
    if tags_given:
        tags = split_tags(given["tags"] or [])
    definitions = ctx.db.cached(load)
    before = msgspec.json.decode(stored._mapping[name]) if stored else {}
    after = with_lookups(
        ctx, definitions, before, clean_values(definitions, given.get(name), before)
    )
    kept = set(tags) - _tags_of(definitions, before)
    return {"tags": as_json(sorted(kept | _tags_of(definitions, after))), name: as_json(after)}


def _tags_of(definitions: Definitions, values: Mapping[str, Any]) -> set[str]:
    return {
        tag
        for field in definitions.active
        for tag in tags_of_value(field.type, values.get(field.key), field.tag)
    }
