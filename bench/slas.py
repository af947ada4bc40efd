"""How long the service levels of many open tickets take, after policies and schedules changed.

Every ticket goes through the same functions as in an update: matched, measured, written.
"""

import gc
import time
from pathlib import Path

from sqlalchemy import bindparam, select, update

from ombud.cli.seeding.acting import context_of
from ombud.cli.seeding.rows import Batch
from ombud.cli.seeding.story import Customer, Step, Story
from ombud.cli.serving.server import COLLECT_AFTER
from ombud.config import Config
from ombud.db import Account, Prepared, among, migrate
from ombud.families.accounts.opening import Owner, open_account
from ombud.families.schedules import service as schedule_service
from ombud.families.schedules.shapes import HolidayChange, ScheduleChange
from ombud.families.sla_policies import service as policy_service
from ombud.families.sla_policies.shapes import PolicyChange
from ombud.families.slas.advancing import advanced, write_advances
from ombud.families.slas.targets import TargetChange
from ombud.families.tickets import desk
from ombud.families.tickets.draft import draft_of
from ombud.families.tickets.via import API
from ombud.storage import open_directory
from ombud.tables import ticket_metrics, tickets
from ombud.values.choices import PRIORITIES

__all__ = ["recompute"]

# 2 March 2026, 09:00 UTC, a Monday.
NOW = 1_772_442_000
AT_ONCE = 200
TICKETS = Prepared(
    select(tickets).where(tickets.c.id > bindparam("last")).order_by(tickets.c.id).limit(AT_ONCE)
)
METRIC_ROWS = Prepared(select(ticket_metrics).where(among(ticket_metrics.c.ticket_id, "ids")))
NEXT_BREACH = Prepared(
    update(tickets)
    .where(tickets.c.id == bindparam("of_ticket"))
    .values(sla_next_breach_at=bindparam("sla_next_breach_at"))
)
METRICS = ("first_reply_time", "next_reply_time", "requester_wait_time", "total_resolution_time")


def recompute(folder: Path, count: int) -> float:
    """Seconds for `count` open tickets of a new desk in this folder."""
    config = Config(data=folder)
    directory = open_directory(config)
    account = directory.add("levels")
    migrate.upgrade(account)
    with account.transaction(writes=True) as db:
        open_account(db, NOW, "levels", "Levels", Owner(email="a@b.example"))
    _write_tickets(account, count)
    _write_policies(account, config)
    # As the server does before its first answer.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    started = time.perf_counter()
    last, done = 0, 0
    while done < count:
        with account.transaction(writes=True) as db:
            ctx = context_of(account, config, db, NOW)
            rows = db.rows(TICKETS, {"last": last})
            metrics = {
                row.ticket_id: row
                for row in db.rows(METRIC_ROWS, {"ids": [row.id for row in rows]})
            }
            drafts = [draft_of(row, db.cached(desk.load), API, -1) for row in rows]
            found = [advanced(ctx, draft, metrics[draft.id]) for draft in drafts]
            assert all(each.step.events for each in found)
            write_advances(ctx, found)
            changed = [
                {**draft.after, "of_ticket": draft.id}
                for draft in drafts
                if draft.changed("sla_next_breach_at")
            ]
            db.run_all(NEXT_BREACH, changed)
            last, done = rows[-1].id, done + len(rows)
    seconds = time.perf_counter() - started
    directory.close()
    return seconds


def _write_tickets(account: Account, count: int) -> None:
    with account.transaction(writes=True) as db:
        customer_id = db.value(select(tickets.metadata.tables["users"].c.id))
        customer = Customer(customer_id, "A", "a@b.example", None)
        batch = Batch(db, "levels")
        for number, ticket_id in enumerate(db.new_ids(count, "tickets")):
            opened = NOW - 60 * (number % 20_000)
            changes = {
                "raw_subject": "Lamp",
                "priority": PRIORITIES[number % 4],
                "status": ("new", "open", "pending", "hold")[number % 4],
                "tags": ["lamp"] if number % 2 else [],
            }
            step = Step(opened, customer_id, False, "It is dark", True, changes)
            batch.add(ticket_id, Story(customer, "api", [step]))
        batch.write()


def _write_policies(account: Account, config: Config) -> None:
    with account.transaction(writes=True) as db:
        ctx = context_of(account, config, db, NOW)
        named = ScheduleChange(name="Office", time_zone="Europe/Berlin")
        schedule_id = schedule_service.create(ctx, named)
        feast = HolidayChange(name="Feast", start_date="2026-02-27", end_date="2026-02-27")
        schedule_service.create_holiday(ctx, schedule_id, feast)
        targets = [
            TargetChange(priority=priority, metric=metric, target=600, business_hours=True)
            for priority in PRIORITIES
            for metric in METRICS
        ]
        for position, tag in enumerate(("bulb", "shade", "lamp", "")):
            condition = {"field": "current_tags", "operator": "includes", "value": tag}
            conditions = {"all": [condition] if tag else [], "any": []}
            change = PolicyChange(
                title=f"Policy {position}", filter=conditions, policy_metrics=targets
            )
            policy_service.create(ctx, change)
