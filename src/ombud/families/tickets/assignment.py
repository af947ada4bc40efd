"""Group and assignee: an assignee is always an agent of the ticket's group."""

from typing import Any

from msgspec import UnsetType

from ombud.families.account_settings import settings
from ombud.families.tickets.changes import TicketChange
from ombud.families.tickets.desk import Agent
from ombud.families.tickets.draft import Draft
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden, Invalid

__all__ = ["apply_assignment", "assign_to_solver", "put_assignee", "put_group"]


def apply_assignment(ctx: Context, draft: Draft, change: TicketChange) -> None:
    """Settle group and assignee from what was given of them."""
    assignee = _wanted_assignee(draft, change)
    group = change.group_id
    if _is_as_before(draft, assignee, group):
        # Sent back with all the rest, also when nobody could choose it any more.
        return
    if assignee is not UNSET and group is not UNSET:
        _set_both(draft, assignee, group)
    elif assignee is not UNSET:
        put_assignee(draft, assignee)
    elif not isinstance(group, UnsetType):
        _set_group(ctx, draft, group)
    _check_reach(ctx, draft)


def assign_to_solver(ctx: Context, draft: Draft) -> None:
    """Whoever solves an unassigned ticket becomes its assignee, where the account wants that."""
    solver = draft.desk.agents.get(ctx.actor.id or 0)
    wanted = ctx.db.cached(settings.load).flag("tickets.assign_tickets_upon_solve")
    if draft.after["assignee_id"] is None and wanted and solver and solver.assignable:
        put_assignee(draft, solver.id)


def put_assignee(draft: Draft, assignee_id: int | None) -> None:
    """Make an agent the assignee, in a group of theirs, or nobody; raises Invalid."""
    after = draft.after
    if assignee_id is None:
        after["assignee_id"] = None
        return
    agent = _assignable(draft, assignee_id)
    after["assignee_id"] = agent.id
    if after["group_id"] not in agent.group_ids:
        after["group_id"] = _group_of(agent)


def put_group(draft: Draft, group_id: int) -> None:
    """Give the ticket to a group; an assignee who is not in it goes. Raises Invalid."""
    _check_group(draft, group_id)
    draft.after["group_id"] = group_id
    agent = draft.desk.agents.get(draft.after["assignee_id"] or 0)
    if agent is None or group_id not in agent.group_ids:
        draft.after["assignee_id"] = None


def _check_reach(ctx: Context, draft: Draft) -> None:
    """Some custom roles keep their agents from handing tickets to groups of others."""
    group_id = draft.after["group_id"]
    if not ctx.actor.is_agent or ctx.actor.may("assign_to_any_group"):
        return
    if group_id is not None and draft.changed("group_id") and group_id not in ctx.actor.group_ids:
        raise Forbidden


def _is_as_before(draft: Draft, assignee: Any, group: Any) -> bool:
    before = draft.before
    return not draft.is_new and (
        assignee in {UNSET, before["assignee_id"]} and group in {UNSET, before["group_id"]}
    )


def _wanted_assignee(draft: Draft, change: TicketChange) -> Any:
    if change.assignee_id is not UNSET:
        return change.assignee_id
    email = change.assignee_email
    if email is UNSET:
        return UNSET
    if not email:
        return None
    agent = draft.desk.agent_by_email(str(email))
    if agent is None:
        raise Invalid.one("assignee", f"Assignee: {email} is not valid")
    return agent.id


def _set_group(ctx: Context, draft: Draft, group_id: int | None) -> None:
    if group_id is None:
        if not ctx.db.cached(settings.load).flag("tickets.allow_group_reset"):
            raise Invalid.one("group", "Group: cannot be removed", "BlankValue")
        draft.after["group_id"] = draft.after["assignee_id"] = None
        return
    put_group(draft, group_id)


def _set_both(draft: Draft, assignee_id: int | None, group_id: int | None) -> None:
    if group_id is None:
        put_assignee(draft, assignee_id)
        if assignee_id is None:
            draft.after["group_id"] = None
        return
    _check_group(draft, group_id)
    if assignee_id is not None and group_id not in _assignable(draft, assignee_id).group_ids:
        description = "Assignee: is not a member of the group"
        raise Invalid.one("assignee_id", description)
    draft.after.update(assignee_id=assignee_id, group_id=group_id)


def _assignable(draft: Draft, assignee_id: int) -> Agent:
    agent = draft.desk.agents.get(assignee_id)
    if agent is None or not agent.assignable or not agent.group_ids:
        raise Invalid.one("assignee_id", f"Assignee: {assignee_id} is not valid")
    return agent


def _check_group(draft: Draft, group_id: int) -> None:
    if group_id not in draft.desk.group_ids:
        raise Invalid.one("group_id", f"Group: {group_id} is not valid")


def _group_of(agent: Agent) -> int:
    if agent.default_group_id in agent.group_ids:
        return agent.default_group_id or 0
    return min(agent.group_ids)
