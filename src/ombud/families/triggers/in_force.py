"""The active triggers in their order, compiled; read with `db.cached(in_force.load)`."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from ombud.db import Transaction
from ombud.families.accounts import account
from ombud.families.conditions.ruin import problems_of, written_of
from ombud.families.conditions.table import load_table
from ombud.families.dynamic_content_items import content
from ombud.families.locales import catalogue
from ombud.families.tickets.effects.source import Source
from ombud.rules.actions import Action
from ombud.rules.rule_set import RuleSet
from ombud.tables import folded, trigger_categories, triggers
from ombud.templating import render_title
from ombud.values.text import as_json

__all__ = ["IN_ORDER", "Ready", "Triggers", "load"]

# The order in which triggers run.
IN_ORDER = (
    trigger_categories.c.position,
    trigger_categories.c.id,
    triggers.c.position,
    folded(triggers.c.raw_title),
    triggers.c.id,
)
# Actions after which requester or organization are read anew.
ON_RECORDS = ("requester.", "user.", "organization.", "locale_id")


@dataclass(frozen=True, slots=True)
class Ready:
    """A trigger that can run."""

    source: Source
    actions: tuple[Action, ...]
    changes_records: bool


@dataclass(frozen=True, slots=True)
class Triggers:
    """`digest` names this set: these triggers with these revisions in this order."""

    rules: RuleSet[Ready]
    digest: str
    # Of each, in order: its id, its revision, the condition filed under and the questions before.
    listed: str
    # Id, revision and problem of those that cannot run.
    broken: str

    def __bool__(self) -> bool:
        return bool(self.rules.entries) or self.broken != "[]"


def load(db: Transaction) -> Triggers:
    """Every active trigger; those that name what is gone are kept aside."""
    statement = select(triggers).join(
        trigger_categories, trigger_categories.c.id == triggers.c.category_id
    )
    rows = db.rows(statement.where(triggers.c.active).order_by(*IN_ORDER))
    written = [written_of(row) for row in rows]
    problems = problems_of(db, written, "trigger")
    sound = [
        (_ready(row.id, row.revision, title, actions), conditions)
        for (row, title), (_, conditions, actions) in zip(_titled(db, rows), written, strict=True)
        if row.id not in problems
    ]
    rules = RuleSet(sound, db.cached(load_table), "trigger")
    listed = [
        (entry.rule.source.id, entry.rule.source.revision_id, entry.key, entry.before_key)
        for entry in rules.entries
    ]
    broken = [(row.id, row.revision, problems[row.id]) for row in rows if row.id in problems]
    texts = as_json(listed), as_json(broken)
    digest = hashlib.blake2b("".join(texts).encode(), digest_size=16).hexdigest()
    return Triggers(rules, digest, *texts)


def _ready(id_: int, revision: int, title: str, actions: tuple[Action, ...]) -> Ready:
    source = Source("trigger", id_, title, revision)
    return Ready(source, actions, any(each.field.startswith(ON_RECORDS) for each in actions))


def _titled(db: Transaction, rows: Sequence[Row[Any]]) -> list[tuple[Row[Any], str]]:
    """Each with its title in the account's language, in which audits tell it."""
    variants = db.cached(content.load)
    locale = catalogue.code_of(db.cached(account.load).locale_id)
    return [(row, render_title(row.raw_title, locale, variants)) for row in rows]
