"""Times go in as any ISO 8601 text and come out in the one form of the API."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.values.times import EARLIEST, LATEST, iso, iso_with_offset, parse_date, parse_iso

SECONDS = st.integers(EARLIEST, LATEST)
ZONES = st.integers(-23 * 60, 23 * 60).map(
    lambda minutes: dt.timezone(dt.timedelta(minutes=minutes))
)


@given(SECONDS)
def test_what_is_written_is_read_back(seconds: int) -> None:
    assert parse_iso(iso(seconds)) == seconds
    assert parse_iso(iso_with_offset(seconds)) == seconds


@given(st.datetimes(), ZONES)
def test_any_offset_means_the_same_moment(moment: dt.datetime, zone: dt.timezone) -> None:
    year = min(max(moment.year, 2), 9998)
    local = moment.replace(year=year, day=min(moment.day, 28), microsecond=0, tzinfo=zone)
    assert parse_iso(local.isoformat()) == int(local.timestamp())


@given(SECONDS)
def test_the_written_form_sorts_as_the_times_do(seconds: int) -> None:
    later = min(LATEST, seconds + 1)
    assert (iso(seconds) < iso(later)) == (seconds < later)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01 01:00:00 +0100", 0),
        ("1970-01-01T00:00:00.999Z", 0),
        ("1970-01-02", 86_400),
        (" 1970-01-01T00:01 ", 60),
        ("1969-12-31T23:59:60Z", -1),
    ],
)
def test_forms_that_clients_send(text: str, seconds: int) -> None:
    assert parse_iso(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-02-30",
        "2026-01-01T24:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "20260101",
    ],
)
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(ValueError):
        parse_iso(text)


@pytest.mark.parametrize("text", ["2026-02-29", "tomorrow", ""])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError):
        parse_date(text)


@given(st.dates())
def test_a_date_stays_itself(day: dt.date) -> None:
    assert parse_date(day.isoformat()) == day.isoformat()
    assert parse_date(f"{day.isoformat()}T10:00:00Z") == day.isoformat()


@given(st.text("0123456789-:+.,TZ ", max_size=30))
def test_no_text_breaks_the_parser(text: str) -> None:
    try:
        assert EARLIEST <= parse_iso(text) <= LATEST
    except ValueError:
        return
