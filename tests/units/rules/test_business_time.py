"""Business time agrees with a counter that looks at every minute, across jumps and holidays."""

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ombud.rules.business_time import (
    Schedule,
    business_seconds,
    counted,
    due_instant,
    is_open,
    on_holiday,
)
from ombud.values.times import parse_iso

DAY = 86_400
WEEKDAYS_9_TO_17 = tuple((day * 1440 + 540, day * 1440 + 1020) for day in range(1, 6))
AROUND_THE_CLOCK = tuple((day * 1440, day * 1440 + 1440) for day in range(7))
# Places whose clocks jump by an hour, by half an hour, at midnight, over a whole day, and never.
JUMPS = [
    ("America/New_York", "2026-03-08T07:00"),
    ("America/New_York", "2026-11-01T06:00"),
    ("Europe/London", "2026-10-25T01:00"),
    ("Australia/Lord_Howe", "2026-04-04T15:00"),
    ("Australia/Lord_Howe", "2026-10-03T15:30"),
    ("America/Havana", "2026-03-08T05:00"),
    ("America/Havana", "2026-11-01T05:00"),
    ("Africa/Cairo", "2026-04-23T22:00"),
    ("America/Scoresbysund", "2024-03-31T00:00"),
    ("Pacific/Apia", "2011-12-30T10:00"),
    ("Asia/Kolkata", "2026-01-01T00:00"),
    # The seam between two of the periods that are kept.
    ("UTC", "2026-04-09T00:00"),
]


def at(text: str) -> int:
    return parse_iso(text)


@st.composite
def schedules(draw: st.DrawFn) -> tuple[Schedule, int]:
    """A schedule, and an instant near which the clocks of its zone jump."""
    zone, near = draw(st.sampled_from(JUMPS))
    jump = at(near)
    day = dt.datetime.fromtimestamp(jump, dt.UTC).date()
    cuts = st.lists(st.integers(0, 7 * 96), max_size=14, unique=True).map(sorted)
    minutes = [15 * cut for cut in draw(cuts)]
    intervals = [
        pair
        for start, end in zip(minutes[::2], minutes[1::2], strict=False)
        for pair in _cut_at_midnights(start, end)
    ]
    holidays = draw(
        st.lists(
            st.tuples(st.integers(-4, 4), st.integers(0, 2)).map(
                lambda span: (
                    day + dt.timedelta(days=span[0]),
                    day + dt.timedelta(days=span[0] + span[1]),
                )
            ),
            max_size=2,
        )
    )
    return Schedule(zone, tuple(intervals), tuple(holidays)), jump


def _cut_at_midnights(start: int, end: int) -> list[tuple[int, int]]:
    edges = [start, *range((start // 1440 + 1) * 1440, end, 1440), end]
    return list(itertools.pairwise(edges))


def open_minutes(schedule: Schedule, start: int, end: int) -> set[int]:
    """The minutes that are open, by watching the zone's clock from minute to minute.

    An end of an interval is the first minute at which the clock shows it or something later.
    """
    zone = ZoneInfo(schedule.zone)
    watched = range(start - 9 * DAY, end + 2 * DAY, 60)
    shown = [dt.datetime.fromtimestamp(minute, zone).replace(tzinfo=None) for minute in watched]
    latest: list[dt.datetime] = []
    for local in shown:
        latest.append(max(local, latest[-1]) if latest else local)
    found: set[int] = set()
    for day in sorted({local.date() for local in latest}):
        sunday = day - dt.timedelta(days=day.isoweekday() % 7)
        midnight = dt.datetime.combine(sunday, dt.time())
        if any(first <= day <= last for first, last in schedule.holidays):
            continue
        for opens, closes in schedule.intervals:
            opening = midnight + dt.timedelta(minutes=opens)
            if opening.date() == day:
                closing = midnight + dt.timedelta(minutes=closes)
                found.update(
                    minute
                    for minute, local in zip(watched, latest, strict=True)
                    if opening <= local < closing
                )
    return {minute for minute in found if start <= minute < end}


@settings(max_examples=60, deadline=None)
@given(schedules(), st.integers(-3 * 1440, 1440), st.integers(0, 4 * 1440))
def test_it_counts_what_a_watcher_of_the_clock_counts(
    case: tuple[Schedule, int], before: int, length: int
) -> None:
    schedule, jump = case
    start = jump + 60 * before
    end = start + 60 * length
    minutes = open_minutes(schedule, start, end)
    assert business_seconds(schedule, start, end) == 60 * len(minutes)
    parts = counted(schedule, start, end)
    assert {minute for opens, closes in parts for minute in range(opens, closes, 60)} == minutes
    # Parts are whole: no two of them touch.
    assert all(first[1] < second[0] for first, second in itertools.pairwise(parts))
    step = max(60, length * 60 // 50 // 60 * 60)
    for minute in range(start, end, step):
        assert is_open(schedule, minute) == (minute in minutes)


@settings(max_examples=200, deadline=None)
@given(schedules(), st.integers(-10 * DAY, 10 * DAY), st.integers(0, 40 * DAY), st.integers(0, 99))
@example((Schedule("UTC", ((0, 1440),)), 0), 0, DAY, 0)
def test_what_is_due_is_the_first_second_at_which_enough_has_passed(
    case: tuple[Schedule, int], before: int, seconds: int, odd: int
) -> None:
    schedule, jump = case
    start = jump + before + odd
    due = due_instant(schedule, start, seconds)
    if not schedule.intervals:
        assert due == (start if seconds == 0 else None)
        return
    assert due is not None
    assert business_seconds(schedule, start, due) == seconds
    if seconds:
        assert business_seconds(schedule, start, due - 1) == seconds - 1


@settings(max_examples=200, deadline=None)
@given(
    schedules(), st.lists(st.integers(-900 * DAY, 900 * DAY), min_size=3, max_size=3).map(sorted)
)
def test_spans_add_up(case: tuple[Schedule, int], offsets: list[int]) -> None:
    schedule, jump = case
    start, middle, end = (jump + offset for offset in offsets)
    whole = business_seconds(schedule, start, end)
    parts = business_seconds(schedule, start, middle) + business_seconds(schedule, middle, end)
    assert whole == parts
    assert whole == sum(closes - opens for opens, closes in counted(schedule, start, end))


@given(st.sampled_from(JUMPS), st.integers(0, 10**9), st.integers(0, 10**8))
def test_around_the_clock_is_the_calendar(place: tuple[str, str], start: int, length: int) -> None:
    schedule = Schedule(place[0], AROUND_THE_CLOCK)
    assert business_seconds(schedule, start, start + length) == length
    assert due_instant(schedule, start, length) == start + length


@pytest.mark.parametrize(
    ("zone", "interval", "day", "opens", "closes"),
    [
        # 02:30 is jumped over: the desk opens at the jump.
        ("America/New_York", (150, 240), "2026-03-08", "07:00", "08:00"),
        # 01:30 exists twice: the first one opens, the first one closes.
        ("America/New_York", (90, 180), "2026-11-01", "05:30", "08:00"),
        ("America/New_York", (0, 90), "2026-11-01", "04:00", "05:30"),
        # Midnight itself is jumped over.
        ("America/Havana", (0, 120), "2026-03-08", "05:00", "06:00"),
    ],
)
def test_ends_that_clocks_show_never_or_twice(
    zone: str, interval: tuple[int, int], day: str, opens: str, closes: str
) -> None:
    schedule = Schedule(zone, (interval,))
    hours = counted(schedule, at(day), at(day) + 2 * DAY)
    assert hours == [(at(f"{day}T{opens}"), at(f"{day}T{closes}"))]


def test_an_interval_that_is_jumped_over_is_empty() -> None:
    schedule = Schedule("America/New_York", ((120, 180),))
    assert counted(schedule, at("2026-03-07"), at("2026-03-10")) == []


def test_closing_time_is_due_and_closed() -> None:
    schedule = Schedule("UTC", WEEKDAYS_9_TO_17)
    friday = at("2026-03-06T16:00")
    closing = at("2026-03-06T17:00")
    assert due_instant(schedule, friday, 3600) == closing
    assert due_instant(schedule, friday, 3601) == at("2026-03-09T09:00:01")
    assert not is_open(schedule, closing)
    assert is_open(schedule, closing - 1)
    assert is_open(schedule, at("2026-03-09T09:00"))
    assert not is_open(schedule, at("2026-03-09T08:59:59"))


def test_the_last_closing_time_of_a_period_is_due() -> None:
    # Opening hours are kept by 364 days from 1970 on: the first of them end on 31 December.
    schedule = Schedule("UTC", WEEKDAYS_9_TO_17)
    assert due_instant(schedule, at("1970-12-30T16:00"), 3600) == at("1970-12-30T17:00")
    assert due_instant(schedule, at("1970-12-30T16:00"), 3601) == at("1970-12-31T09:00:01")


def test_nothing_passes_backwards_and_nothing_is_due_at_once() -> None:
    schedule = Schedule("UTC", WEEKDAYS_9_TO_17)
    noon = at("2026-03-06T12:00")
    assert business_seconds(schedule, noon, noon) == 0
    assert business_seconds(schedule, noon, noon - DAY) == 0
    assert due_instant(schedule, noon + 10 * 3600, 0) == noon + 10 * 3600
    assert due_instant(schedule, noon, -5) == noon


def test_what_never_comes_is_not_due() -> None:
    century = (dt.date(2020, 1, 1), dt.date(2120, 1, 1))
    assert due_instant(Schedule("UTC", ()), 0, 1) is None
    closed = Schedule("UTC", WEEKDAYS_9_TO_17, (century,))
    assert due_instant(closed, at("2026-03-06"), 1) is None
    assert business_seconds(closed, at("2026-03-06"), at("2030-03-06")) == 0


def test_an_interval_over_midnight_and_overlapping_ones_count_once() -> None:
    night = Schedule("UTC", ((1320, 1800), (1500, 1560)))
    assert business_seconds(night, at("2026-03-01"), at("2026-03-08")) == 8 * 3600
    # Saturday night ends on Sunday, the first day of the week.
    weekend = Schedule("UTC", ((7 * 1440 - 60, 7 * 1440 + 60),))
    assert counted(weekend, at("2026-03-06"), at("2026-03-10")) == [
        (at("2026-03-07T23:00"), at("2026-03-08T01:00"))
    ]


def test_holidays_are_whole_days_of_the_place() -> None:
    schedule = Schedule(
        "Asia/Tokyo", AROUND_THE_CLOCK, ((dt.date(2026, 5, 4), dt.date(2026, 5, 5)),)
    )
    first, last = at("2026-05-03T15:00"), at("2026-05-05T14:59:59")
    assert on_holiday(schedule, first)
    assert on_holiday(schedule, last)
    assert not on_holiday(schedule, first - 1)
    assert not on_holiday(schedule, last + 1)
    assert not is_open(schedule, first)
    assert is_open(schedule, last + 1)
    assert business_seconds(schedule, first - 60, last + 61) == 120


@pytest.mark.parametrize("year", ["0002", "9998"])
def test_a_desk_at_either_end_of_time(year: str) -> None:
    schedule = Schedule("America/New_York", WEEKDAYS_9_TO_17)
    start = at(f"{year}-06-01")
    assert business_seconds(schedule, start, start + 28 * DAY) == 20 * 8 * 3600


def test_schedules_are_equal_by_what_they_say() -> None:
    used, fresh = (Schedule("UTC", WEEKDAYS_9_TO_17) for _ in range(2))
    business_seconds(used, 0, DAY)
    assert used == fresh
    assert used.periods
    assert not fresh.periods
