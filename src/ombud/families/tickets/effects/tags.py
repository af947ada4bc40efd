"""Tags; one that is an option's value also sets or clears the field."""

from collections.abc import Callable, Mapping
from typing import Any

from ombud.families.tickets.changes import TicketChange
from ombud.families.tickets.custom_fields import apply_tags_and_fields
from ombud.families.tickets.effects.firing import Firing

__all__ = ["EFFECTS"]


def set_tags(firing: Firing, tags: list[str]) -> None:
    """These tags instead of all others."""
    gone = [tag for tag in firing.after["tags"] if tag not in tags]
    _change(firing, TicketChange(additional_tags=list(tags), remove_tags=list(gone)))


def add_tags(firing: Firing, tags: list[str]) -> None:
    """These tags besides."""
    _change(firing, TicketChange(additional_tags=list(tags)))


def remove_tags(firing: Firing, tags: list[str]) -> None:
    """All but these tags."""
    _change(firing, TicketChange(remove_tags=list(tags)))


def _change(firing: Firing, change: TicketChange) -> None:
    apply_tags_and_fields(firing.ctx, firing.draft, change)


EFFECTS: Mapping[str, Callable[[Firing, Any], None]] = {
    "set_tags": set_tags,
    "current_tags": add_tags,
    "remove_tags": remove_tags,
}
