"""Operations on schedules, their working week and their holidays."""

from ombud.families.schedules import queries, service
from ombud.families.schedules.shapes import (
    Holiday,
    HolidayChange,
    HolidayQuery,
    Schedule,
    ScheduleChange,
    Workweek,
    WorkweekChange,
    show,
    show_holidays,
    workweek_of,
)
from ombud.wire.answers import Created, Many, Nothing, One
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post, put

SCHEDULES = "/business_hours/schedules"
SCHEDULE = f"{SCHEDULES}/{{schedule_id}}"
HOLIDAYS = f"{SCHEDULE}/holidays"
HOLIDAY = f"{HOLIDAYS}/{{holiday_id}}"


@get(SCHEDULES, name="ListSchedules", role="admins")
def list_schedules(ctx: Context) -> Many[Schedule]:
    """All schedules, the default one first."""
    beside = {"url": ctx.links.api(SCHEDULES)}
    return Many(Schedule, show(queries.all_rows(ctx)), beside=beside)


@get(SCHEDULE, name="ShowSchedule", role="agents")
def show_schedule(ctx: Context, schedule_id: int) -> One[Schedule]:
    """One schedule."""
    return One(show([queries.find(ctx, schedule_id)])[0])


@post(SCHEDULES, name="CreateSchedule", role="admins")
def create_schedule(ctx: Context, schedule: ScheduleChange) -> Created[Schedule]:
    """Create a schedule, which begins with five days from nine to five."""
    created = show([queries.find(ctx, service.create(ctx, schedule))])[0]
    return Created(created, ctx.links.api(f"{SCHEDULES}/{created.id}"))


@put(SCHEDULE, name="UpdateSchedule", role="admins")
def update_schedule(ctx: Context, schedule_id: int, schedule: ScheduleChange) -> One[Schedule]:
    """Change the name or the time zone of a schedule."""
    service.update_schedule(ctx, schedule_id, schedule)
    return show_schedule(ctx, schedule_id)


@delete(SCHEDULE, name="DeleteSchedule", role="admins")
def delete_schedule(ctx: Context, schedule_id: int) -> Nothing:
    """Delete a schedule; its tickets go by the default one."""
    service.delete_schedule(ctx, schedule_id)
    return Nothing()


@put(f"{SCHEDULE}/workweek", name="UpdateScheduleIntervals", role="admins")
def update_workweek(ctx: Context, schedule_id: int, workweek: WorkweekChange) -> One[Workweek]:
    """Replace the intervals of a schedule."""
    service.set_workweek(ctx, schedule_id, workweek)
    return One(workweek_of(queries.find(ctx, schedule_id)))


@get(HOLIDAYS, name="ListHolidays", role="admins")
def list_holidays(ctx: Context, schedule_id: int, query: HolidayQuery) -> Many[Holiday]:
    """The holidays of a schedule, the earliest first."""
    schedule = queries.find(ctx, schedule_id)
    beside = {"url": ctx.links.api(f"{SCHEDULES}/{schedule.id}/holidays")}
    rows = queries.holidays(ctx, schedule.id, query)
    return Many(Holiday, show_holidays(rows), beside=beside)


@get(HOLIDAY, name="ShowHoliday", role="agents")
def show_holiday(ctx: Context, schedule_id: int, holiday_id: int) -> One[Holiday]:
    """One holiday."""
    return One(show_holidays([queries.find_holiday(ctx, schedule_id, holiday_id)])[0])


@post(HOLIDAYS, name="CreateHoliday", role="admins")
def create_holiday(ctx: Context, schedule_id: int, holiday: HolidayChange) -> Created[Holiday]:
    """Create a holiday of at most two years before or after today."""
    holiday_id = service.create_holiday(ctx, schedule_id, holiday)
    created = show_holiday(ctx, schedule_id, holiday_id).shape
    path = f"{SCHEDULES}/{schedule_id}/holidays/{holiday_id}"
    return Created(created, ctx.links.api(path))


@put(HOLIDAY, name="UpdateHoliday", role="admins")
def update_holiday(
    ctx: Context, schedule_id: int, holiday_id: int, holiday: HolidayChange
) -> One[Holiday]:
    """Change a holiday."""
    service.update_holiday(ctx, schedule_id, holiday_id, holiday)
    return show_holiday(ctx, schedule_id, holiday_id)


@delete(HOLIDAY, name="DeleteHoliday", role="admins")
def delete_holiday(ctx: Context, schedule_id: int, holiday_id: int) -> Nothing:
    """Delete a holiday."""
    service.delete_holiday(ctx, schedule_id, holiday_id)
    return Nothing()
