"""Changes of schedules and holidays as verbs of the desk; tickets follow at their next update."""

import datetime as dt
from typing import Any

import msgspec
from sqlalchemy import delete

from ombud.families.required import required_text
from ombud.families.schedules import queries
from ombud.families.schedules.shapes import HolidayChange, ScheduleChange, WorkweekChange
from ombud.families.schedules.values import WORKDAYS, date_in, intervals_in, time_zone_in
from ombud.tables import schedule_holidays, schedules
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = [
    "create",
    "create_holiday",
    "delete_holiday",
    "delete_schedule",
    "set_workweek",
    "update_holiday",
    "update_schedule",
]

LONGEST_NAME = 255
YEARS_AROUND = 2
FEBRUARY, LEAP_DAY = 2, 29


def create(ctx: Context, change: ScheduleChange) -> int:
    """Create a schedule of five days, nine to five, and return its id; raises Invalid."""
    schedule_id = ctx.db.insert(
        schedules,
        name=required_text("name", change.name, LONGEST_NAME),
        time_zone=time_zone_in(change.time_zone),
        intervals=msgspec.json.encode(WORKDAYS).decode(),
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    ctx.db.configuration_changed()
    return schedule_id


def update_schedule(ctx: Context, schedule_id: int, change: ScheduleChange) -> None:
    """Change what was given; raises NotFound and Invalid."""
    queries.find(ctx, schedule_id)
    values: dict[str, Any] = {}
    if change.name is not UNSET:
        values["name"] = required_text("name", change.name, LONGEST_NAME)
    if change.time_zone is not UNSET:
        values["time_zone"] = time_zone_in(change.time_zone)
    if values:
        _change(ctx, schedule_id, **values)


def set_workweek(ctx: Context, schedule_id: int, change: WorkweekChange) -> None:
    """Replace the intervals; raises NotFound and Invalid."""
    queries.find(ctx, schedule_id)
    if change.intervals is UNSET or change.intervals is None:
        raise Invalid.blank("intervals")
    intervals = msgspec.json.encode(intervals_in(change.intervals)).decode()
    _change(ctx, schedule_id, intervals=intervals)


def delete_schedule(ctx: Context, schedule_id: int) -> None:
    """Delete a schedule; its tickets go by the default one."""
    queries.find(ctx, schedule_id)
    _change(ctx, schedule_id, deleted_at=ctx.now)
    ctx.db.run(delete(schedule_holidays).where(schedule_holidays.c.schedule_id == schedule_id))


def create_holiday(ctx: Context, schedule_id: int, change: HolidayChange) -> int:
    """Create a holiday and return its id; raises NotFound and Invalid."""
    queries.find(ctx, schedule_id)
    name = required_text("name", change.name, LONGEST_NAME)
    first, last = _dates(ctx, change.start_date, change.end_date)
    holiday_id = ctx.db.insert(
        schedule_holidays,
        schedule_id=schedule_id,
        name=name,
        start_date=first,
        end_date=last,
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    ctx.db.configuration_changed()
    return holiday_id


def update_holiday(ctx: Context, schedule_id: int, holiday_id: int, change: HolidayChange) -> None:
    """Change what was given; raises NotFound and Invalid."""
    holiday = queries.find_holiday(ctx, schedule_id, holiday_id)
    values: dict[str, Any] = {}
    if change.name is not UNSET:
        values["name"] = required_text("name", change.name, LONGEST_NAME)
    if change.start_date is not UNSET or change.end_date is not UNSET:
        first = holiday.start_date if change.start_date is UNSET else change.start_date
        last = holiday.end_date if change.end_date is UNSET else change.end_date
        values["start_date"], values["end_date"] = _dates(ctx, first, last)
    if values:
        ctx.db.update(schedule_holidays, holiday_id, {**values, "updated_at": ctx.now})
        ctx.db.configuration_changed()


def delete_holiday(ctx: Context, schedule_id: int, holiday_id: int) -> None:
    """Delete a holiday; raises NotFound."""
    queries.find_holiday(ctx, schedule_id, holiday_id)
    ctx.db.run(delete(schedule_holidays).where(schedule_holidays.c.id == holiday_id))
    ctx.db.configuration_changed()


def _change(ctx: Context, schedule_id: int, **values: object) -> None:
    ctx.db.update(schedules, schedule_id, {**values, "updated_at": ctx.now})
    ctx.db.configuration_changed()


def _dates(ctx: Context, start: object, end: object) -> tuple[str, str]:
    """Both dates, in their order and near enough to today."""
    first, last = date_in("start_date", start), date_in("end_date", end)
    if last < first:
        raise Invalid.one("end_date", "End date: must not be before the start date")
    today = dt.datetime.fromtimestamp(ctx.now, dt.UTC).date()
    earliest, latest = _years_from(today, -YEARS_AROUND), _years_from(today, YEARS_AROUND)
    for attribute, day in (("start_date", first), ("end_date", last)):
        if not earliest <= day <= latest:
            label = attribute.replace("_", " ").capitalize()
            description = f"{label}: must be within {YEARS_AROUND} years of today"
            raise Invalid.one(attribute, description)
    return first.isoformat(), last.isoformat()


def _years_from(day: dt.date, years: int) -> dt.date:
    is_leap_day = (day.month, day.day) == (FEBRUARY, LEAP_DAY)
    return day.replace(year=day.year + years, day=LEAP_DAY - 1 if is_leap_day else day.day)
