"""Active automations, compiled once for each state of the configuration."""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from sqlalchemy import select

from ombud.db import Transaction
from ombud.families.conditions.ruin import problems_of, written_of
from ombud.families.conditions.table import load_table
from ombud.rules.actions import Action
from ombud.rules.conditions import Conditions
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
    """Those that run, in their order; one that names what is no more is left out.

    # Zendesk: ruined-rules (docs/quirks.md#ruined-rules)
    """
    table = db.cached(load_table)
    by_position = (automations.c.position, automations.c.id)
    statement = select(automations).where(automations.c.active).order_by(*by_position)
    rows = db.rows(statement)
    titles = {row.id: row.raw_title for row in rows}
    written = [written_of(row) for row in rows]
    problems = problems_of(db, written, "automation")
    for automation_id, reason in problems.items():
        log.warning("automation cannot run", id=automation_id, reason=reason)
    return {
        id_: Compiled(
            id_, titles[id_], conditions, check_of(conditions, table, "automation"), actions
        )
        for id_, conditions, actions in written
        if id_ not in problems
    }
