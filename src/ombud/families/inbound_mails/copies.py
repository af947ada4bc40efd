"""What makes two copies of a mail the same one, and what its head says at first sight."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr

__all__ = ["Head", "head_of"]

# On the way each server adds lines to the head, and line ends change with the door; these the writer
# wrote, and they stay. A digest covers them and all of the body: who only knows a mail's Message-ID
# cannot make it disappear by sending another one under it first.
WRITTEN = (
    *("from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to"),
    *("references", "mime-version", "content-type", "content-transfer-encoding"),
)
END_OF_HEAD = re.compile(rb"\r?\n\r?\n|\r\r")
LINE_END = re.compile(rb"\r\n?|\n")
FOLD = re.compile(rb"(?:\r\n?|\n)(?=[ \t])")
# A mailbox file or a pipe puts such a line above a mail.
ENVELOPE_LINE = re.compile(rb"\AFrom [^\r\n]*(?:\r\n?|\n)")
WHITE = b" \t\r\n"
STEP = 1 << 20
LONGEST_ADDRESS, LONGEST_HEAD = 320, 1 << 20
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a mail before it is read in earnest; addresses are in lower case."""

    digest: str
    message_id: str | None
    sender: str | None
    # From `Return-Path`, where the door was told no envelope; empty for a mail from nobody.
    return_path: str | None
    # To whom its own head says that it goes.
    recipients: tuple[str, ...]


def head_of(raw: bytes, received_at: int) -> Head:
    """The head and the digest of a mail.

    One that has neither Message-ID nor Date is another one on another day: two alike reports of
    a machine are not copies.
    """
    end = END_OF_HEAD.search(raw, 0, LONGEST_HEAD)
    head, body = (raw[: end.start()], end.end()) if end else (raw[:LONGEST_HEAD], len(raw))
    fields: dict[str, list[bytes]] = {}
    for name, value in _fields(head):
        fields.setdefault(name, []).append(value)
    made = hashlib.sha256()
    for name in WRITTEN:
        for value in fields.get(name, ()):
            made.update(b"%s:%s\n" % (name.encode(), value))
    if not fields.keys() & {"message-id", "date"}:
        made.update(b"%d\n" % (received_at // DAY))
    for piece in _body(raw, body):
        made.update(piece)
    return Head(
        made.hexdigest(),
        _message_id(fields),
        _address(_first(fields, "from")),
        _return_path(fields),
        tuple(_recipients(fields)),
    )


def _fields(head: bytes) -> Iterator[tuple[str, bytes]]:
    """Each field's name in lower case and its value on one line, spaces joined."""
    for line in LINE_END.split(FOLD.sub(b"", ENVELOPE_LINE.sub(b"", head))):
        name, colon, value = line.partition(b":")
        if colon:
            yield name.strip().lower().decode("latin-1"), b" ".join(value.split())


def _body(raw: bytes, begin: int) -> Iterator[bytes]:
    """The body piece by piece, its lines ended alike, without white space at its end."""
    end = len(raw)
    while end > begin and raw[end - 1] in WHITE:
        end -= 1
    while begin < end:
        stop = min(begin + STEP, end)
        if raw[stop - 1 : stop] == b"\r" and stop < end:
            stop += 1
        yield LINE_END.sub(b"\n", raw[begin:stop]) if b"\r" in raw[begin:stop] else raw[begin:stop]
        begin = stop


def _first(fields: dict[str, list[bytes]], name: str) -> bytes:
    return fields.get(name, [b""])[0]


def _message_id(fields: dict[str, list[bytes]]) -> str | None:
    words = _first(fields, "message-id").decode("utf-8", "replace").replace("\0", "")
    bare = words.strip().strip("<>").strip()[:998]
    return f"<{bare}>" if bare else None


def _return_path(fields: dict[str, list[bytes]]) -> str | None:
    if "return-path" not in fields:
        return None
    return _address(_first(fields, "return-path")) or ""


def _recipients(fields: dict[str, list[bytes]]) -> Iterator[str]:
    # What the last server wrote of the envelope tells more than what the writer wrote.
    for name in ("delivered-to", "x-original-to", "to", "cc"):
        for value in fields.get(name, ()):
            for part in value.split(b","):
                address = _address(part)
                if address:
                    yield address


def _address(value: bytes) -> str | None:
    """The one address in a field, without regard to its case."""
    words = value.decode("utf-8", "replace").replace("\0", "")
    found = parseaddr(words)[1] or words
    return found.strip().strip("<>").lower()[:LONGEST_ADDRESS] or None
