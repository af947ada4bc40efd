"""Fetches a mailbox: each mail once, stored before it is marked as seen there."""

import threading
from collections.abc import Callable

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.exc import SQLAlchemyError

from ombud.channels.mail_in.leasing import Lease
from ombud.channels.mail_in.mailbox import FAILURES, Mailbox, Place, place_of
from ombud.channels.mail_in.routing import Routes
from ombud.config import Config
from ombud.db import Directory, Prepared, TryAgainLater
from ombud.families.inbound_mails.copies import head_of
from ombud.families.inbound_mails.storing import KEPT, store
from ombud.tables import mailboxes
from ombud.values.clock import Clock, monotonic

__all__ = ["POLL_EVERY", "Fetcher", "fetch"]

log = structlog.get_logger("ombud.mail_in")
# Seconds between two looks where the server does not tell by itself, and of one wait where it does.
POLL_EVERY = 60.0
# Seconds that one wait lasts at most, so that stopping is noticed and the lease held.
WAIT_FOR = 5.0
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
PLACE = Prepared(select(mailboxes).where(mailboxes.c.name == bindparam("name")))


def always() -> bool:
    """Let nothing but the end of the mails end it."""
    return True


def fetch(
    mailbox: Mailbox,
    place: Place,
    directory: Directory,
    config: Config,
    clock: Clock,
    goes_on: Callable[[], bool] = always,
) -> int:
    """Store every mail of the mailbox that was not stored yet; how many there were.

    How far it came is remembered after each one, so that whatever ends it, the next time goes on
    there. The first time, and after the server has numbered its mails anew, unseen mails count.
    It ends before the next mail when `goes_on` says no.
    """
    account = directory.default()
    with account.transaction(writes=False) as db:
        row = db.row(PLACE, {"name": place.name})
    is_known = row is not None and row.uid_validity == mailbox.uid_validity
    uids = mailbox.uids_after(row.last_uid) if row is not None and is_known else mailbox.unseen()
    if not is_known:
        highest = mailbox.uids_after(0)[-1:] or [0]
        # What is there now and was seen is not fetched later either.
        before = (uids[0] - 1) if uids else highest[0]
        _remember(directory, place, mailbox.uid_validity, before)
    routes = Routes(directory, config)
    count = 0
    for uid in uids:
        if not goes_on():
            break
        _store(mailbox, uid, routes, directory, config, clock)
        _remember(directory, place, mailbox.uid_validity, uid)
        mailbox.mark_seen(uid)
        count += 1
    return count


class Fetcher:
    """A thread that keeps the mailbox of the settings empty of news; none without such a setting.

    Of all that there are one has a connection at a time; the others wait for its end.
    """

    def __init__(self, directory: Directory, config: Config, clock: Clock) -> None:
        self._directory, self._config, self._clock = directory, config, clock
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mailbox", daemon=True)

    def start(self) -> None:
        """Begin, if there is a mailbox."""
        if self._config.imap_url:
            self._thread.start()

    def stop(self) -> None:
        """End after the mail in hand."""
        self._stopping.set()

    def join(self) -> None:
        """Wait for the end, though not for a server that says nothing."""
        if self._thread.ident is not None:
            self._thread.join(2 * WAIT_FOR)

    def _run(self) -> None:
        try:
            place = place_of(self._config.imap_url)
        except ValueError as error:
            log.warning("mailbox not fetched", reason=str(error))
            return
        lease, pause = Lease(self._directory.default(), place.name), SHORTEST_PAUSE
        while not self._stopping.is_set():
            try:
                if not lease.hold():
                    self._stopping.wait(WAIT_FOR)
                    continue
                with Mailbox(place) as mailbox:
                    log.info("mailbox open", mailbox=place.name)
                    pause = SHORTEST_PAUSE
                    self._keep_fetching(mailbox, place, lease)
                lease.give_back()
            except (*FAILURES, TryAgainLater, SQLAlchemyError) as error:
                log.warning("mailbox not reached", mailbox=place.name, reason=repr(error))
            except Exception:  # the runner must go on whatever a server says
                log.exception("mailbox failed", mailbox=place.name)
            self._stopping.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _keep_fetching(self, mailbox: Mailbox, place: Place, lease: Lease) -> None:
        def goes_on() -> bool:
            return not self._stopping.is_set() and lease.hold()

        while goes_on():
            fetched = fetch(mailbox, place, self._directory, self._config, self._clock, goes_on)
            if fetched:
                log.info("mails fetched", mailbox=place.name, count=fetched)
            elif not mailbox.wait(WAIT_FOR):
                look_at = monotonic() + POLL_EVERY
                while monotonic() < look_at and goes_on():
                    self._stopping.wait(min(WAIT_FOR, look_at - monotonic()))
                mailbox.refresh()


def _store(
    mailbox: Mailbox,
    uid: int,
    routes: Routes,
    directory: Directory,
    config: Config,
    clock: Clock,
) -> None:
    """One mail, as far as it is not above the limit."""
    size = mailbox.size(uid)
    content = None if size is None else _content(mailbox, uid, size, config.mail_limit)
    if content is None or size is None:
        return
    shared = routes.shared_out(head_of(content, 0).recipients)
    for account, addresses in shared or [(directory.default(), [])]:
        store(
            account,
            config,
            clock,
            content,
            door="imap",
            sender=None,
            recipients=addresses,
            size=max(size, len(content)),
        )


def _content(mailbox: Mailbox, uid: int, size: int, limit: int) -> bytes | None:
    # Some servers say a size that is not quite that of the mail.
    return mailbox.content(uid, KEPT if size > limit else limit)


def _remember(directory: Directory, place: Place, uid_validity: int, uid: int) -> None:
    with directory.default().transaction(writes=True) as db:
        row = db.row(PLACE, {"name": place.name})
        if row is None:
            values = {"uid_validity": uid_validity, "last_uid": uid}
            db.insert(mailboxes, name=place.name, **values)
        elif row.uid_validity != uid_validity or row.last_uid < uid:
            db.update(mailboxes, row.id, {"uid_validity": uid_validity, "last_uid": uid})
