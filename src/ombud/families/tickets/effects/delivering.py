"""What rules send, put into words with the ticket as it is after the run, and queued."""

from collections.abc import Iterator, Sequence
from typing import Any

from ombud.families.deliveries.queueing import SMTP, About, Queued, enqueue
from ombud.families.placeholders.rendering import Placeholders
from ombud.families.targets.known import Payload, Target
from ombud.families.tickets.draft import Draft
from ombud.families.tickets.effects.failing import failure, unprinted
from ombud.families.tickets.outgoing import Outgoing
from ombud.families.webhooks.requests import MOST_BYTES, is_too_large
from ombud.templating import Rendered
from ombud.values.text import as_json
from ombud.wire.context import Context

__all__ = ["queue", "word"]

Json = dict[str, Any]
TOO_LARGE = f"The message was not sent: it has more than {MOST_BYTES} bytes."


def word(ctx: Context, draft: Draft) -> None:
    """Render the messages to other systems, which the audit tells in full."""
    messages = [each for each in draft.outgoing if each.kind != "email"]
    if not messages:
        return
    placeholders = Placeholders(ctx, draft)
    for message in messages:
        words = _Words()
        message.body = _rendered(placeholders, words, message)
        if message.kind == "webhook" and is_too_large(message.body):
            draft.outgoing.remove(message)
            if draft.told is not None:
                draft.told.append(failure(TOO_LARGE, message.rule))
            continue
        if message.target is not None:
            message.worded = _worded(placeholders, words, message.target)
        shown = message.body if isinstance(message.body, str) else as_json(message.body)
        message.event["body"] = shown
        if draft.told is not None:
            draft.told += words.failures("The message", message)


def queue(ctx: Context, draft: Draft, audit_id: int) -> list[Json]:
    """Insert the deliveries of a ticket that was just written; events of what went wrong."""
    if not draft.outgoing:
        return []
    placeholders = Placeholders(ctx, draft)
    failures: list[Json] = []
    for message in draft.outgoing:
        words = _Words()
        about = About(draft.id, audit_id, message.event["id"], message.rule)
        enqueue(ctx, list(_parts(placeholders, words, message)), about)
        failures += words.failures("The mail", message)
    return failures


class _Words:
    """The words of one message, and why some of them may be a template as it was written."""

    def __init__(self) -> None:
        self._problem: str | None = None

    def of(self, rendered: Rendered) -> str:
        """What was printed."""
        self._problem = self._problem or rendered.problem
        return rendered.text

    def failures(self, what: str, message: Outgoing) -> list[Json]:
        """The event that tells of the first problem; none without one."""
        if self._problem is None:
            return []
        return [failure(unprinted(what, self._problem), message.rule)]


def _parts(placeholders: Placeholders, words: _Words, message: Outgoing) -> Iterator[Queued]:
    """The message in the words of those who read alike."""
    if message.kind != "email":
        said = {"message": message.body}
        payload = as_json({**said, "worded": message.worded} if message.worded else said)
        yield Queued(message.kind, f"{message.kind}:{message.to}", payload=payload)
        return
    if message.together:
        first, *others = [person.id for person in message.recipients]
        yield _email(placeholders, words, message, [first], others)
        return
    alike: dict[tuple[Any, ...], list[int]] = {}
    for person in message.recipients:
        reads_as = (person.is_agent, person.locale_id, person.time_zone)
        alike.setdefault(reads_as, []).append(person.id)
    for ids in alike.values():
        yield _email(placeholders, words, message, ids)


def _email(
    placeholders: Placeholders,
    words: _Words,
    message: Outgoing,
    recipient_ids: Sequence[int],
    copy_ids: Sequence[int] = (),
) -> Queued:
    reader = recipient_ids[0]
    return Queued(
        "email",
        SMTP,
        recipient_ids,
        copy_ids,
        subject=words.of(placeholders.subject(message.subject, reader)),
        body_text=words.of(placeholders.text(message.body, reader)),
        body_html=words.of(placeholders.html(message.body, reader)),
    )


def _worded(placeholders: Placeholders, words: _Words, target: Target) -> dict[str, str]:
    def render(template: str, payload: Payload) -> str:
        return words.of(placeholders.payload(template, payload))

    return target.worded(render)


def _rendered(placeholders: Placeholders, words: _Words, message: Outgoing) -> Any:
    """A text, in which values are escaped for where it goes; or pairs, which are sent escaped."""
    body = message.body
    if isinstance(body, list):
        return [[name, words.of(placeholders.payload(str(value)))] for name, value in body]
    return words.of(placeholders.payload(body, message.payload))
