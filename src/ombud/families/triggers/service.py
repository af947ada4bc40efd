"""Changes of triggers as verbs of the desk."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete

from ombud.families.conditions.refusing import refusals
from ombud.families.required import required_text
from ombud.families.trigger_categories import service as category_service
from ombud.families.triggers import queries, revisions
from ombud.families.triggers.ordering import category_for, place_in
from ombud.families.triggers.shapes import TriggerChange, TriggerItem
from ombud.families.triggers.written import rule_in
from ombud.tables import triggers
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["create", "delete_many", "update_many", "update_trigger"]

LONGEST_TITLE = 255
LONGEST_DESCRIPTION = 65_535


def create(ctx: Context, change: TriggerChange) -> int:
    """Create a trigger and return its id; raises Invalid and BadRequest."""
    title = required_text("title", _title(change), LONGEST_TITLE)
    conditions, actions = rule_in(ctx, title, change)
    category_id = category_for(ctx, change) or category_service.first(ctx)
    position = change.position if isinstance(change.position, int) else None
    values = {
        "raw_title": title,
        "description": _description(change),
        "active": change.active is not False,
        "conditions": conditions,
        "actions": actions,
    }
    trigger_id = ctx.db.insert(
        triggers,
        **values,
        category_id=category_id,
        position=place_in(ctx, category_id, position),
        revision=1,
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    revisions.add(ctx, trigger_id, 1, values)
    ctx.db.configuration_changed()
    return trigger_id


def update_trigger(ctx: Context, trigger_id: int, change: TriggerChange) -> None:
    """Change what was given; raises NotFound, Invalid and BadRequest."""
    row = queries.find(ctx, trigger_id)
    values: dict[str, Any] = {}
    if _title(change) is not UNSET:
        values["raw_title"] = required_text("title", _title(change), LONGEST_TITLE)
    if change.description is not UNSET:
        values["description"] = _description(change)
    if change.says_rule:
        title = values.get("raw_title", row.raw_title)
        values["conditions"], values["actions"] = rule_in(ctx, title, change)
    _change(ctx, row, values, change)


def update_many(ctx: Context, items: Sequence[TriggerItem]) -> list[int]:
    """Change places and whether they are active; the ids. Raises NotFound and Invalid."""
    ids = [item.id for item in items if isinstance(item.id, int)]
    if len(ids) < len(items):
        raise Invalid.blank("id")
    queries.by_ids(ctx, ids)
    for item, trigger_id in zip(items, ids, strict=True):
        # Read one by one: each may have moved those after it.
        row = queries.find(ctx, trigger_id)
        with refusals(row.raw_title):
            _change(ctx, row, {}, item)
    return ids


def delete_many(ctx: Context, ids: Sequence[int]) -> None:
    """Delete these triggers; raises NotFound unless all are there. Their revisions stay."""
    queries.by_ids(ctx, ids)
    ctx.db.run(delete(triggers).where(triggers.c.id.in_(ids)))
    ctx.db.configuration_changed()


def _change(
    ctx: Context, row: Row[Any], values: dict[str, Any], change: TriggerChange | TriggerItem
) -> None:
    if isinstance(change.active, bool):
        values["active"] = change.active
    place = _place(ctx, row, change)
    told = {name: value for name, value in values.items() if row._mapping[name] != value}
    if not told and not place:
        return
    if told:
        place["revision"] = row.revision + 1
        revisions.add(ctx, row.id, row.revision + 1, {**row._mapping, **told})
    ctx.db.update(triggers, row.id, {**told, **place, "updated_at": ctx.now})
    ctx.db.configuration_changed()


def _place(ctx: Context, row: Row[Any], change: TriggerChange | TriggerItem) -> dict[str, Any]:
    """The columns of a new place; nothing where it stays."""
    category_id = category_for(ctx, change)
    moves = category_id is not None and category_id != row.category_id
    position = change.position if isinstance(change.position, int) else None
    if not moves and position in {None, row.position}:
        return {}
    wanted = category_id if category_id is not None else row.category_id
    return {"category_id": wanted, "position": place_in(ctx, wanted, position)}


def _title(change: TriggerChange) -> Any:
    return change.title if change.title is not UNSET else change.raw_title


def _description(change: TriggerChange) -> str | None:
    words = text_of(change.description)
    if words is not None and len(words) > LONGEST_DESCRIPTION:
        raise Invalid.too_long("description", LONGEST_DESCRIPTION)
    return words
