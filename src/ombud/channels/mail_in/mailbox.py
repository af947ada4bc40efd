"""One mailbox on an IMAP server: how to reach it, and its mails one at a time as they are."""

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

__all__ = ["FAILURES", "Mailbox", "Place", "place_of"]

# Whatever a server or the way to it can do to us.
FAILURES = (imaplib.IMAP4.error, ImapToolsError, OSError, ssl.SSLError, EOFError)
# Seconds until a server that says nothing is given up.
PATIENCE = 60.0
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
STARTTLS, IDLE = "STARTTLS", b"IDLE"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mailbox is and how to sign in."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    is_tls: bool

    @property
    def name(self) -> str:
        """What it is known by, without the password."""
        return f"{self.user}@{self.host}/{self.folder}"


def place_of(url: str) -> Place:
    """`imaps://USER:PASSWORD@HOST[:PORT]/FOLDER`; raises ValueError for what is no such URL."""
    parts = urlsplit(url)
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or parts.username is None:
        message = "the mailbox is not imaps://USER:PASSWORD@HOST[:PORT]/FOLDER"
        raise ValueError(message)
    is_tls = parts.scheme == "imaps"
    return Place(
        host=parts.hostname,
        port=parts.port or (993 if is_tls else 143),
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        is_tls=is_tls,
    )


class Mailbox:
    """An open connection with the folder chosen; leave it with `with`."""

    def __init__(self, place: Place) -> None:
        self._box = _connected(place)
        with _closed_on_failure(self._box):
            self._box.login(place.user, place.password, initial_folder=None)
            self._box.folder.set(place.folder)
            status = self._box.folder.status(place.folder, ["UIDVALIDITY"])
            # Many servers offer more to those who have signed in.
            _, offered = self._box.client.capability()
        self.uid_validity = int(status["UIDVALIDITY"])
        self._can_idle = IDLE in offered[-1].split()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        _leave(self._box)

    def uids_after(self, uid: int) -> list[int]:
        """The ids of the mails behind this one, rising."""
        # Of `N:*` the last mail is always one, however small its id.
        return [found for found in self._uids(f"UID {uid + 1}:*") if found > uid]

    def unseen(self) -> list[int]:
        """The ids of the mails that nobody has looked at, rising."""
        return self._uids("UNSEEN")

    def size(self, uid: int) -> int | None:
        """Bytes of a mail; None when it is gone."""
        for part in self._fetched(uid, "(RFC822.SIZE)"):
            if found := SIZE.search(part if isinstance(part, bytes) else part[0]):
                return int(found[1])
        return None

    def content(self, uid: int, most: int) -> bytes | None:
        """The first bytes of a mail, which stays unseen by it; None when it is gone."""
        for part in self._fetched(uid, f"(BODY.PEEK[]<0.{most}>)"):
            if isinstance(part, tuple):
                return bytes(part[1])
        return None

    def mark_seen(self, uid: int) -> None:
        """Say that the mail was taken."""
        self._box.client.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")

    def wait(self, seconds: float) -> bool:
        """Until something happens, at most so long; False at once where the server cannot tell."""
        if not self._can_idle:
            return False
        self._box.idle.wait(timeout=seconds)
        return True

    def refresh(self) -> None:
        """Let the server tell what is new."""
        self._box.client.noop()

    def _uids(self, criteria: str) -> list[int]:
        return sorted(int(uid) for uid in self._box.uids(criteria, charset=None))

    def _fetched(self, uid: int, what: str) -> Iterator[Any]:
        kind, parts = self._box.client.uid("FETCH", str(uid), what)
        if kind != "OK":
            message = f"FETCH of {uid}: {kind}"
            raise imaplib.IMAP4.error(message)
        return (part for part in parts if part is not None)


def _connected(place: Place) -> BaseMailBox:
    """TLS from the start or, with `imap://`, where the server offers it."""
    context = ssl.create_default_context()
    if place.is_tls:
        return MailBox(place.host, place.port, timeout=PATIENCE, ssl_context=context)
    plain = MailBoxUnencrypted(place.host, place.port, timeout=PATIENCE)
    if STARTTLS not in plain.client.capabilities:
        return plain
    _leave(plain)
    return MailBoxStartTls(place.host, place.port, timeout=PATIENCE, ssl_context=context)


def _leave(box: BaseMailBox) -> None:
    """Say goodbye, and close the connection whatever the server says to it."""
    with contextlib.suppress(*FAILURES):
        box.logout()
    with contextlib.suppress(*FAILURES):
        box.client.shutdown()


@contextlib.contextmanager
def _closed_on_failure(box: BaseMailBox) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(*FAILURES):
            box.client.shutdown()
        raise
