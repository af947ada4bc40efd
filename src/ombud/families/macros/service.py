"""Changes of macros as verbs of the desk."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete

from ombud.families.conditions.refusing import refusals
from ombud.families.macros import queries
from ombud.families.macros.deletion import delete_macros
from ombud.families.macros.files import adopt
from ombud.families.macros.rights import check_may_change
from ombud.families.macros.shapes import Macro, MacroChange, Restriction
from ombud.families.macros.showing import show
from ombud.families.macros.written import actions_in, restriction_in
from ombud.families.positions import make_room
from ombud.families.required import required_text
from ombud.families.rule_shapes import RuleItem
from ombud.tables import macro_groups, macros
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["create", "delete_many", "update_macro", "update_many"]

LONGEST_TITLE = 255
LONGEST_DESCRIPTION = 65_535


def create(ctx: Context, change: MacroChange) -> int:
    """Create a macro and return its id; raises Invalid, BadRequest and Forbidden."""
    title = required_text("title", change.title, LONGEST_TITLE)
    actions = actions_in(ctx, title, change.actions)
    restriction = restriction_in(ctx, change)
    check_may_change(ctx, restriction)
    position = change.position if isinstance(change.position, int) else None
    macro_id = ctx.db.insert(
        macros,
        raw_title=title,
        description=_description(change),
        active=change.active is not False,
        position=make_room(ctx, macros, position),
        actions=actions,
        created_at=ctx.now,
        updated_at=ctx.now,
        **_for_whom(restriction),
    )
    _set_groups(ctx, macro_id, restriction)
    if change.attachments is not UNSET:
        adopt(ctx, macro_id, change.attachments or [])
    ctx.db.configuration_changed()
    return macro_id


def update_macro(ctx: Context, macro_id: int, change: MacroChange) -> None:
    """Change what was given; raises NotFound, Forbidden, Invalid and BadRequest."""
    macro = _changeable(ctx, [macro_id])[0]
    values: dict[str, Any] = {}
    if change.title is not UNSET:
        values["raw_title"] = required_text("title", change.title, LONGEST_TITLE)
    if change.description is not UNSET:
        values["description"] = _description(change)
    if change.actions is not UNSET:
        title = values.get("raw_title", macro.raw_title)
        values["actions"] = actions_in(ctx, title, change.actions)
    if change.restriction is not UNSET:
        restriction = restriction_in(ctx, change)
        check_may_change(ctx, restriction)
        values.update(_for_whom(restriction))
        _set_groups(ctx, macro_id, restriction)
    if change.attachments is not UNSET:
        adopt(ctx, macro_id, change.attachments or [])
    _change(ctx, macro, values, change)


def update_many(ctx: Context, items: Sequence[RuleItem]) -> list[int]:
    """Change places and whether they are active; the ids. Raises NotFound, Forbidden, Invalid."""
    ids = [item.id for item in items if isinstance(item.id, int)]
    if len(ids) < len(items):
        raise Invalid.blank("id")
    for item, macro in zip(items, _changeable(ctx, ids), strict=True):
        with refusals(macro.raw_title):
            _change(ctx, macro, {}, item)
    return ids


def delete_many(ctx: Context, ids: Sequence[int]) -> None:
    """Delete these macros with their files; raises NotFound and Forbidden."""
    _changeable(ctx, ids)
    delete_macros(ctx, ids)


def _changeable(ctx: Context, ids: Sequence[int]) -> list[Macro]:
    found = show(ctx, queries.by_ids(ctx, ids))
    for macro in found:
        check_may_change(ctx, macro.restriction)
    return found


def _change(
    ctx: Context, macro: Macro, values: dict[str, Any], change: MacroChange | RuleItem
) -> None:
    if isinstance(change.active, bool):
        values["active"] = change.active
    if isinstance(change.position, int) and change.position != macro.position:
        values["position"] = make_room(ctx, macros, change.position)
    ctx.db.update(macros, macro.id, {**values, "updated_at": ctx.now})
    ctx.db.configuration_changed()


def _description(change: MacroChange) -> str | None:
    description = text_of(change.description)
    if description is not None and len(description) > LONGEST_DESCRIPTION:
        raise Invalid.too_long("description", LONGEST_DESCRIPTION)
    return description


def _for_whom(restriction: Restriction) -> dict[str, Any]:
    """The columns that say for whom a macro is."""
    kind = None if restriction is None else restriction["type"]
    owner_id = restriction["id"] if restriction is not None and kind == "User" else None
    return {"owner_id": owner_id, "for_groups": kind == "Group"}


def _set_groups(ctx: Context, macro_id: int, restriction: Restriction) -> None:
    ctx.db.run(delete(macro_groups).where(macro_groups.c.macro_id == macro_id))
    ids = restriction["ids"] if restriction is not None and restriction["type"] == "Group" else []
    ctx.db.insert_all(
        macro_groups,
        [
            {"macro_id": macro_id, "group_id": group_id, "place": place}
            for place, group_id in enumerate(ids)
        ],
    )
