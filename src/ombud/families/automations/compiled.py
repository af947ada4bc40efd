"""Active automations, compiled once for each state of the configuration."""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from sqlalchemy import select

from ombud.db import Transaction
from ombud.families.conditions.table import load_table
from ombud.rules.actions import Action
from ombud.rules.conditions import Conditions
from ombud.rules.errors import RuleError
from ombud.rules.evaluate import Check, check_of
from ombud.tables import automations

__all__ = ["Compiled", "load"]

log = structlog.get_logger("ombud.automations")


@dataclass(frozen=True, slots=True)
class Compiled:
    """One automation, ready to look for tickets and to change them."""

    id: int
    title: str
    conditions: Conditions
    check: Check
    actions: tuple[Action, ...]


def load(db: Transaction) -> Mapping[int, Compiled]:
    """Those that run, in their order; one that names what is no more is left out."""
    table = db.cached(load_table)
    by_position = (automations.c.position, automations.c.id)
    statement = select(automations).where(automations.c.active).order_by(*by_position)
    found: dict[int, Compiled] = {}
    for row in db.rows(statement):
        conditions = Conditions.of_stored(row.conditions)
        try:
            check = check_of(conditions, table, "automation")
        except RuleError as error:
            log.warning("automation cannot run", id=row.id, reason=error.description)
            continue
        actions = Action.of_stored(row.actions)
        found[row.id] = Compiled(row.id, row.raw_title, conditions, check, actions)
    return found
