"""What rules send, put into words with the ticket as it is after the run, and queued."""

from typing import Any

from ombud.families.placeholders.rendering import Placeholders
from ombud.families.tickets.draft import Draft
from ombud.families.tickets.outgoing import Outgoing, Recipient
from ombud.tables import deliveries
from ombud.values.text import as_json
from ombud.wire.context import Context

__all__ = ["queue", "word"]

Json = dict[str, Any]


def word(ctx: Context, draft: Draft) -> None:
    """Render the messages to other systems, which the audit tells in full."""
    messages = [each for each in draft.outgoing if each.kind != "email"]
    if not messages:
        return
    placeholders = Placeholders(ctx, draft)
    for message in messages:
        message.body = _rendered(placeholders, message.body)
        shown = message.body if isinstance(message.body, str) else as_json(message.body)
        message.event["body"] = shown


def queue(ctx: Context, draft: Draft, audit_id: int) -> None:
    """Insert the deliveries of a ticket that was just written."""
    if not draft.outgoing:
        return
    placeholders = Placeholders(ctx, draft)
    for message in draft.outgoing:
        for part in _parts(placeholders, message):
            ctx.db.insert(
                deliveries,
                kind=message.kind,
                ticket_id=draft.id,
                audit_id=audit_id,
                event_id=message.event["id"],
                rule=as_json(message.rule),
                state="queued",
                created_at=ctx.now,
                **part,
            )


def _parts(placeholders: Placeholders, message: Outgoing) -> list[Json]:
    """One delivery for those who read the same words."""
    if message.kind != "email":
        return [{"payload": as_json({"to": message.to, "message": message.body})}]
    if message.together:
        return [_email(placeholders, message, list(message.recipients))]
    alike: dict[tuple[Any, ...], list[Recipient]] = {}
    for person in message.recipients:
        reads_as = (person.is_agent, person.locale_id, person.time_zone)
        alike.setdefault(reads_as, []).append(person)
    return [_email(placeholders, message, people) for people in alike.values()]


def _email(placeholders: Placeholders, message: Outgoing, people: list[Recipient]) -> Json:
    reader = people[0].id
    return {
        "recipient_ids": as_json([person.id for person in people]),
        "subject": placeholders.subject(message.subject, reader).text,
        "body_text": placeholders.text(message.body, reader).text,
        "body_html": placeholders.html(message.body, reader).text,
    }


def _rendered(placeholders: Placeholders, message: Any) -> Any:
    """A text, in which values are escaped where it is JSON; or pairs, name by name."""
    if isinstance(message, list):
        return [[name, placeholders.payload(str(value), "form").text] for name, value in message]
    is_json = message.lstrip()[:1] in {"{", "["}
    return placeholders.payload(message, "json" if is_json else "plain").text
