"""Hours since, or until, what happened to a ticket; and what its schedule says of now."""

from dataclasses import dataclass

from ombud.rules.facts import Facts
from ombud.rules.fields.field import Field, places
from ombud.rules.fields.operators import EQUAL, HOURS
from ombud.rules.kinds import Choice, HoursBetween, Option, Reference
from ombud.rules.kinds.schedules import WithinSchedule
from ombud.rules.sources import Column, CustomStatusTime, Metric, OfUpdate, Source, StatusTime

__all__ = ["FIELDS", "CustomStatus", "hours_since"]

YES_OR_NO = Choice((Option("true", True, "Yes"), Option("false", False, "No")))
PRESENT_OR_NOT = Choice((Option("true", True, "Present"), Option("false", False, "Not present")))


def _in_business_hours(facts: Facts) -> bool:
    hours = facts.schedule(None)
    # Without a schedule every hour is a business hour.
    return hours is None or hours.is_open(facts.now)


def _on_holiday(facts: Facts) -> bool:
    hours = facts.schedule(None)
    return hours is not None and hours.is_holiday(facts.now)


def _schedule_id(facts: Facts) -> int | None:
    hours = facts.schedule(None)
    return None if hours is None else hours.id


@dataclass(frozen=True, slots=True)
class CustomStatus:
    """A custom status whose hours may be asked for; definitions offer those that are in use."""

    id: int
    label: str
    offered: bool = True
    # What it counts as: new, open, pending, hold or solved.
    category: str | None = None


def hours_since(status: CustomStatus) -> Field:
    """The row of a custom status.

    # Zendesk: custom-status-hours (docs/quirks.md#custom-status-hours)
    """
    return Field(
        f"custom_status_{status.id}",
        f"Hours since {status.label}",
        HoursBetween(),
        CustomStatusTime(status.id),
        places("AV"),
        HOURS,
        anchor=True,
        hidden=not status.offered,
    )


def _hours(name: str, title: str, source: Source, *, until: bool = False) -> Field:
    kind = HoursBetween(until=until)
    return Field(name, title, kind, source, places("AV"), HOURS, anchor=name in ANCHORS)


# What counts the hours of a status asks for the status, too.
ANCHORS = frozenset({"OPEN", "PENDING", "HOLD", "SOLVED", "CLOSED"})

FIELDS = (
    Field(
        "in_business_hours",
        "Within business hours?",
        YES_OR_NO,
        OfUpdate("in_business_hours", _in_business_hours, cheap=False),
        places("T"),
        ("is",),
    ),
    Field(
        "on_holiday",
        "On a holiday?",
        YES_OR_NO,
        OfUpdate("on_holiday", _on_holiday, cheap=False),
        places("T"),
        ("is",),
    ),
    Field(
        "schedule_id",
        "Schedule",
        Reference("schedule"),
        OfUpdate("schedule_id", _schedule_id, cheap=False),
        places("T"),
        EQUAL,
    ),
    Field(
        "within_schedule",
        "Within (schedule)",
        WithinSchedule(),
        OfUpdate("now", lambda facts: facts.now),
        places("T"),
        ("is",),
    ),
    Field(
        "ticket_due_date",
        "Due date",
        PRESENT_OR_NOT,
        OfUpdate("ticket_due_date", lambda facts: facts.after["due_at"] is not None),
        places("T"),
        ("is",),
    ),
    _hours("NEW", "Hours since created", Column("created_at")),
    _hours("OPEN", "Hours since open", StatusTime("open")),
    _hours("PENDING", "Hours since pending", StatusTime("pending")),
    _hours("HOLD", "Hours since on-hold", StatusTime("hold")),
    _hours("SOLVED", "Hours since solved", StatusTime("solved")),
    _hours("CLOSED", "Hours since closed", StatusTime("closed")),
    _hours("assigned_at", "Hours since assigned", Metric("assigned_at")),
    _hours("updated_at", "Hours since update", Column("updated_at")),
    _hours("requester_updated_at", "Hours since requester update", Metric("requester_updated_at")),
    _hours("assignee_updated_at", "Hours since assignee update", Metric("assignee_updated_at")),
    _hours("due_at", "Hours since due date", Column("due_at")),
    _hours("until_due_date", "Hours until due date", Column("due_at"), until=True),
    _hours(
        "sla_next_breach_at",
        "Hours since last SLA breach",
        Column("sla_next_breach_at", optional=True),
    ),
    _hours(
        "until_sla_next_breach_at",
        "Hours until next SLA breach",
        Column("sla_next_breach_at", optional=True),
        until=True,
    ),
    Field(
        "due_date",
        "Hours since due date",
        HoursBetween(),
        Column("due_at"),
        places("AV"),
        HOURS,
        hidden=True,
    ),
)
