"""E-mails to people and groups: who gets one, and the event that tells of it."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from ombud.families.tickets.effects import recipients
from ombud.families.tickets.effects.firing import Firing
from ombud.families.tickets.outgoing import Outgoing
from ombud.rules.actions import Sent

__all__ = ["EFFECTS"]


def notify_user(firing: Firing, message: Sent) -> None:
    """A person, or whom a word stands for."""
    if message.to == "requester_and_ccs":
        _notify_conversation(firing, message)
        return
    after = firing.after
    if message.to == "all_agents":
        ids = firing.ctx.db.cached(recipients.load_unrestricted)
        _send(firing, message, _others(firing, ids))
        return
    one = {
        "requester_id": after["requester_id"],
        "assignee_id": after["assignee_id"],
        "current_user": firing.current_user_id,
    }.get(str(message.to), message.to)
    _send(firing, message, [one] if isinstance(one, int) else [])


def notify_group(firing: Firing, message: Sent) -> None:
    """The agents of a group, or of the ticket's own, but for whoever makes the update."""
    group_id = firing.after["group_id"] if message.to == "group_id" else message.to
    agents = firing.draft.desk.agents.values()
    _send(firing, message, _others(firing, [a.id for a in agents if group_id in a.group_ids]))


def _notify_conversation(firing: Firing, message: Sent) -> None:
    """The requester and everybody in copy, of what they may read.

    # Zendesk: own-updates (docs/quirks.md#own-updates)
    """
    draft, after = firing.draft, firing.after
    if draft.comment is not None and not draft.comment.public:
        return
    requester_id = after["requester_id"]
    if not recipients.reached(firing.ctx, [requester_id]):
        return
    people = _others(firing, [requester_id, *after["email_cc_ids"]])
    if draft.is_new and requester_id not in people:
        # Whoever writes in is told that it has arrived.
        people.insert(0, requester_id)
    _send(firing, message, people, together=True)


def _others(firing: Firing, ids: Collection[int]) -> list[int]:
    return [user_id for user_id in ids if user_id != firing.current_user_id]


def _send(firing: Firing, message: Sent, ids: Collection[int], *, together: bool = False) -> None:
    people = recipients.reached(firing.ctx, ids)
    if not people:
        return
    subject, body = (str(part) for part in message.parts)
    event = firing.tell(
        {
            "type": "NotificationWithCcs" if together else "Notification",
            # Zendesk: both as they were written (quirk notifications-in-audits).
            "subject": subject,
            "body": body,
            "recipients": [person.id for person in people],
        }
    )
    firing.draft.outgoing.append(
        Outgoing(
            "email",
            event,
            together=together,
            recipients=tuple(people),
            subject=subject,
            body=body,
            rule=firing.source.via,
        )
    )


EFFECTS: Mapping[str, Callable[[Firing, Any], None]] = {
    "notification_user": notify_user,
    "notification_group": notify_group,
}
