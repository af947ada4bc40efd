"""Statements about schedules and their holidays."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from ombud.families.required import existing
from ombud.families.schedules.shapes import HolidayQuery
from ombud.families.schedules.values import date_in
from ombud.tables import schedule_holidays, schedules
from ombud.wire.context import Context

__all__ = ["all_rows", "find", "find_holiday", "holidays"]


def all_rows(ctx: Context) -> Sequence[Row[Any]]:
    """All schedules, the default one first."""
    living = select(schedules).where(schedules.c.deleted_at.is_(None))
    return ctx.db.rows(living.order_by(schedules.c.id))


def find(ctx: Context, schedule_id: int) -> Row[Any]:
    """One schedule; raises NotFound."""
    statement = select(schedules).where(
        schedules.c.id == schedule_id, schedules.c.deleted_at.is_(None)
    )
    return existing(ctx.db.row(statement))


def holidays(ctx: Context, schedule_id: int, query: HolidayQuery) -> Sequence[Row[Any]]:
    """The holidays of a schedule, the earliest first; raises Invalid for what is no date."""
    statement = select(schedule_holidays).where(schedule_holidays.c.schedule_id == schedule_id)
    if query.start_date:
        first = date_in("start_date", query.start_date).isoformat()
        statement = statement.where(schedule_holidays.c.end_date >= first)
    if query.end_date:
        last = date_in("end_date", query.end_date).isoformat()
        statement = statement.where(schedule_holidays.c.start_date <= last)
    by_date = (schedule_holidays.c.start_date, schedule_holidays.c.id)
    return ctx.db.rows(statement.order_by(*by_date))


def find_holiday(ctx: Context, schedule_id: int, holiday_id: int) -> Row[Any]:
    """One holiday of a schedule; raises NotFound."""
    statement = select(schedule_holidays).where(
        schedule_holidays.c.id == holiday_id,
        schedule_holidays.c.schedule_id == find(ctx, schedule_id).id,
    )
    return existing(ctx.db.row(statement))
