"""Group and assignee, with what follows from each for the other and for the status."""

from collections.abc import Callable, Mapping
from typing import Any

from ombud.families.tickets.assignment import put_assignee, put_group
from ombud.families.tickets.effects.firing import Firing
from ombud.families.tickets.effects.status import put_status

__all__ = ["EFFECTS"]


def set_assignee(firing: Firing, assignee_id: int | None) -> None:
    """An agent, whose default group becomes the ticket's where they are not in it; or nobody."""
    put_assignee(firing.draft, assignee_id)
    if firing.after["status"] == "new" and firing.after["assignee_id"] is not None:
        put_status(firing, "open")


def set_group(firing: Firing, group_id: int | None) -> None:
    """A group, which an assignee from elsewhere does not follow; or none, and so nobody."""
    if group_id is None:
        firing.after["group_id"] = firing.after["assignee_id"] = None
    else:
        put_group(firing.draft, group_id)


EFFECTS: Mapping[str, Callable[[Firing, Any], None]] = {
    "assignee_id": set_assignee,
    "group_id": set_group,
}
