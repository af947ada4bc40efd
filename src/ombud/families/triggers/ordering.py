"""Where triggers stand: in which category, and at which position of it."""

from collections.abc import Sequence

from ombud.families.positions import make_room
from ombud.families.trigger_categories import queries as category_queries
from ombud.families.trigger_categories import service as category_service
from ombud.families.triggers import queries
from ombud.families.triggers.shapes import TriggerChange, TriggerItem
from ombud.tables import triggers
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest, Invalid, NotFound

__all__ = ["category_for", "place_in", "reorder"]


def category_for(ctx: Context, change: TriggerChange | TriggerItem) -> int | None:
    """The category that is given, made where it is described; None where nothing is said of it.

    Raises Invalid for one that is not there.
    """
    described = change.trigger_category if isinstance(change, TriggerChange) else UNSET
    if described is not UNSET and described is not None:
        return category_service.create(ctx, described)
    if change.category_id is UNSET or change.category_id is None:
        return None
    try:
        return int(category_queries.find(ctx, str(change.category_id)).id)
    except NotFound:
        raise Invalid.invalid("category_id", change.category_id) from None


def place_in(ctx: Context, category_id: int, wanted: int | None) -> int:
    """The last position of a category, or the wanted one, whose owner moves down with all below.

    Raises Invalid for what is no position.
    # Zendesk: trigger-positions (docs/quirks.md#trigger-positions)
    """
    return make_room(ctx, triggers, wanted, triggers.c.category_id == category_id, least=0)


def reorder(ctx: Context, ids: Sequence[int]) -> None:
    """Put all triggers into this order. Raises NotFound unless each is named once.

    Raises BadRequest where there are several categories.
    # Zendesk: reorder-names-all (docs/quirks.md#reorder-names-all)
    """
    if len(queries.category_ids(ctx)) > 1:
        raise BadRequest.plain(
            "LimitOneCategory",
            "Triggers of several categories cannot be reordered; use /trigger_categories/jobs",
        )
    if not ids or sorted(ids) != sorted(queries.all_ids(ctx)):
        raise NotFound
    for position, trigger_id in enumerate(ids, 1):
        ctx.db.update(triggers, trigger_id, {"position": position})
    ctx.db.configuration_changed()
