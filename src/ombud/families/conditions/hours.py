"""A schedule as conditions ask it."""

from dataclasses import dataclass

from ombud.rules.business_time import Schedule, business_seconds, is_open, on_holiday

__all__ = ["OpeningHours"]


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """`rules.facts.Hours` of a schedule."""

    id: int
    schedule: Schedule

    def seconds(self, start: int, end: int) -> int:
        """Business seconds between two instants."""
        return business_seconds(self.schedule, start, end)

    def is_open(self, at: int) -> bool:
        """Whether the instant is inside business hours."""
        return is_open(self.schedule, at)

    def is_holiday(self, at: int) -> bool:
        """Whether the instant's local day is a holiday."""
        return on_holiday(self.schedule, at)
