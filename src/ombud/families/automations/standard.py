"""The automations that a new account begins with."""

from typing import Any

from ombud.db import Transaction
from ombud.families.automations.written import digest_of
from ombud.rules.actions import Action
from ombud.rules.conditions import Condition, Conditions
from ombud.tables import automations

__all__ = ["add_automations"]

CLOSE_AFTER = "96"
REMINDER = (
    "Hello {{ticket.requester.first_name}},\n\n"
    "we are still waiting for your answer about this request. "
    "Please reply to this e-mail so that we can go on.\n\n"
    "{{ticket.comments_formatted}}"
)
LAST_REMINDER = (
    "Hello {{ticket.requester.first_name}},\n\n"
    "we have not heard from you for five days and cannot go on without your answer. "
    "If the matter is settled, there is nothing more to do.\n\n"
    "{{ticket.comments_formatted}}"
)


def add_automations(db: Transaction, now: int) -> None:
    """Close what is solved, and remind who keeps us waiting; reminders are off at first."""
    closing = [
        Condition("status", "is", "solved"),
        Condition("SOLVED", "greater_than", CLOSE_AFTER),
    ]
    title = "Close ticket 4 days after status is set to solved"
    _add(db, now, 1, title, closing, Action("status", "closed"), active=True, default=True)
    for position, (title, hours, words) in enumerate(
        (
            ("Pending notification 24 hours", "24", REMINDER),
            ("Pending notification 5 days", "120", LAST_REMINDER),
        ),
        2,
    ):
        waiting = [Condition("PENDING", "is", hours), Condition("ticket_is_public", "is", "public")]
        mail = ["requester_id", "[Request #{{ticket.id}}] We wait for your answer", words]
        _add(db, now, position, title, waiting, Action("notification_user", mail), active=False)


def _add(  # noqa: PLR0913 (a row has this many columns)
    db: Transaction,
    now: int,
    position: int,
    title: str,
    every: list[Condition],
    action: Action,
    *,
    active: bool,
    default: bool = False,
) -> None:
    stored, actions = Conditions(tuple(every)).stored(), Action.stored([action])
    values: dict[str, Any] = {
        "raw_title": title,
        "active": active,
        "default": default,
        "position": position,
        "conditions": stored,
        "actions": actions,
        "digest": digest_of(stored, actions),
        "created_at": now,
        "updated_at": now,
    }
    db.insert(automations, **values)
