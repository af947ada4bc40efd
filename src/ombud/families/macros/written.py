"""What callers write of macros, checked: actions, and for whom a macro is."""

from typing import Any

from ombud.families.conditions import written
from ombud.families.conditions.refusing import refusals
from ombud.families.macros.shapes import MacroChange, Restriction
from ombud.families.placeholders.checking import check_template
from ombud.families.tickets import desk
from ombud.rules.actions import Action
from ombud.rules.errors import brief
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["actions_in", "restriction_in"]

TEMPLATES = frozenset({"subject", "comment_value", "comment_value_html"})


def actions_in(ctx: Context, title: str, given: Any) -> str:
    """The actions to store of the macro of this title; raises Invalid and BadRequest."""
    with refusals(title):
        actions = Action.of_list(None if given is UNSET else given)
        actions = written.actions_in(ctx, actions, "macro")
        for index, action in enumerate(actions):
            if action.field in TEMPLATES:
                text = action.value[-1] if isinstance(action.value, list) else action.value
                where = {"position": f"actions[{index}]", "value": brief(action.value)}
                check_template(ctx, "actions", str(text), **where)
    return Action.stored(actions)


def restriction_in(ctx: Context, change: MacroChange) -> Restriction:
    """For whom the macro is to be; null, like an object without a type, is everybody.

    Raises Invalid.
    """
    given = change.restriction
    if given is UNSET or given is None or given.type is UNSET or given.type is None:
        return None
    match given.type:
        case "User":
            return {"type": "User", "id": _agent(ctx, given.id)}
        case "Group":
            ids = given.ids if isinstance(given.ids, list) else []
            if not ids and isinstance(given.id, int):
                ids = [given.id]
            return {"type": "Group", "id": None, "ids": _groups(ctx, ids)}
    raise Invalid.invalid("restriction", given.type)


def _agent(ctx: Context, given: Any) -> int:
    agent_id = given if isinstance(given, int) else ctx.actor.id or 0
    if agent_id not in ctx.db.cached(desk.load).agents:
        raise Invalid.one("restriction", f"Restriction: User {agent_id} is not an agent")
    return agent_id


def _groups(ctx: Context, ids: list[int]) -> list[int]:
    known = ctx.db.cached(desk.load).group_ids
    if not ids:
        raise Invalid.one("restriction", "Restriction: ids cannot be blank", "BlankValue")
    for group_id in ids:
        if group_id not in known:
            raise Invalid.one("restriction", f"Restriction: Group {group_id} is not valid")
    return list(dict.fromkeys(ids))
