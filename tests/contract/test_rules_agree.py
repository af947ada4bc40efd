"""Conditions mean the same in memory and as SQL, on both databases, whatever the ticket is."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, FromClause, case, select, update

from ombud.db import Transaction
from ombud.families.conditions import OpeningHours, TicketColumns, facts_of_row, person_of_row
from ombud.families.record_fields.kinds import rows_of_value
from ombud.rules.business_time import Schedule
from ombud.rules.compile import clause_of, clause_of_condition
from ombud.rules.conditions import Condition, Conditions
from ombud.rules.errors import RuleError
from ombud.rules.evaluate import check_of
from ombud.rules.facts import Facts
from ombud.rules.fields import Place
from ombud.tables import (
    brands,
    custom_statuses,
    organization_field_values,
    organizations,
    ticket_field_values,
    ticket_metrics,
    ticket_tags,
    tickets,
    user_field_values,
    users,
)
from tests.contract.rule_drawing import (
    NOW,
    STATUS_IDS,
    TABLE,
    TEXTS,
    TODAY,
    DrawnTicket,
    Pool,
    conditions,
    drawn_tickets,
    every_condition,
    record_values,
)
from tests.desk import Desk

WEEKDAYS = tuple((day * 1440 + 540, day * 1440 + 1020) for day in range(1, 6))
BERLIN = OpeningHours(1, Schedule("Europe/Berlin", WEEKDAYS))
NIGHTS = OpeningHours(2, Schedule("America/New_York", ((0, 360), (1440, 1500), (5000, 5040))))
Asked = tuple[Place, Condition]

PLACED_TEXTS: tuple[tuple[Place, str], ...] = (
    ("view", "description_includes_word"),
    ("automation", "custom_fields_100"),
)


class UndoneError(Exception):
    """Ends a transaction that is not wanted."""


@contextmanager
def undone(desk: Desk) -> Iterator[Transaction]:
    """A transaction that leaves nothing."""
    with pytest.raises(UndoneError), desk.account.transaction(writes=True) as db:  # noqa: PT012 (the raise is the point)
        yield db
        raise UndoneError


def add_statuses(db: Transaction) -> None:
    """The custom statuses whose hours are asked for."""
    for status_id in STATUS_IDS:
        db.insert(
            custom_statuses,
            id=status_id,
            status_category="open",
            raw_agent_label=f"Status {status_id}",
            raw_end_user_label="Status",
            created_at=NOW,
            updated_at=NOW,
        )


def insert(db: Transaction, number: int, drawn: DrawnTicket) -> None:
    columns = dict(drawn.columns)
    tags, values = columns.pop("tags"), columns.pop("custom_fields")
    db.insert(
        tickets,
        id=number,
        submitter_id=columns["requester_id"],
        generated_at=NOW,
        tags=msgspec.json.encode(tags).decode(),
        custom_fields=msgspec.json.encode(values).decode(),
        **columns,
    )
    db.insert_all(ticket_tags, [{"ticket_id": number, "tag": tag} for tag in tags])
    rows = [
        {"ticket_id": number, "field_id": int(field_id), "value": text}
        for field_id, value in values.items()
        for text in rows_of_value(value)
    ]
    db.insert_all(ticket_field_values, rows)
    if drawn.metrics is not None:
        times = {"created_at": NOW, "updated_at": NOW}
        db.insert(ticket_metrics, ticket_id=number, **drawn.metrics, **times)


def fill_record(db: Transaction, owner: str, record_id: int, values: dict[str, Any]) -> None:
    """Give a requester or an organization these custom field values."""
    ids = {field.key: field.id for field in TABLE.custom if field.owner == owner}
    table, column, mirror, whose = (
        (users, "user_fields", user_field_values, "user_id")
        if owner == "requester"
        else (organizations, "organization_fields", organization_field_values, "organization_id")
    )
    stored = {column: msgspec.json.encode(values).decode()}
    db.run(update(table).where(table.c.id == record_id).values(stored))
    rows = [
        {whose: record_id, "field_id": ids[key], "value": text}
        for key, value in values.items()
        for text in rows_of_value(value)
    ]
    db.insert_all(mirror, rows)


def facts_of(
    db: Transaction, number: int, viewer: int | None, groups: frozenset[int], support: int
) -> Facts:
    row = db.row(select(tickets).where(tickets.c.id == number))
    measured = db.row(select(ticket_metrics).where(ticket_metrics.c.ticket_id == number))
    people = {person.id: person_of_row(person, 1, "UTC") for person in db.rows(select(users))}
    firms = {
        firm.id: msgspec.json.decode(firm.organization_fields)
        for firm in db.rows(select(organizations))
    }
    assert row is not None
    hours = BERLIN if row.group_id == support else NIGHTS
    return facts_of_row(
        row,
        NOW,
        TODAY,
        user=people.get,
        organization=firms.get,
        metrics=lambda: {} if measured is None else dict(measured._mapping),
        schedule=lambda _id: hours,
        current_user_id=viewer,
        current_group_ids=groups,
    )


def pool_of(desk: Desk) -> Pool:
    with desk.account.transaction(writes=False) as db:
        return Pool(
            desk.cast,
            tuple(db.values(select(brands.c.id))),
            tuple(db.values(select(custom_statuses.c.id))),
        )


def columns_of(desk: Desk, viewer: int | None, groups: frozenset[int]) -> TicketColumns:
    """The columns for somebody, in a desk where the group decides the schedule."""
    by_day = tickets.c.group_id == desk.cast.support
    by_night = tickets.c.group_id.is_distinct_from(desk.cast.support)
    schedules = ((by_day, BERLIN), (by_night, NIGHTS))
    return TicketColumns(NOW, TODAY, viewer, groups, schedules, 1, "UTC")


def compare(
    db: Transaction,
    asked: Sequence[Asked],
    columns: TicketColumns,
    facts: Mapping[int, Facts],
) -> None:
    """Ask the database, in both ways, and the facts of each ticket for each condition."""
    joined = replace(columns, joins_metrics=True)
    alone = [clause_of_condition(condition, TABLE, place, columns) for place, condition in asked]
    beside = [clause_of_condition(condition, TABLE, place, joined) for place, condition in asked]
    # Most conditions do not ask for metrics, and are the same with them at hand.
    changed = [place for place, clause in enumerate(alone) if not clause.compare(beside[place])]
    measured = ticket_metrics.c.ticket_id == tickets.c.id
    compare_each(db, asked, alone, tickets, facts)
    compare_each(
        db,
        [asked[place] for place in changed],
        [beside[place] for place in changed],
        tickets.outerjoin(ticket_metrics, measured),
        facts,
    )


def compare_each(
    db: Transaction,
    asked: Sequence[Asked],
    clauses: Sequence[ColumnElement[bool]],
    rows: FromClause,
    facts: Mapping[int, Facts],
) -> None:
    """One statement with a column for each condition: 1 where a ticket meets it, else 0."""
    tests = [check_of(Conditions((condition,)), TABLE, place) for place, condition in asked]
    told = [case((clause, 1), else_=0) for clause in clauses]
    for row in db.rows(select(tickets.c.id, *told).select_from(rows)):
        known = facts[row[0]]
        results: list[int] = list(row[1:])
        for (place, condition), test, result in zip(asked, tests, results, strict=True):
            assert test.matches(known) == bool(result), (place, condition, known.after)


def test_every_condition_agrees(any_desk: Desk) -> None:
    """Each field with each operator, for tickets of every kind."""
    cast, pool = any_desk.cast, pool_of(any_desk)
    viewers = ((None, frozenset[int]()), (cast.agent, frozenset({cast.support, cast.billing})))

    @given(
        st.lists(drawn_tickets(pool), min_size=6, max_size=6),
        record_values("requester"),
        record_values("organization"),
        st.sampled_from(viewers),
        st.integers(0, 1000),
    )
    @settings(max_examples=10, suppress_health_check=list(HealthCheck))
    def agree(
        drawn: list[DrawnTicket],
        of_emma: dict[str, Any],
        of_acme: dict[str, Any],
        viewer: tuple[int | None, frozenset[int]],
        seed: int,
    ) -> None:
        asked = every_condition(pool, Random(seed), 2)  # noqa: S311 (no secret)
        with undone(any_desk) as db:
            add_statuses(db)
            fill_record(db, "requester", cast.emma, of_emma)
            fill_record(db, "organization", cast.acme, of_acme)
            for number, ticket in enumerate(drawn, 1):
                insert(db, number, ticket)
            columns = columns_of(any_desk, *viewer)
            facts = {
                number: facts_of(db, number, *viewer, cast.support)
                for number in range(1, len(drawn) + 1)
            }
            for start in range(0, len(asked), 100):
                compare(db, asked[start : start + 100], columns, facts)

    agree()


def test_texts_agree(any_desk: Desk) -> None:
    """Words and phrases of any letters, in texts of any letters."""
    cast = any_desk.cast
    operators = ("is", "is_not", "includes", "not_includes")

    @given(st.lists(TEXTS, min_size=1, max_size=5), st.lists(TEXTS, min_size=1, max_size=5))
    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    def agree(texts: list[str], phrases: list[str]) -> None:
        # What stands in a text is looked for as well.
        phrases += [text[1:-1] for text in texts] + [text.swapcase() for text in texts]
        written = [
            (place, Condition(field, operator, phrase))
            for phrase in phrases
            for operator in operators
            for place, field in PLACED_TEXTS
        ]
        asked = [each for each in written if understood(*each)]
        plain = {"requester_id": cast.emma, "status": "new", "created_at": NOW, "updated_at": NOW}
        plain.update(satisfaction_score="unoffered", via_channel="api", recipient=None)
        with undone(any_desk) as db:
            for number, text in enumerate(texts, 1):
                values = {"100": text} if text else {}
                mine = {**plain, "raw_subject": text, "tags": [], "custom_fields": values}
                insert(db, number, DrawnTicket(mine, None))
            columns = columns_of(any_desk, None, frozenset())
            facts = {
                number: facts_of(db, number, None, frozenset(), 0)
                for number in range(1, len(texts) + 1)
            }
            for start in range(0, len(asked), 100):
                compare(db, asked[start : start + 100], columns, facts)

    agree()


def test_whole_rules_agree(any_desk: Desk) -> None:
    """Several conditions of a view together, as WHERE of a statement."""
    cast, pool = any_desk.cast, pool_of(any_desk)
    lists = st.lists(conditions(pool, "view"), max_size=3).map(tuple)

    @given(st.lists(drawn_tickets(pool), min_size=1, max_size=4), lists, lists)
    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    def agree(
        drawn: list[DrawnTicket], every: tuple[Condition, ...], some: tuple[Condition, ...]
    ) -> None:
        rule = Conditions(every, some)
        check = check_of(rule, TABLE, "view")
        columns = columns_of(any_desk, cast.agent, frozenset({cast.billing}))
        with undone(any_desk) as db:
            add_statuses(db)
            for number, ticket in enumerate(drawn, 1):
                insert(db, number, ticket)
            clause = clause_of(rule, TABLE, "view", columns)
            found = set(db.values(select(tickets.c.id).where(clause)))
            for number in range(1, len(drawn) + 1):
                facts = facts_of(db, number, cast.agent, frozenset({cast.billing}), cast.support)
                note(f"{rule} of {facts.after}")
                assert check.matches(facts) == (number in found)

    agree()


def understood(place: Place, condition: Condition) -> bool:
    """Whether the condition is valid: some drawn texts have no words."""
    try:
        check_of(Conditions((condition,)), TABLE, place)
    except RuleError:
        return False
    return True
