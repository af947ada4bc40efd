"""The triggers that a new account begins with."""

from typing import Any

import msgspec

from ombud.db import Transaction
from ombud.rules.actions import Action
from ombud.rules.conditions import Condition, Conditions
from ombud.tables import trigger_categories, trigger_revisions, triggers
from ombud.values.text import as_json

__all__ = ["add_triggers"]

CATEGORY = "Notifications"
SUBJECT = "[{{ticket.account}}] Re: {{ticket.title}}"
RECEIVED = (
    "Thank you for writing to us. We have received your request ({{ticket.id}}) and will look "
    "at it soon.\n\n"
    "To add something, reply to this e-mail.\n\n"
    "{{ticket.comments_formatted}}"
)
PROACTIVE = (
    "This request ({{ticket.id}}) was made for you. To add something, reply to this e-mail.\n\n"
    "{{ticket.comments_formatted}}"
)
UPDATED = (
    "Your request ({{ticket.id}}) was updated. To add something, reply to this e-mail.\n\n"
    "{{ticket.comments_formatted}}"
)
FOR_AGENTS = "{{ticket.link}}\n\n{{ticket.comments_formatted}}"
CREATED = Condition("update_type", "is", "Create")
CHANGED = Condition("update_type", "is", "Change")
PUBLIC = Condition("ticket_is_public", "is", "public")
PUBLIC_COMMENT = Condition("comment_is_public", "is", "true")
NOT_BY_ASSIGNEE = Condition("assignee_id", "is_not", "current_user")


def _all(*conditions: Condition) -> Conditions:
    return Conditions(conditions)


def _mail(recipient: str, subject: str, body: str) -> Action:
    return Action("notification_user", [recipient, subject, body])


# Title, description, conditions and action of each, in their order.
STANDARD: tuple[tuple[str, str, Conditions, Action], ...] = (
    (
        "Notify requester and CCs of received request",
        "Tells customers that their request has arrived",
        _all(
            CREATED,
            Condition("status", "is_not", "solved"),
            PUBLIC,
            PUBLIC_COMMENT,
            Condition("role", "is", "end_user"),
        ),
        _mail("requester_and_ccs", "[Request received] {{ticket.title}}", RECEIVED),
    ),
    (
        "Notify requester of new proactive ticket",
        "Tells customers that an agent has made a ticket for them",
        _all(CREATED, PUBLIC, PUBLIC_COMMENT, Condition("role", "is", "agent")),
        _mail("requester_and_ccs", "{{ticket.title}}", PROACTIVE),
    ),
    (
        "Notify requester and CCs of comment update",
        "Tells everybody on a ticket what was said",
        _all(CHANGED, PUBLIC_COMMENT),
        _mail("requester_and_ccs", SUBJECT, UPDATED),
    ),
    (
        "Notify assignee of comment update",
        "Tells the assignee what others have said",
        _all(
            Condition("comment_is_public", "is", "not_relevant"),
            NOT_BY_ASSIGNEE,
            Condition("assignee_id", "is_not", "requester_id"),
            Condition("assignee_id", "not_changed"),
            Condition("status", "not_value_previous", "solved"),
        ),
        _mail("assignee_id", SUBJECT, FOR_AGENTS),
    ),
    (
        "Notify assignee of assignment",
        "Tells an agent of a ticket that is theirs now",
        _all(Condition("assignee_id", "changed"), NOT_BY_ASSIGNEE),
        _mail("assignee_id", "Assigned to you: {{ticket.title}}", FOR_AGENTS),
    ),
    (
        "Notify assignee of reopened ticket",
        "Tells the assignee that a ticket was not settled",
        _all(
            NOT_BY_ASSIGNEE,
            Condition("status", "value_previous", "solved"),
            Condition("status", "is_not", "closed"),
        ),
        _mail("assignee_id", "Opened again: {{ticket.title}}", FOR_AGENTS),
    ),
    (
        "Notify group of assignment",
        "Tells a group of a ticket that waits for one of them",
        Conditions(
            (Condition("group_id", "is_not", ""), Condition("assignee_id", "is", "")),
            (Condition("group_id", "changed"), Condition("assignee_id", "changed")),
        ),
        Action("notification_group", ["group_id", "For your group: {{ticket.title}}", FOR_AGENTS]),
    ),
    (
        "Notify all agents of received request",
        "Tells all agents that a ticket was made",
        _all(CREATED),
        _mail("all_agents", "New ticket: {{ticket.title}}", FOR_AGENTS),
    ),
    (
        "Auto-assign to first email responding agent",
        "Gives a ticket to the agent who answers it by e-mail first",
        _all(
            CHANGED,
            Condition("current_via_id", "is", "4"),
            Condition("assignee_id", "is", ""),
            Condition("role", "is_not", "end_user"),
        ),
        Action("assignee_id", "current_user"),
    ),
)


def add_triggers(db: Transaction, owner_id: int, now: int) -> None:
    """Tell requesters and agents what happens on their tickets."""
    times = {"created_at": now, "updated_at": now}
    category_id = db.insert(trigger_categories, name=CATEGORY, position=1, **times)
    for position, (title, description, conditions, action) in enumerate(STANDARD, 1):
        # To take what nobody has answered yet is for the desk to decide.
        is_active = action.field != "assignee_id"
        trigger: dict[str, Any] = {
            "raw_title": title,
            "description": description,
            "active": is_active,
            "conditions": conditions.stored(),
            "actions": Action.stored([action]),
        }
        more = {"category_id": category_id, "position": position, "default": True, "revision": 1}
        trigger_id = db.insert(triggers, **trigger, **more, **times)
        snapshot = {
            "title": title,
            "description": description,
            "active": is_active,
            "conditions": msgspec.Raw(trigger["conditions"].encode()),
            "actions": msgspec.Raw(trigger["actions"].encode()),
        }
        db.insert(
            trigger_revisions,
            trigger_id=trigger_id,
            number=1,
            author_id=owner_id,
            snapshot=as_json(snapshot),
            created_at=now,
        )
