"""Lives through a week of tickets with the real services, one change after another."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from ombud.cli.seeding.acting import context_of, via_of
from ombud.cli.seeding.story import Agent, Customer, Step, Story, stories
from ombud.config import Config
from ombud.db import Account
from ombud.families.tickets.changes import CommentChange, TicketChange
from ombud.families.tickets.update import create_ticket, update_ticket
from ombud.families.tickets.via import SYSTEM

__all__ = ["live_a_week"]

TICKETS = 40
WEEK = 7 * 86_400
# Which made-up week this is.
NUMBER = 7
WIRE_NAMES = {"raw_subject": "subject"}


def live_a_week(
    account: Account,
    config: Config,
    customers: Sequence[Customer],
    agents: Mapping[str, Sequence[Agent]],
    now: int,
) -> None:
    """Write the tickets and everything that happened to them until now, in one transaction."""
    random = Random(NUMBER)  # noqa: S311 (the same week every time)
    told = list(stories(random, TICKETS, customers, agents, now - WEEK, now))
    happened = sorted(
        ((step.at, number, step) for number, story in enumerate(told) for step in story.steps),
        key=lambda entry: entry[:2],
    )
    ids: dict[int, int] = {}
    with account.transaction(writes=True) as db:
        for at, number, step in happened:
            ctx = context_of(
                account, config, db, at, step.author_id if step.author_id > 0 else None
            )
            change = _change(step)
            if number not in ids:
                via = via_of(told[number], account.subdomain)
                ids[number] = create_ticket(ctx, change, via=via).ticket_id
            else:
                update_ticket(ctx, ids[number], change, via=_via(told[number], step, account))


def _change(step: Step) -> TicketChange:
    given: dict[str, Any] = {
        WIRE_NAMES.get(name, name): value for name, value in step.changes.items()
    }
    if step.words is not None:
        given["comment"] = CommentChange(body=step.words, public=step.public)
    return TicketChange(**given)


def _via(story: Story, step: Step, account: Account) -> Any:
    return SYSTEM if step.author_id < 0 else via_of(story, account.subdomain)
