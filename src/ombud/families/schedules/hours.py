"""The schedules in force, as service levels, metrics and rules read them."""

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import select

from ombud.db import Transaction
from ombud.families.conditions.hours import OpeningHours
from ombud.rules.business_time import Schedule
from ombud.tables import schedule_holidays, schedules
from ombud.values.time_zones import iana_of

__all__ = ["Schedules", "load"]

Intervals = tuple[tuple[int, int], ...]
Holidays = tuple[tuple[dt.date, dt.date], ...]


@dataclass(frozen=True, slots=True)
class Schedules:
    """All schedules; read with `db.cached(hours.load)`."""

    by_id: Mapping[int, OpeningHours]
    # The oldest one; None when the account has none and works around the clock.
    default: OpeningHours | None

    def of(self, schedule_id: int | None) -> OpeningHours | None:
        """The one of a ticket: the default where it has none, or one that was deleted."""
        if schedule_id is None:
            return self.default
        return self.by_id.get(schedule_id, self.default)

    def schedule_of(self, schedule_id: int | None) -> Schedule | None:
        """The hours themselves."""
        found = self.of(schedule_id)
        return None if found is None else found.schedule


def load(db: Transaction) -> Schedules:
    """Every schedule with its holidays."""
    closed: dict[int, list[tuple[dt.date, dt.date]]] = {}
    by_start = (schedule_holidays.c.start_date, schedule_holidays.c.id)
    for row in db.rows(select(schedule_holidays).order_by(*by_start)):
        days = (dt.date.fromisoformat(row.start_date), dt.date.fromisoformat(row.end_date))
        closed.setdefault(row.schedule_id, []).append(days)
    statement = select(schedules).where(schedules.c.deleted_at.is_(None)).order_by(schedules.c.id)
    by_id = {
        row.id: OpeningHours(
            row.id,
            _schedule(
                iana_of(row.time_zone) or "Etc/UTC",
                tuple((start, end) for start, end in msgspec.json.decode(row.intervals)),
                tuple(closed.get(row.id, ())),
            ),
        )
        for row in db.rows(statement)
    }
    return Schedules(by_id, next(iter(by_id.values()), None))


@functools.lru_cache(maxsize=256)
def _schedule(zone: str, intervals: Intervals, holidays: Holidays) -> Schedule:
    # Other changes of the configuration leave the opening hours that were worked out as they are.
    return Schedule(zone, intervals, holidays)
