"""Rules that were fine when they were saved and cannot run any more, and why."""

from collections.abc import Iterable
from typing import Literal

from sqlalchemy import select

from ombud.db import Transaction
from ombud.families.conditions.known import ELSEWHERE, RECORDS
from ombud.families.conditions.table import load_actions, load_table
from ombud.families.locales import catalogue
from ombud.rules.actions import Action
from ombud.rules.conditions import Conditions
from ombud.rules.errors import RuleError
from ombud.rules.meaning import meaning_of
from ombud.rules.validation import dead_reference

__all__ = ["Living", "problems_of"]

# Too many to be read at once.
MANY = frozenset({"user", "organization", "ticket"})
Place = Literal["trigger", "automation"]


class Living:
    """`rules.known.Known` of the account for many rules: each kind of record is read once."""

    def __init__(self, db: Transaction) -> None:
        self._db = db
        self._ids: dict[str, frozenset[int]] = {}
        self._asked: dict[tuple[str, int], bool] = {}

    def exists(self, record: str, id_: int) -> bool:
        """Whether a rule may name this record; deleted ones count as absent."""
        if record == "locale":
            return catalogue.by_id(id_) is not None
        if record not in RECORDS:
            return record in ELSEWHERE
        table, living = RECORDS[record]
        if record in MANY:
            key = record, id_
            if key not in self._asked:
                statement = select(table.c.id).where(table.c.id == id_, living)
                self._asked[key] = self._db.row(statement) is not None
            return self._asked[key]
        if record not in self._ids:
            self._ids[record] = frozenset(self._db.values(select(table.c.id).where(living)))
        return id_ in self._ids[record]


def problems_of(
    db: Transaction, rules: Iterable[tuple[int, Conditions, tuple[Action, ...]]], place: Place
) -> dict[int, str]:
    """What is wrong with each rule that cannot run, by its id."""
    known = Living(db)
    found: dict[int, str] = {}
    for rule_id, conditions, actions in rules:
        try:
            _check(db, known, conditions, actions, place)
        except RuleError as error:
            found[rule_id] = error.description
    return found


def _check(
    db: Transaction,
    known: Living,
    conditions: Conditions,
    actions: tuple[Action, ...],
    place: Place,
) -> None:
    table, action_table = db.cached(load_table), db.cached(load_actions)
    for where, index, condition in conditions.placed():
        meaning = meaning_of(condition, table, place, (where, index))
        dead = dead_reference(condition, meaning.field, known) if meaning.match else None
        if dead is not None:
            raise RuleError(where, index, condition.field, dead)
    for index, action in enumerate(actions):
        action_table.check(action, place, known, index)
