"""A mailbox on loopback that speaks as much IMAP4rev1 as fetching needs, and breaks on request."""

import re
import socketserver
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

__all__ = ["ImapPeer", "Stored"]

PATIENCE = 30.0


@dataclass(slots=True)
class Stored:
    """One mail in the mailbox."""

    uid: int
    raw: bytes
    seen: bool = False


@dataclass(slots=True)
class Mailstore:
    """What all connections share."""

    uid_validity: int = 7
    mails: list[Stored] = field(default_factory=list)
    can_idle: bool = True
    # How many mails are given out until the connection breaks; never with None.
    breaks_after: int | None = None
    commands: list[str] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)


class ImapPeer:
    """Listens from `with ImapPeer() as peer` on, at `peer.url`."""

    def __init__(self, **options: object) -> None:
        self.store = Mailstore(**options)  # type: ignore[arg-type]  # options of tests

    @property
    def url(self) -> str:
        return f"imap://desk:secret@127.0.0.1:{self.port}/INBOX"

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def add(self, raw: bytes, *, seen: bool = False) -> Stored:
        """Put a mail into the mailbox; whoever waits there is told."""
        with self.store.news:
            uid = max([mail.uid for mail in self.store.mails], default=0) + 1
            mail = Stored(uid, raw, seen)
            self.store.mails.append(mail)
            self.store.news.notify_all()
        return mail

    def renumber(self) -> None:
        """As a server does that has lost its numbers: all are new."""
        self.store.uid_validity += 1
        for number, mail in enumerate(self.store.mails, 1):
            mail.uid = number

    def __enter__(self) -> Self:
        store = self.store

        class Handler(Conversation):
            mailstore = store

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(PATIENCE)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class Conversation(socketserver.StreamRequestHandler):
    """One connection; each command is a method."""

    mailstore: Mailstore

    def handle(self) -> None:
        self.given = 0
        self.say("* OK ready")
        try:
            while line := self.rfile.readline():
                tag, _, rest = line.decode().strip().partition(" ")
                if not self.obey(tag, rest):
                    break
        except OSError:
            pass

    def say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")

    def obey(self, tag: str, command: str) -> bool:
        """Whether the conversation goes on."""
        store, word = self.mailstore, command.partition(" ")[0].upper()
        store.commands.append(command)
        match word:
            case "CAPABILITY":
                self.say("* CAPABILITY IMAP4rev1" + (" IDLE" if store.can_idle else ""))
            case "SELECT":
                self.say(f"* {len(store.mails)} EXISTS")
                self.say(f"* OK [UIDVALIDITY {store.uid_validity}]")
            case "STATUS":
                self.say(f'* STATUS "INBOX" (UIDVALIDITY {store.uid_validity})')
            case "IDLE":
                self.idle()
            case "UID":
                return self.by_uid(tag, command.partition(" ")[2])
            case "LOGOUT":
                self.say("* BYE")
                self.say(f"{tag} OK done")
                return False
        self.say(f"{tag} OK done")
        return True

    def idle(self) -> None:
        store = self.mailstore
        self.say("+ idling")
        with store.news:
            before = len(store.mails)
            done = threading.Event()

            def wait_for_done() -> None:
                self.rfile.readline()
                done.set()
                with store.news:
                    store.news.notify_all()

            listener = threading.Thread(target=wait_for_done, daemon=True)
            listener.start()
            while not done.is_set():
                store.news.wait(PATIENCE)
                if len(store.mails) > before:
                    before = len(store.mails)
                    self.say(f"* {before} EXISTS")
        listener.join(PATIENCE)

    def by_uid(self, tag: str, command: str) -> bool:
        word, _, rest = command.partition(" ")
        match word.upper():
            case "SEARCH":
                found = " ".join(str(mail.uid) for mail in self.search(rest))
                self.say(f"* SEARCH {found}".rstrip())
            case "FETCH":
                if not self.fetch(*rest.split(" ", 1)):
                    return False
            case "STORE":
                for mail in self.with_uid(rest.split(" ")[0]):
                    mail.seen = True
        self.say(f"{tag} OK done")
        return True

    def search(self, criteria: str) -> list[Stored]:
        mails = self.mailstore.mails
        if found := re.search(r"UID (\d+):\*", criteria):
            first = int(found[1])
            # `N:*` always holds the last mail, as the standard has it.
            return [mail for mail in mails if mail.uid >= first] or mails[-1:]
        return [mail for mail in mails if not mail.seen]

    def with_uid(self, uid: str) -> list[Stored]:
        return [mail for mail in self.mailstore.mails if mail.uid == int(uid)]

    def fetch(self, uid: str, what: str) -> bool:
        store = self.mailstore
        for number, mail in enumerate(store.mails, 1):
            if mail.uid != int(uid):
                continue
            if "RFC822.SIZE" in what:
                self.say(f"* {number} FETCH (UID {uid} RFC822.SIZE {len(mail.raw)})")
                continue
            if store.breaks_after is not None and self.given >= store.breaks_after:
                self.wfile.write(b"* 1 FETCH (UID 1 BODY[] {100}\r\nFrom: ")
                return False
            self.given += 1
            limit = re.search(r"<0\.(\d+)>", what)
            content = mail.raw[: int(limit[1])] if limit else mail.raw
            head = f"* {number} FETCH (UID {uid} BODY[]<0> {{{len(content)}}}\r\n"
            self.wfile.write(head.encode() + content + b")\r\n")
        return True
