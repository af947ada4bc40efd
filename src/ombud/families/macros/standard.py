"""The macros that a new account begins with."""

from ombud.db import Transaction
from ombud.rules.actions import Action
from ombud.tables import macros

__all__ = ["add_macros"]

MACROS: tuple[tuple[str, tuple[Action, ...]], ...] = (
    (
        "Close and redirect to topics",
        (
            Action("status", "solved"),
            Action(
                "comment_value",
                "Hello {{ticket.requester.first_name}},\n\n"
                "thank you for writing. This question is answered in our help center, where "
                "others may find it useful too, so this request is closed now.",
            ),
        ),
    ),
    (
        "Customer not responding",
        (
            Action("status", "pending"),
            Action(
                "comment_value",
                "Hello {{ticket.requester.first_name}},\n\n"
                "we have tried to reach you about this request but have not heard from you yet. "
                "Please tell us when it suits you to go on with it.",
            ),
        ),
    ),
    (
        "Downgrade and inform",
        (
            Action("priority", "low"),
            Action(
                "comment_value",
                "Hello {{ticket.requester.first_name}},\n\n"
                "many requests are waiting at the moment, so this one has a lower priority for "
                "now. We will write to you as soon as it is its turn.",
            ),
        ),
    ),
    ("Take it!", (Action("status", "open"), Action("assignee_id", "current_user"))),
)


def add_macros(db: Transaction, now: int) -> None:
    """Four macros for everybody."""
    for position, (title, actions) in enumerate(MACROS, 1):
        db.insert(
            macros,
            raw_title=title,
            position=position,
            actions=Action.stored(actions),
            created_at=now,
            updated_at=now,
        )
