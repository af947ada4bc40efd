"""Rules that were fine when they were saved and cannot run any more, and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from sqlalchemy import Row, select

from ombud.db import Prepared, Transaction, among
from ombud.families.conditions.known import RECORDS
from ombud.families.conditions.table import load_actions, load_table
from ombud.families.locales import catalogue
from ombud.rules.actions import Action, ActionPlace, ActionTable
from ombud.rules.conditions import Condition, Conditions
from ombud.rules.errors import RuleError
from ombud.rules.fields import Field, Place, Table
from ombud.rules.meaning import meaning_of
from ombud.rules.validation import dead_reference
from ombud.values.text import id_in

__all__ = ["Living", "Ruins", "named_in", "problems_of", "written_of"]

Actions = tuple[Action, ...]
# A rule by its id.
Written = tuple[int, Conditions, Actions]
# A kind of record and an id.
Named = tuple[str, int]
# What is gone is told in the audit when the rule fires, and does not keep it from firing.
TOLD_LATER = frozenset({"target", "webhook", "event_webhook"})
THERE = {
    record: Prepared(select(table.c.id).where(among(table.c.id, "ids"), living))
    for record, (table, living) in RECORDS.items()
    if record not in TOLD_LATER
}


class Living:
    """`rules.known.Known` for many rules: of each kind, the records that they name are read once."""

    def __init__(self, db: Transaction, named: Iterable[Named]) -> None:
        ids: dict[str, set[int]] = {}
        for record, id_ in named:
            ids.setdefault(record, set()).add(id_)
        self._ids: Mapping[str, frozenset[int]] = {
            record: frozenset(db.values(THERE[record], {"ids": sorted(wanted)}))
            for record, wanted in ids.items()
            if record in THERE
        }

    def exists(self, record: str, id_: int | str) -> bool:
        """Whether a rule may name this record; deleted ones count as absent."""
        if record == "locale":
            return isinstance(id_, int) and catalogue.by_id(id_) is not None
        return record in TOLD_LATER or id_ in self._ids.get(record, ())


class Ruins:
    """What is wrong with some rules that are stored: their conditions, their actions."""

    def __init__(self, db: Transaction, rules: Iterable[tuple[Conditions, Actions]]) -> None:
        self._table, self._action_table = db.cached(load_table), db.cached(load_actions)
        self._known = Living(db, self._named(rules))

    def of_conditions(self, conditions: Conditions, place: Place) -> str | None:
        """Why they cannot be asked any more; None where they can."""
        for where, index, condition in conditions.placed():
            try:
                meaning = meaning_of(condition, self._table, place, (where, index))
            except RuleError as error:
                return error.description
            if meaning.match and (dead := self._dead(condition, meaning.field)):
                return dead
        return None

    def of_actions(self, actions: Actions, place: ActionPlace) -> str | None:
        """Why they cannot be done any more; None where they can."""
        for index, action in enumerate(actions):
            try:
                self._action_table.check(action, place, self._known, index)
            except RuleError as error:
                return error.description
        return None

    def _dead(self, condition: Condition, field: Field) -> str | None:
        """Of several records one may be gone: the condition goes on with the others."""
        value = condition.value
        values = value if isinstance(value, tuple) and value else (value,)
        dead = [
            dead_reference(replace(condition, value=each), field, self._known) for each in values
        ]
        return dead[0] if all(dead) else None

    def _named(self, rules: Iterable[tuple[Conditions, Actions]]) -> Iterator[Named]:
        for conditions, actions in rules:
            yield from named_in(self._table, conditions)
            yield from _named_by(self._action_table, actions)


def written_of(row: Row[Any]) -> Written:
    """A stored trigger or automation, for `problems_of`."""
    return row.id, Conditions.of_stored(row.conditions), Action.of_stored(row.actions)


def problems_of(
    db: Transaction,
    rules: Sequence[Written],
    place: Literal["trigger", "automation"],
) -> dict[int, str]:
    """What is wrong with each rule that cannot run, by its id."""
    ruins = Ruins(db, [(conditions, actions) for _, conditions, actions in rules])
    found = {
        rule_id: ruins.of_conditions(conditions, place) or ruins.of_actions(actions, place)
        for rule_id, conditions, actions in rules
    }
    return {rule_id: problem for rule_id, problem in found.items() if problem is not None}


def named_in(table: Table, conditions: Conditions) -> Iterator[Named]:
    """The records that conditions name."""
    for _, _, condition in conditions.placed():
        field = table.by_name.get(condition.field)
        if field is not None and field.kind.record is not None:
            value = condition.value
            yield from _ids(field.kind.record, value if isinstance(value, tuple) else (value,))


def _named_by(table: ActionTable, actions: Actions) -> Iterator[Named]:
    for action in actions:
        values = action.value[:1] if isinstance(action.value, list) else [action.value]
        for record in table.records.get(action.field, ()):
            yield from _ids(record, values)


def _ids(record: str, values: Iterable[object]) -> Iterator[Named]:
    for value in values:
        if (id_ := id_in(str(value))) is not None:
            yield record, id_
