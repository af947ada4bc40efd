"""Whether a ticket's schedule works now, and which holiday keeps it from that."""

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy import select

from ombud.families.placeholders.matter import Matter
from ombud.families.schedules import hours
from ombud.tables import schedule_holidays
from ombud.wire.context import Context

__all__ = ["holiday_name", "is_open"]


def is_open(ctx: Context, matter: Matter) -> bool:
    """Whether it is inside business hours; a desk without a schedule always is."""
    schedule = ctx.db.cached(hours.load).of(matter.fields["schedule_id"])
    return schedule is None or schedule.is_open(ctx.now)


def holiday_name(ctx: Context, matter: Matter) -> str | None:
    """The name of the holiday that is on in the schedule's time zone."""
    found = ctx.db.cached(hours.load).of(matter.fields["schedule_id"])
    if found is None or not found.is_holiday(ctx.now):
        return None
    zone = ZoneInfo(found.schedule.zone)
    today = dt.datetime.fromtimestamp(ctx.now, zone).date().isoformat()
    holidays = schedule_holidays
    statement = select(holidays.c.name).where(
        holidays.c.schedule_id == found.id,
        holidays.c.start_date <= today,
        holidays.c.end_date >= today,
    )
    name: str | None = ctx.db.value(statement.order_by(holidays.c.start_date, holidays.c.id))
    return name
