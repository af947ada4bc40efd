"""Seeds an account: people first, then tickets, batch by batch, each batch one transaction."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from random import Random

from ombud.cli.seeding.acting import context_of
from ombud.cli.seeding.people import write_customers, write_organizations
from ombud.cli.seeding.rows import Batch
from ombud.cli.seeding.staff import hire
from ombud.cli.seeding.story import Customer, Story, stories
from ombud.cli.seeding.words import AGENTS
from ombud.config import Config
from ombud.db import Account

__all__ = ["Amounts", "Seeded", "seed_account"]

TICKETS_AT_ONCE = 2000
PEOPLE_AT_ONCE = 5000
YEARS_BACK = 2 * 365 * 86_400


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much to make."""

    tickets: int
    users: int
    organizations: int


@dataclass(slots=True)
class Seeded:
    """What was made."""

    tickets: int = 0
    users: int = 0
    organizations: int = 0
    comments: int = 0


def seed_account(
    account: Account,
    config: Config,
    amounts: Amounts,
    number: int,
    now: int,
    advance: Callable[[int], None],
) -> Seeded:
    """Add this much; the same `number` makes up the same data. `advance` is told of tickets."""
    random = Random(number)  # noqa: S311 (made-up data are to be the same every time)
    start = now - YEARS_BACK
    seeded = Seeded()
    with account.transaction(writes=True) as db:
        ctx = context_of(account, config, db, start)
        agents = hire(ctx, AGENTS, f"{account.subdomain}.example")
        companies = write_organizations(db, random, amounts.organizations, start)
        seeded.organizations = len(companies)
    customers: list[Customer] = []
    while len(customers) < amounts.users:
        count = min(PEOPLE_AT_ONCE, amounts.users - len(customers))
        with account.transaction(writes=True) as db:
            customers += write_customers(db, random, count, companies, start)
    seeded.users = len(customers)
    # Batches are large and free of cycles: looking for them often costs a tenth of the time.
    gc.set_threshold(100_000, 20, 20)
    told = stories(random, amounts.tickets, customers, agents, start, now)
    while batch := list(islice(told, TICKETS_AT_ONCE)):
        seeded.comments += _write(account, batch)
        seeded.tickets += len(batch)
        advance(len(batch))
    return seeded


def _write(account: Account, told: list[Story]) -> int:
    with account.transaction(writes=True) as db:
        batch = Batch(db, account.subdomain)
        for ticket_id, story in zip(db.new_ids(len(told), "tickets"), told, strict=True):
            batch.add(ticket_id, story)
        batch.write()
        return batch.comment_count
