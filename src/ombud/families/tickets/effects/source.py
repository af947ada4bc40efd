"""Which rule acts: what the events that it makes say of it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ombud.rules.actions import ActionPlace

__all__ = ["Source"]


@dataclass(frozen=True)
class Source:
    """A rule; only triggers have revisions."""

    place: ActionPlace
    id: int
    title: str
    revision_id: int | None = None

    @cached_property
    def via(self) -> dict[str, Any]:
        """The `via` of its events; shared, never change it."""
        found: dict[str, Any] = {"id": self.id, "title": self.title, "deleted": False}
        if self.revision_id is not None:
            found["revision_id"] = self.revision_id
        return {"channel": "rule", "source": {"from": found, "to": {}, "rel": self.place}}
