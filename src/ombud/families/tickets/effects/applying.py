"""Applies the actions of a rule to a draft, in their order; each has its effect at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ombud.families.conditions.surroundings import today
from ombud.families.conditions.table import load_actions
from ombud.families.tickets.draft import JSON_COLUMNS, Draft
from ombud.families.tickets.effects import (
    assignment,
    collaborators,
    comments,
    custom_fields,
    elsewhere,
    messages,
    notifications,
    plain,
    records,
    status,
    tags,
)
from ombud.families.tickets.effects.firing import Firing
from ombud.families.tickets.effects.source import Source
from ombud.families.tickets.events import change_events, changes_between
from ombud.rules.actions import Action, Keep, Resolving
from ombud.rules.errors import RuleError
from ombud.wire.context import Context
from ombud.wire.errors import ApiError

__all__ = ["apply"]

Effect = Callable[[Firing, Any], None]
EFFECTS: Mapping[str, Effect] = {
    **status.EFFECTS,
    **plain.EFFECTS,
    **assignment.EFFECTS,
    **tags.EFFECTS,
    **collaborators.EFFECTS,
    **comments.EFFECTS,
    **notifications.EFFECTS,
    **messages.EFFECTS,
    **elsewhere.EFFECTS,
    "locale_id": records.set_language,
}
# Actions on custom fields, whose names go on with the field.
BY_PREFIX: tuple[tuple[str, Effect], ...] = (
    ("custom_fields_", custom_fields.set_value),
    ("requester.custom_fields.", records.set_requester_value),
    ("user.custom_fields.", records.set_requester_value),
    ("organization.custom_fields.", records.set_organization_value),
)


def apply(ctx: Context, draft: Draft, actions: Sequence[Action], source: Source) -> bool:
    """Carry out the actions; whether anything that conditions look at is different now.

    What an action wants that cannot be (an agent who left, a form that is gone) is left out.
    """
    if draft.told is None:
        draft.told = change_events(draft)
    firing = Firing(ctx, draft, source)
    changed = False
    for action in actions:
        before = _copied(draft.after)
        _do(firing, action, before)
        if before != draft.after:
            changed = True
            for event in changes_between(before, draft.after):
                firing.tell(event)
    return changed or firing.changed


def _do(firing: Firing, action: Action, before: Mapping[str, Any]) -> None:
    effect = EFFECTS.get(action.field) or _by_prefix(action.field)
    if effect is None:
        # An action that was possible once; whoever lists the rule is told of it.
        return
    table = firing.ctx.db.cached(load_actions)
    firing.field = action.field
    try:
        value = table.resolved(action, firing.source.place, _who(firing))
        if value is not Keep.KEEP:
            effect(firing, value)
    except (RuleError, ValueError, ApiError):
        # The same object, because conditions look at it.
        firing.after.update(_copied(before))


def _by_prefix(field: str) -> Effect | None:
    return next((effect for prefix, effect in BY_PREFIX if field.startswith(prefix)), None)


def _who(firing: Firing) -> Resolving:
    user_id, after = firing.current_user_id, firing.after
    agent = firing.draft.desk.agents.get(user_id or 0)
    return Resolving(
        today=today(firing.ctx),
        requester_id=after["requester_id"],
        assignee_id=after["assignee_id"],
        current_user_id=user_id,
        current_group_id=agent.default_group_id if agent else None,
    )


def _copied(ticket: Mapping[str, Any]) -> dict[str, Any]:
    """The ticket with lists and objects of its own."""
    return {**ticket, **{name: ticket[name].copy() for name in JSON_COLUMNS}}
