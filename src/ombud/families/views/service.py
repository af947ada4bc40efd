"""Changes of views as verbs of the desk."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete

from ombud.families.conditions.refusing import refusals
from ombud.families.conditions.written import conditions_in
from ombud.families.required import required_text
from ombud.families.ticket_fields import definitions
from ombud.families.views import queries, restricting, rights
from ombud.families.views.outputs import DEFAULT, Output, changed
from ombud.families.views.shapes import Place, ViewChange
from ombud.rules.conditions import Conditions
from ombud.tables import view_groups, views
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden, Invalid

__all__ = ["create", "delete_views", "read_conditions", "update_many", "update_view"]

LONGEST_TITLE = 255
LARGEST_POSITION = 2**31 - 1
NOTHING = Conditions()


def create(ctx: Context, change: ViewChange) -> int:
    """Create a view and return its id; raises Invalid and Forbidden."""
    title = required_text("title", _title(change), LONGEST_TITLE)
    conditions = read_conditions(ctx, change, NOTHING)
    output = changed(DEFAULT, change.output, ctx.db.cached(definitions.load))
    restriction = restricting.of_new(ctx, change.restriction)
    position = _position(change.position)
    view_id = ctx.db.insert(
        views,
        raw_title=title,
        description=text_of(change.description),
        active=change.active is not False,
        position=queries.last_position(ctx) + 1 if position is None else position,
        conditions=conditions.stored(),
        output=output.stored(),
        owner_id=restriction.owner_id,
        for_groups=bool(restriction.group_ids),
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    restricting.keep_groups(ctx, view_id, restriction.group_ids)
    return view_id


def update_view(ctx: Context, view_id: int, change: ViewChange) -> None:
    """Change what was given; raises NotFound, Forbidden and Invalid."""
    view = _mine(ctx, queries.find(ctx, view_id))
    values: dict[str, Any] = {}
    if _title(change) is not UNSET:
        values["raw_title"] = required_text("title", _title(change), LONGEST_TITLE)
    if change.description is not UNSET:
        values["description"] = text_of(change.description)
    values.update(_standing(change))
    if _says_conditions(change):
        present = Conditions.of_stored(view.conditions)
        conditions = read_conditions(ctx, change, present, view.raw_title)
        values["conditions"] = conditions.stored()
    if change.output is not UNSET:
        fields = ctx.db.cached(definitions.load)
        values["output"] = changed(Output.of_stored(view.output), change.output, fields).stored()
    if change.restriction is not UNSET:
        restriction = restricting.of_change(ctx, view, change.restriction)
        values["owner_id"] = restriction.owner_id
        values["for_groups"] = bool(restriction.group_ids)
        restricting.keep_groups(ctx, view_id, restriction.group_ids)
    if values:
        ctx.db.update(views, view_id, {**values, "updated_at": ctx.now})


def update_many(ctx: Context, changes: Sequence[Place]) -> list[int]:
    """Change places and activity of several views, all of them or none; their ids.

    Raises NotFound and Forbidden.
    """
    for change in changes:
        view = _mine(ctx, queries.find(ctx, change.id))
        with refusals(view.raw_title):
            values = _standing(change)
        if values:
            ctx.db.update(views, change.id, {**values, "updated_at": ctx.now})
    return [change.id for change in changes]


def delete_views(ctx: Context, ids: Sequence[int]) -> None:
    """Delete views, all of them or none; raises NotFound and Forbidden."""
    for view_id in ids:
        _mine(ctx, queries.find(ctx, view_id))
        ctx.db.run(delete(view_groups).where(view_groups.c.view_id == view_id))
        ctx.db.run(delete(views).where(views.c.id == view_id))


def read_conditions(
    ctx: Context, change: ViewChange, present: Conditions, title: str | None = None
) -> Conditions:
    """The conditions that a change makes of the present ones; raises Invalid and BadRequest.

    Each list that is sent replaces the one that was; `conditions` replaces both. `title` is what
    the view is called unless the change says it.
    """
    with refusals(text_of(_title(change)) or title):
        if change.conditions is not UNSET and change.conditions is not None:
            given = Conditions.of_object(change.conditions)
        else:
            sent = Conditions.of_object({"all": _sent(change.all), "any": _sent(change.any)})
            given = Conditions(
                present.all if change.all is UNSET else sent.all,
                present.any if change.any is UNSET else sent.any,
            )
        return conditions_in(ctx, given, "view")


def _says_conditions(change: ViewChange) -> bool:
    said = (change.conditions, change.all, change.any)
    return any(value is not UNSET for value in said)


def _sent(given: object) -> object:
    return None if given is UNSET else given


def _title(change: ViewChange) -> object:
    return change.raw_title if change.title is UNSET else change.title


def _standing(change: ViewChange | Place) -> dict[str, Any]:
    """What may be changed of many views at once."""
    values: dict[str, Any] = {}
    position = _position(change.position)
    if position is not None:
        values["position"] = position
    if change.active is not UNSET and change.active is not None:
        values["active"] = change.active
    return values


def _position(given: object) -> int | None:
    if not isinstance(given, int):
        return None
    if not 0 <= given <= LARGEST_POSITION:
        raise Invalid.invalid("position", given)
    return given


def _mine(ctx: Context, view: Row[Any]) -> Row[Any]:
    """The view, if the caller may change it; raises Forbidden."""
    groups = queries.group_ids(ctx, [view.id]).get(view.id, []) if view.for_groups else []
    if not rights.may_change(ctx.actor, view, groups):
        raise Forbidden
    return view
