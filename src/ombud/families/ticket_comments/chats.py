"""Redacts chats, which are events of audits: messages and file names in their history.

A desk without a chat of its own has such events only where they were imported.
"""

from collections.abc import Callable, Collection
from typing import Any, ClassVar

import msgspec
from sqlalchemy import update

from ombud.families.ticket_comments import queries
from ombud.families.ticket_comments.blackening import cover_words
from ombud.families.ticket_comments.redacting import check_may_redact
from ombud.families.tickets import queries as ticket_queries
from ombud.tables import ticket_audits
from ombud.values.text import as_json
from ombud.wire.answers import Shape
from ombud.wire.changes import Words
from ombud.wire.context import Context
from ombud.wire.errors import Invalid, NotFound

__all__ = [
    "ChatEvent",
    "ChatFileRedaction",
    "ChatRedaction",
    "redact_files",
    "redact_message",
]

CHAT_EVENTS = frozenset({"ChatStartedEvent", "ChatEndedEvent"})
REDACTED_FILE = "redacted.txt"
# What leads to the bytes of a file.
FILE_KEYS = ("url", "content_url", "mapped_content_url", "size", "mime_type")
Entry = dict[str, Any]


class ChatEvent(Shape):
    """The event of a chat with its history."""

    root: ClassVar[str] = "chat_event"

    id: int
    type: str
    value: dict[str, Any]


class ChatRedaction(msgspec.Struct):
    """The words to take out of one message."""

    chat_id: str
    chat_index: int
    text: Words


class ChatFileRedaction(msgspec.Struct):
    """The messages whose files go."""

    chat_id: str
    chat_indexes: list[int]


def redact_message(ctx: Context, ticket_id: int, wanted: ChatRedaction) -> ChatEvent:
    """Cover the text in one message of a chat; raises NotFound when there is no such message."""
    text = str(wanted.text)
    if not text.strip():
        raise Invalid.blank("text")

    def cover(entry: Entry) -> Entry:
        return {**entry, "message": cover_words(str(entry.get("message") or ""), [text])}

    return _change(ctx, ticket_id, wanted.chat_id, {wanted.chat_index}, cover)


def redact_files(ctx: Context, ticket_id: int, wanted: ChatFileRedaction) -> ChatEvent:
    """Take the files out of messages; raises NotFound when one of them is not there."""

    def empty(entry: Entry) -> Entry:
        kept = {key: value for key, value in entry.items() if key not in FILE_KEYS}
        return {**kept, "filename": REDACTED_FILE}

    if not wanted.chat_indexes:
        raise Invalid.blank("chat_indexes")
    return _change(ctx, ticket_id, wanted.chat_id, set(wanted.chat_indexes), empty)


def _change(
    ctx: Context,
    ticket_id: int,
    chat_id: str,
    indexes: Collection[int],
    change: Callable[[Entry], Entry],
) -> ChatEvent:
    """Change entries of a chat's history wherever they stand; the last event that has them."""
    check_may_redact(ctx)
    ticket_queries.find(ctx, ticket_id)
    ticket_queries.lock(ctx, ticket_id)
    found: Entry | None = None
    seen: set[int] = set()
    for row in queries.audits(ctx, ticket_id):
        events: list[Entry] = msgspec.json.decode(row.events)
        for number, event in enumerate(events):
            here = _indexes(event, chat_id) & set(indexes)
            if here:
                events[number] = found = _changed(event, here, change)
                seen |= here
        values = {"events": as_json(events)}
        if values["events"] != row.events:
            ctx.db.run(update(ticket_audits).where(ticket_audits.c.id == row.id).values(**values))
    if found is None or seen != set(indexes):
        raise NotFound
    return ChatEvent(id=found["id"], type=found["type"], value=found["value"])


def _indexes(event: Entry, chat_id: str) -> set[int]:
    value = event.get("value")
    if event["type"] not in CHAT_EVENTS or not isinstance(value, dict):
        return set()
    if str(value.get("chat_id")) != chat_id:
        return set()
    return {entry.get("chat_index") for entry in value.get("history") or []}


def _changed(event: Entry, indexes: Collection[int], change: Callable[[Entry], Entry]) -> Entry:
    history = [
        change(entry) if entry.get("chat_index") in indexes else entry
        for entry in event["value"]["history"]
    ]
    return {**event, "value": {**event["value"], "history": history}}
