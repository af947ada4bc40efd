"""The hourly run: how long fifty automations take that look at every unsolved ticket."""

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from ombud.app import build_app
from ombud.background import build_chores
from ombud.config import Config
from ombud.db import Account, Transaction
from ombud.families.automations.written import digest_of
from ombud.tables import (
    automation_matches,
    automation_runs,
    automation_turns,
    automations,
    ticket_audits,
    ticket_metrics,
    tickets,
)
from ombud.values.choices import UNSOLVED
from ombud.values.clock import SystemClock

__all__ = ["hourly_run"]

AUTOMATIONS, MATCHES_OF_EACH = 50, 10
HOUR = 3600
# A field of hours, and the time that it counts from.
TIMES = (
    ("updated_at", tickets.c.updated_at),
    ("NEW", tickets.c.created_at),
    ("assigned_at", ticket_metrics.c.assigned_at),
    ("requester_updated_at", ticket_metrics.c.requester_updated_at),
    ("assignee_updated_at", ticket_metrics.c.assignee_updated_at),
)


def hourly_run(data: Path) -> dict[str, float]:
    """Figures of one run over the account in a data folder, which it changes."""
    config = Config(data=data)
    app = build_app(config)
    account = app.directory.find("ombud")
    with account.transaction(writes=True) as db:
        _arrange(db)
    before = _last_audit(account)
    started = time.perf_counter()
    build_chores(account, config, SystemClock()).do_due()
    seconds = time.perf_counter() - started
    with account.transaction(writes=False) as db:
        changed = db.values(
            select(ticket_audits.c.id).where(
                ticket_audits.c.id > before, ticket_audits.c.via_channel == "rule"
            )
        )
    app.directory.close()
    return {
        f"hourly run of {AUTOMATIONS} automations, seconds": seconds,
        "hourly run, tickets changed": len(changed),
    }


def _arrange(db: Transaction) -> None:
    """Automations that ask for a time of every unsolved ticket, each of which finds about ten."""
    now = int(time.time())
    db.run(automations.update().values(active=False))
    # Let this hour begin anew, whether or not a server has had its run.
    for table in (automation_matches, automation_turns, automation_runs):
        db.run(table.delete())
    for number, (field, hours) in enumerate(_windows(db, now)):
        tag = f"bench_{number}"
        conditions = {
            "all": [
                _condition("status", "less_than", "solved"),
                _condition(field, "greater_than", hours[0]),
                _condition(field, "less_than", hours[1]),
                _condition("current_tags", "not_includes", tag),
            ],
            "any": [],
        }
        stored, actions = (
            json.dumps(conditions),
            json.dumps([{"field": "current_tags", "value": tag}]),
        )
        db.insert(
            automations,
            raw_title=tag,
            position=number,
            conditions=stored,
            actions=actions,
            digest=digest_of(stored, actions),
            created_at=now,
            updated_at=now,
        )
    db.configuration_changed()


def _condition(field: str, operator: str, value: object) -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": str(value)}


def _windows(db: Transaction, now: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """Fields with two numbers of hours, between which some ten unsolved tickets lie."""
    chance = random.Random(7)  # noqa: S311 (the same choice in every run)
    for field, column in TIMES:
        statement = select(column).where(tickets.c.status.in_(UNSOLVED), column.is_not(None))
        if column.table is ticket_metrics:
            statement = statement.join(tickets, tickets.c.id == ticket_metrics.c.ticket_id)
        ages = sorted((now - at) // HOUR for at in db.values(statement))
        for _ in range(AUTOMATIONS // len(TIMES)):
            place = chance.randrange(len(ages) - MATCHES_OF_EACH)
            window = ages[place : place + MATCHES_OF_EACH]
            yield field, (window[0], window[-1] + 1)


def _last_audit(account: Account) -> int:
    with account.transaction(writes=False) as db:
        last = select(ticket_audits.c.id).order_by(ticket_audits.c.id.desc()).limit(1)
        return int(db.value(last) or 0)
