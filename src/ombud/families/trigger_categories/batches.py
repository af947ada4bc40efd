"""Moves many categories and triggers in one call, all or none."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from ombud.families.required import existing
from ombud.families.trigger_categories import queries
from ombud.families.trigger_categories.shapes import Batch, CategoryPlace, TriggerPlace
from ombud.families.trigger_categories.shapes import show as show_categories
from ombud.families.triggers import queries as trigger_queries
from ombud.families.triggers import service as trigger_service
from ombud.families.triggers.shapes import TriggerItem
from ombud.families.triggers.shapes import show as show_triggers
from ombud.tables import trigger_categories, triggers
from ombud.values.text import id_in
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest, NotFound

__all__ = ["carry_out"]

Json = dict[str, Any]
LARGEST = 1_000_000


class _Refused(Exception):
    """What the answer of a batch lists, after which nothing of it is kept."""

    def __init__(self, error: Json) -> None:
        super().__init__(error)
        self.error = error


def carry_out(ctx: Context, batch: Batch) -> Json:
    """Do it; the body of the answer, which also tells what was refused."""
    categories, moved = batch.items.trigger_categories or [], batch.items.triggers or []
    if not categories and not moved:
        raise BadRequest.missing("items")
    try:
        with ctx.db.savepoint():
            category_ids = [_move_category(ctx, each) for each in categories]
            trigger_ids = [_move_trigger(ctx, each) for each in moved]
    except _Refused as refused:
        return {"status": "failed", "results": {}, "errors": [refused.error]}
    ctx.db.configuration_changed()
    return {"status": "complete", "results": _results(ctx, category_ids, trigger_ids)}


def _results(ctx: Context, category_ids: Sequence[int], trigger_ids: Sequence[int]) -> Json:
    return {
        "trigger_categories": show_categories(ctx, queries.by_ids(ctx, category_ids)),
        "triggers": show_triggers(ctx, trigger_queries.by_ids(ctx, trigger_ids)),
    }


def _move_category(ctx: Context, item: CategoryPlace) -> int:
    try:
        row = queries.find(ctx, str(item.id))
    except NotFound:
        raise _Refused(_error(f"Category {item.id}", code="TriggerCategoryNotFound")) from None
    if item.position is not None:
        values = {"position": _position(item.position), "updated_at": ctx.now}
        ctx.db.update(trigger_categories, row.id, values)
    return int(row.id)


def _move_trigger(ctx: Context, item: TriggerPlace) -> int:
    try:
        row = existing(trigger_queries.find(ctx, id_in(str(item.id)) or 0))
    except NotFound:
        raise _Refused(
            _error(f"Trigger {item.id}", code="TriggerNotFound", trigger_id=str(item.id))
        ) from None
    if item.active is not None:
        trigger_service.update_many(ctx, [TriggerItem(id=row.id, active=item.active)])
    values: Json = {}
    if item.category_id is not None:
        values["category_id"] = _category_id(ctx, item, row)
    if item.position is not None:
        values["position"] = _position(item.position, **_about(row))
    if values:
        ctx.db.update(triggers, row.id, {**values, "updated_at": ctx.now})
    return int(row.id)


def _category_id(ctx: Context, item: TriggerPlace, row: Row[Any]) -> int:
    try:
        return int(queries.find(ctx, str(item.category_id)).id)
    except NotFound:
        words = f"Category {item.category_id}"
        raise _Refused(_error(words, code="TriggerCategoryNotFound", **_about(row))) from None


def _position(wanted: int, **about: str) -> int:
    """A position as it is given: a batch says where each stands, and moves nothing else."""
    if not 0 <= wanted <= LARGEST:
        raise _Refused(_problem("The position is not valid", code="InvalidPosition", **about))
    return wanted


def _about(trigger: Row[Any]) -> dict[str, str]:
    """Which trigger a problem is about."""
    return {"trigger_id": str(trigger.id), "rule": trigger.raw_title}


def _error(what: str, *, code: str, **about: str) -> Json:
    return _problem(f"{what} was not found", code=code, **about)


def _problem(title: str, *, code: str, **about: str) -> Json:
    return {"code": code, "title": title, "message": title, **about}
