"""The policies in force, compiled: which one a ticket has, and what it asks of the ticket."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from sqlalchemy import Row, select

from ombud.db import Transaction
from ombud.families.conditions.ruin import Ruins
from ombud.families.conditions.table import load_table
from ombud.rules.conditions import Conditions
from ombud.rules.evaluate import Check, check_of
from ombud.rules.facts import Facts
from ombud.rules.sla.metrics import PolicyMetric
from ombud.rules.sla.moments import Goal, Policy, Settings
from ombud.tables import group_sla_policies, sla_policies

__all__ = ["Matched", "Policies", "StoredTarget", "load", "problems_of"]

# The policy that a ticket has, and the one of its group.
Matched = tuple[Policy | None, Policy | None]


class StoredTarget(msgspec.Struct):
    """One target of a policy as it is stored, in seconds."""

    priority: str
    metric: PolicyMetric
    seconds: int
    business_hours: bool


@dataclass(frozen=True, slots=True)
class Compiled:
    """A policy, ready to be matched."""

    check: Check
    # What it asks for, by the ticket's priority.
    by_priority: Mapping[str, Policy]
    # What it comes to for a ticket of any other priority, or of none.
    idle: Policy

    def of(self, priority: str | None) -> Policy:
        """The policy as far as it goes for this priority."""
        return self.idle if priority is None else self.by_priority.get(priority, self.idle)


@dataclass(frozen=True, slots=True)
class Policies:
    """All policies in their order; read with `db.cached(policies.load)`."""

    policies: tuple[Compiled, ...]
    group_policies: tuple[Compiled, ...]

    def __bool__(self) -> bool:
        return bool(self.policies or self.group_policies)

    def match(self, facts: Facts) -> Matched:
        """The first policy that fits, and the first one for the ticket's group if it has one."""
        has_group = facts.after["group_id"] is not None
        return _first(self.policies, facts), (
            _first(self.group_policies, facts) if has_group else None
        )


def load(db: Transaction) -> Policies:
    """Every policy; one whose filter has become invalid fits no ticket."""
    by_position = (sla_policies.c.position, sla_policies.c.id)
    of_groups = (group_sla_policies.c.position, group_sla_policies.c.id)
    return Policies(
        _compiled(db, db.rows(select(sla_policies).order_by(*by_position)), "sla"),
        _compiled(db, db.rows(select(group_sla_policies).order_by(*of_groups)), "group_sla"),
    )


def _first(policies: tuple[Compiled, ...], facts: Facts) -> Policy | None:
    priority = facts.after["priority"]
    return next((each.of(priority) for each in policies if each.check.matches(facts)), None)


def problems_of(
    db: Transaction, rows: Sequence[Row[Any]], place: Literal["sla", "group_sla"]
) -> list[str | None]:
    """Why each of these policies fits no ticket any more; None where it may.

    # Zendesk: ruined-rules (docs/quirks.md#ruined-rules)
    """
    filters = [Conditions.of_stored(row.filter) for row in rows]
    ruins = Ruins(db, [(conditions, ()) for conditions in filters])
    return [ruins.of_conditions(conditions, place) for conditions in filters]


def _compiled(
    db: Transaction, rows: Sequence[Row[Any]], place: Literal["sla", "group_sla"]
) -> tuple[Compiled, ...]:
    table, problems = db.cached(load_table), problems_of(db, rows, place)
    return tuple(
        _ready(row, check_of(Conditions.of_stored(row.filter), table, place))
        for row, problem in zip(rows, problems, strict=True)
        if problem is None
    )


def _ready(row: Row[Any], check: Check) -> Compiled:
    targets = msgspec.json.decode(row.policy_metrics, type=list[StoredTarget])
    stored = row._mapping.get("metric_settings")
    settings = msgspec.json.decode(stored, type=Settings) if stored else Settings()

    def policy(goals: dict[PolicyMetric, Goal]) -> Policy:
        return Policy(row.id, row.title, row.description, goals, settings)

    goals: dict[str, dict[PolicyMetric, Goal]] = {}
    for target in targets:
        goal = Goal(target.seconds, target.business_hours)
        goals.setdefault(target.priority, {})[target.metric] = goal
    return Compiled(check, {name: policy(goals[name]) for name in goals}, policy({}))
