"""Schedules, their working week and their holidays, and what may be written of them."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Row

from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words

__all__ = [
    "Holiday",
    "HolidayChange",
    "HolidayQuery",
    "Interval",
    "Schedule",
    "ScheduleChange",
    "Workweek",
    "WorkweekChange",
    "show",
    "show_holidays",
    "workweek_of",
]


class Interval(msgspec.Struct):
    """Hours of work, in minutes from Sunday 00:00 of the schedule's time zone."""

    start_time: int
    end_time: int


class Schedule(Shape):
    """The hours in which a desk works."""

    root: ClassVar[str] = "schedule"
    roots: ClassVar[str] = "schedules"

    id: int
    name: str
    time_zone: str
    created_at: str
    updated_at: str
    intervals: list[Interval]


class Workweek(Shape):
    """The intervals of a schedule alone."""

    root: ClassVar[str] = "workweek"
    roots: ClassVar[str] = "workweeks"

    intervals: list[Interval]


class Holiday(Shape):
    """Days on which a desk does not work, both ends included."""

    root: ClassVar[str] = "holiday"
    roots: ClassVar[str] = "holidays"

    id: int
    name: str
    start_date: str
    end_date: str


class ScheduleChange(Change):
    """What a caller may write of a schedule; its intervals are written as its workweek."""

    name: Maybe[Words] = UNSET
    time_zone: Maybe[str] = UNSET


class WorkweekChange(Change):
    """The new intervals, which replace all there were."""

    intervals: Maybe[list[Interval]] = UNSET


class HolidayChange(Change):
    """What a caller may write of a holiday; dates are YYYY-MM-DD."""

    name: Maybe[Words] = UNSET
    start_date: Maybe[str] = UNSET
    end_date: Maybe[str] = UNSET


class HolidayQuery(msgspec.Struct):
    """Only holidays that lie, at least in part, between these dates."""

    start_date: str | None = None
    end_date: str | None = None


def show(rows: Sequence[Row[Any]]) -> list[Schedule]:
    """The schedules of these rows."""
    return [
        Schedule(
            id=row.id,
            name=row.name,
            time_zone=row.time_zone,
            created_at=iso(row.created_at),
            updated_at=iso(row.updated_at),
            intervals=_intervals(row),
        )
        for row in rows
    ]


def workweek_of(row: Row[Any]) -> Workweek:
    """The working week of a schedule's row."""
    return Workweek(intervals=_intervals(row))


def show_holidays(rows: Sequence[Row[Any]]) -> list[Holiday]:
    """The holidays of these rows."""
    return [
        Holiday(id=row.id, name=row.name, start_date=row.start_date, end_date=row.end_date)
        for row in rows
    ]


def _intervals(row: Row[Any]) -> list[Interval]:
    return [Interval(start, end) for start, end in msgspec.json.decode(row.intervals)]
