"""Who is kept informed: followers, and people in copy."""

from collections.abc import Callable, Mapping
from typing import Any

from ombud.families.tickets import people_queries
from ombud.families.tickets.effects.firing import Firing
from ombud.families.tickets.people import MOST_COLLABORATORS, collaborator_event

__all__ = ["EFFECTS"]


def add_follower(firing: Firing, user_id: int) -> None:
    """An agent who follows the ticket."""
    if user_id in firing.draft.desk.agents:
        _add(firing, "follower_ids", user_id)


def add_copy(firing: Firing, user_id: int) -> None:
    """Somebody in copy: agents follow, customers get the e-mails."""
    if user_id in firing.draft.desk.agents:
        _add(firing, "follower_ids", user_id)
    elif user_id != firing.after["requester_id"]:
        known = people_queries.active_ids(firing.ctx, [user_id])
        if user_id in known:
            _add(firing, "email_cc_ids", user_id)


def _add(firing: Firing, name: str, user_id: int) -> None:
    before: list[int] = firing.after[name]
    if user_id in before or len(before) >= MOST_COLLABORATORS:
        return
    firing.after[name] = [*before, user_id]
    firing.tell(collaborator_event(firing.ctx, name, before, firing.after[name]))


EFFECTS: Mapping[str, Callable[[Firing, Any], None]] = {
    "follower": add_follower,
    "cc": add_copy,
}
