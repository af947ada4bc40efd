"""Fields of the people and the group around a ticket."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false

from ombud.rules.columns import Columns
from ombud.rules.fields.field import Field, places
from ombud.rules.fields.operators import EQUAL, INCLUDE
from ombud.rules.kinds import Choice, Exact, Number, Option, Reference, Word
from ombud.rules.sources import Absent, Column, Requester

__all__ = ["FIELDS"]


def _same_person(column: ColumnElement[Any], columns: Columns) -> ColumnElement[bool]:
    return false() if columns.current_user_id is None else column == columns.current_user_id


def _same_as(column: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[bool]:
    # False, not null, where the other is nobody.
    return and_(other.is_not(None), column == other)


CURRENT_USER = Word(
    "current_user",
    "(current user)",
    lambda value, facts: value == facts.current_user_id,
    _same_person,
)
REQUESTER = Word(
    "requester_id",
    "(requester)",
    lambda value, facts: value == facts.after["requester_id"],
    lambda column, columns: _same_as(column, columns.ticket("requester_id")),
)
ASSIGNEE = Word(
    "assignee_id",
    "(assignee)",
    lambda value, facts: value == facts.after["assignee_id"],
    lambda column, columns: _same_as(column, columns.ticket("assignee_id")),
)
CURRENT_GROUPS = Word(
    "current_groups",
    "(current user's groups)",
    lambda value, facts: value in facts.current_group_ids,
    lambda column, columns: column.in_(sorted(columns.current_group_ids)),
)
ROLE = Choice(
    (
        Option("0", "end-user", "(end user)"),
        Option("4", "agent", "(agent)"),
        Option("2", "admin", "(admin)"),
    ),
    also={"end_user": "0", "end-user": "0", "agent": "4", "admin": "2"},
)
EVERYWHERE = places("TAVSRW")

FIELDS = (
    Field(
        "group_id",
        "Group",
        Reference("group", (CURRENT_GROUPS,)),
        Column("group_id", 0.1),
        places("TAVSGRW"),
        EQUAL,
        changes=True,
        others={"group_sla": (*INCLUDE, *EQUAL)},
        anchor=True,
    ),
    Field(
        "assignee_id",
        "Assignee",
        Reference("agent", (CURRENT_USER, REQUESTER)),
        Column("assignee_id", 0.05),
        EVERYWHERE,
        EQUAL,
        changes=True,
        anchor=True,
    ),
    Field(
        "requester_id",
        "Requester",
        Reference("user", (CURRENT_USER, ASSIGNEE)),
        Column("requester_id", 0.01),
        EVERYWHERE,
        EQUAL,
        changes=True,
        anchor=True,
    ),
    Field(
        "organization_id",
        "Organization",
        Reference("organization"),
        Column("organization_id", 0.05),
        EVERYWHERE,
        EQUAL,
        changes=True,
    ),
    Field(
        "requester_role",
        "Role",
        ROLE,
        Requester("role"),
        EVERYWHERE,
        EQUAL,
        group="requester",
    ),
    Field(
        "locale_id",
        "Language",
        Reference("locale", nullable=False),
        Requester("locale_id"),
        places("TAVRW"),
        EQUAL,
        group="requester",
    ),
    # Zendesk: never-present (docs/quirks.md#never-present)
    *(
        Field(
            f"requester_twitter_{name}",
            title,
            kind,
            Absent(),
            places("T"),
            operators,
            group="requester",
        )
        for name, title, kind, operators in (
            (
                "followers_count",
                "Number of X followers",
                Number(),
                ("less_than", "greater_than", "is"),
            ),
            ("statuses_count", "Number of X posts", Number(), ("less_than", "greater_than", "is")),
            (
                "verified",
                "Is verified by X",
                Choice((Option("true", True, "Yes"), Option("false", False, "No"))),
                ("is",),
            ),
        )
    ),
    Field(
        "requester_time_zone",
        "Time zone",
        Exact(record="time_zone"),
        Requester("time_zone"),
        places("TRW"),
        EQUAL,
        group="requester",
    ),
)
