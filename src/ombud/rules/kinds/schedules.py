"""Whether now is inside the hours of a schedule that the condition names."""

from dataclasses import dataclass
from typing import Any

from ombud.rules.conditions import Value
from ombud.rules.facts import Facts
from ombud.rules.kinds.kind import Plain, negated, one_text
from ombud.rules.match import Match
from ombud.rules.sources.source import NotStored
from ombud.values.text import id_in

__all__ = ["WithinSchedule"]


@dataclass(frozen=True, slots=True)
class WithinSchedule(Plain):
    """A schedule by id; the value that is tested is the instant."""

    type: str = "list"
    record: str | None = "schedule"

    def match(self, operator: str, value: Value) -> Match:
        if (schedule_id := id_in(one_text(value))) is None:
            raise ValueError("is not an id")

        def holds(now: int, facts: Facts) -> bool:
            hours = facts.schedule(schedule_id)
            return hours is not None and hours.is_open(now)

        return negated(operator, Match(holds, _not_stored))


def _not_stored(_column: Any, _columns: Any) -> Any:
    raise NotStored
