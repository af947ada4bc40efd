"""Changes of trigger categories as verbs of the desk."""

from typing import Any, Protocol

from sqlalchemy import delete, update

from ombud.families.trigger_categories import queries
from ombud.tables import trigger_categories
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest

__all__ = ["create", "delete_category", "first", "place", "update_category"]

LONGEST_NAME = 255
LARGEST = 1_000_000
# What a category is called that was made because there was none.
INITIAL = "Initial category"


class Described(Protocol):
    """A name and a position, each of which may be missing."""

    @property
    def name(self) -> Any: ...

    @property
    def position(self) -> Any: ...


def create(ctx: Context, change: Described) -> int:
    """Create a category and return its id; raises BadRequest."""
    category_id = ctx.db.insert(
        trigger_categories,
        name=_name(change.name),
        position=place(ctx, change.position),
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    ctx.db.configuration_changed()
    return category_id


def first(ctx: Context) -> int:
    """The category of a trigger that names none: the first, made where there is none."""
    found = queries.first_id(ctx)
    if found is not None:
        return found
    times = {"created_at": ctx.now, "updated_at": ctx.now}
    return ctx.db.insert(trigger_categories, name=INITIAL, position=1, **times)


def update_category(ctx: Context, category_id: str, change: Described) -> None:
    """Change what was given; raises NotFound and BadRequest."""
    row = queries.find(ctx, category_id)
    values: dict[str, Any] = {}
    if change.name is not UNSET:
        values["name"] = _name(change.name)
    if isinstance(change.position, int) and change.position != row.position:
        values["position"] = place(ctx, change.position)
    if values:
        ctx.db.update(trigger_categories, row.id, {**values, "updated_at": ctx.now})
        ctx.db.configuration_changed()


def delete_category(ctx: Context, category_id: str) -> None:
    """Delete a category without triggers; raises NotFound and BadRequest."""
    row = queries.find(ctx, category_id)
    if queries.has_triggers(ctx, row.id):
        raise BadRequest.listed(
            code="TriggerCategoryNotEmpty",
            title="The trigger category is not empty",
            detail=f"Move or delete the triggers of {row.name} first",
        )
    ctx.db.run(delete(trigger_categories).where(trigger_categories.c.id == row.id))
    ctx.db.configuration_changed()


def place(ctx: Context, wanted: Any) -> int:
    """The last position, or the wanted one, whose owner moves down with all below it."""
    if not isinstance(wanted, int):
        return queries.last_position(ctx) + 1
    if not 0 <= wanted <= LARGEST:
        raise BadRequest.listed(
            code="InvalidPosition",
            title="The position is not valid",
            detail=f"A position is a number from 0 to {LARGEST}",
        )
    if queries.standing_at(ctx, wanted):
        below = update(trigger_categories).where(trigger_categories.c.position >= wanted)
        ctx.db.run(below.values(position=trigger_categories.c.position + 1))
    return wanted


def _name(given: object) -> str:
    name = (text_of(given) or "").strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadRequest.listed(
            code="InvalidName",
            title="The name is not valid",
            detail=f"A name has 1 to {LONGEST_NAME} characters",
        )
    return name
