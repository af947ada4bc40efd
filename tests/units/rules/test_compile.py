"""Conditions as SQL: what they become, and that nothing anybody writes becomes part of the text."""

import pytest
from sqlalchemy import Dialect, Select, make_url, select

from ombud.families.conditions import TicketColumns
from ombud.rules.compile import clause_of
from ombud.rules.conditions import Condition, Conditions
from ombud.rules.errors import RuleError
from ombud.rules.fields import Place
from ombud.tables import tickets
from tests.units.rules.rule_facts import NOW, TABLE

COLUMNS = TicketColumns(NOW, "2026-03-04", 11, frozenset({21}))
DIALECTS: dict[str, Dialect] = {
    name: make_url(f"{name}://").get_dialect()() for name in ("sqlite", "postgresql+psycopg")
}
NASTY = "x') OR 1=1 --"


def statement(*conditions: Condition, place: Place = "view") -> Select[tuple[int]]:
    return select(tickets.c.id).where(clause_of(Conditions(conditions), TABLE, place, COLUMNS))


def written(*conditions: Condition, place: Place = "view") -> str:
    compiled = statement(*conditions, place=place).compile(
        dialect=DIALECTS["sqlite"], compile_kwargs={"literal_binds": True}
    )
    return str(compiled).partition("WHERE ")[2]


@pytest.mark.parametrize(
    ("condition", "sql"),
    [
        # Lists of values and ranges of plain columns are what indexes can find.
        (
            Condition("status", "less_than", "solved"),
            "tickets.status IN ('hold', 'new', 'open', 'pending')",
        ),
        (
            Condition("status", "is_not", "closed"),
            "tickets.status IN ('hold', 'new', 'open', 'pending', 'solved')",
        ),
        (Condition("group_id", "is", "5"), "tickets.group_id = 5"),
        (Condition("group_id", "is", ""), "tickets.group_id IS NULL"),
        (Condition("assignee_id", "is", "current_user"), "tickets.assignee_id = 11"),
        (Condition("NEW", "greater_than", "1"), f"tickets.created_at <= {NOW - 3601}"),
        (
            Condition("NEW", "is", "1"),
            f"tickets.created_at >= {NOW - 7199} AND tickets.created_at <= {NOW - 3600}",
        ),
    ],
)
def test_what_indexes_can_find(condition: Condition, sql: str) -> None:
    assert sql in written(condition)


def test_a_null_is_as_unlike_as_anything_else() -> None:
    sql = written(Condition("group_id", "is_not", "5"))
    assert "tickets.group_id IS NULL OR tickets.group_id != 5" in sql


@pytest.mark.parametrize("database", list(DIALECTS))
def test_nothing_written_becomes_sql(database: str) -> None:
    conditions = Conditions(
        (
            Condition("description_includes_word", "is", NASTY),
            Condition("description_includes_word", "includes", NASTY),
            Condition("current_tags", "includes", NASTY),
            Condition("recipient", "is", NASTY),
            Condition("custom_fields_107", "is", NASTY),
        ),
        (
            Condition("custom_fields_100", "is", NASTY),
            Condition("custom_fields_100", "includes_string", NASTY),
        ),
    )
    clause = clause_of(conditions, TABLE, "automation", COLUMNS)
    text = str(select(tickets.c.id).where(clause).compile(dialect=DIALECTS[database]))
    assert "--" not in text
    assert "1=1" not in text


@pytest.mark.parametrize(
    ("condition", "place", "reason"),
    [
        (Condition("status", "changed"), "trigger", "asks for a change"),
        (Condition("update_type", "is", "Create"), "trigger", "asks for an update"),
        (Condition("comment_is_public", "is", "true"), "routing", "asks for an update"),
        (Condition("status", "changed"), "view", "has no such operator"),
        (Condition("update_type", "is", "Create"), "view", "cannot be used in a view"),
    ],
)
def test_what_stored_tickets_cannot_be_asked(
    condition: Condition, place: Place, reason: str
) -> None:
    with pytest.raises(RuleError, match=reason):
        statement(condition, place=place)


def test_no_conditions_are_all_tickets() -> None:
    assert written() in {"1", "1 = 1"}
