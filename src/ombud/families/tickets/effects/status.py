"""Status and custom status, which follow each other."""

from collections.abc import Callable, Mapping
from typing import Any

from ombud.families.custom_statuses import statuses
from ombud.families.tickets.effects.firing import Firing

__all__ = ["EFFECTS", "put_status"]


def set_status(firing: Firing, status: str) -> None:
    """A status category; what was more than new never becomes new again."""
    before = firing.draft.before.get("status", "new")
    put_status(firing, "open" if status == "new" and before != "new" else status)


def set_custom_status(firing: Firing, status_id: int) -> None:
    """A custom status that is in use, and its category."""
    found = firing.ctx.db.cached(statuses.load).by_id.get(status_id)
    if found is not None and found.active:
        firing.after.update(custom_status_id=found.id, status=found.category)


def put_status(firing: Firing, status: str) -> None:
    """A category, with its default custom status unless the present one is of it already."""
    known, after = firing.ctx.db.cached(statuses.load), firing.after
    after["status"] = status
    present = known.by_id.get(after["custom_status_id"] or 0)
    if status == "closed" and present is not None:
        # No custom status is closed.
        return
    if present is None or present.category != status:
        after["custom_status_id"] = known.default_of(status).id


EFFECTS: Mapping[str, Callable[[Firing, Any], None]] = {
    "status": set_status,
    "custom_status_id": set_custom_status,
}
