"""The explanation of one update: what became of each trigger that there was."""

from typing import Any, ClassVar, Literal

import msgspec

from ombud.wire.answers import Shape

__all__ = ["Explanation", "Failed", "Outcome", "TriggerOutcome"]

Outcome = Literal["fired", "not_matched", "cannot_run"]


class Failed(msgspec.Struct):
    """The first condition that did not hold; without an index it is that none of `any` held."""

    place: Literal["all", "any"]
    index: int | None
    conditions: list[dict[str, Any]]


class TriggerOutcome(msgspec.Struct):
    """What became of one trigger, as it was then. `fired_as` counts the firings from 1."""

    id: int
    title: str
    revision_id: int
    outcome: Outcome
    fired_as: int | None = None
    failed: Failed | None = None
    # Why it could not run.
    problem: str | None = None
    # The events of the audit that it made.
    events: list[dict[str, Any]] = []


class Explanation(Shape):
    """One update. Without triggers nothing was to be run, or nothing was changed."""

    root: ClassVar[str] = "explanation"

    ticket_id: int
    audit_id: int
    created_at: str
    # In the order in which they run; those that could not run come last.
    triggers: list[TriggerOutcome]
