"""One rule at work on a draft: what every effect is given."""

from dataclasses import dataclass
from typing import Any

from ombud.families.tickets.draft import Draft
from ombud.families.tickets.effects.failing import failure
from ombud.families.tickets.effects.source import Source
from ombud.wire.context import Context

__all__ = ["Firing"]


@dataclass(slots=True)
class Firing:
    """`field` is the action in hand, by its name."""

    ctx: Context
    draft: Draft
    source: Source
    field: str = ""
    # Whether something beside the ticket changed that conditions look at, such as its requester.
    changed: bool = False

    @property
    def after(self) -> dict[str, Any]:
        """The ticket as it is to be."""
        return self.draft.after

    @property
    def current_user_id(self) -> int | None:
        """Who makes the update; None when it is the desk itself."""
        actor_id = self.ctx.actor.id
        return actor_id if actor_id is not None and actor_id > 0 else None

    def tell(self, event: dict[str, Any]) -> dict[str, Any]:
        """Add an event of this rule to the audit; the event as it stands there."""
        event["via"] = self.source.via
        assert self.draft.told is not None  # noqa: S101 (set before the first effect)
        self.draft.told.append(event)
        return event

    def fail(self, message: str) -> None:
        """Say in the audit what this rule could not do."""
        self.tell(failure(message, self.source.via))
