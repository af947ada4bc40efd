"""A mailbox that is fetched: each mail once, whatever the server does."""

import threading
import time
from collections.abc import Callable, Iterator
from imaplib import IMAP4

import msgspec
import pytest
from sqlalchemy import select

from ombud.channels.mail_in.fetching import Fetcher, fetch
from ombud.channels.mail_in.leasing import Lease
from ombud.channels.mail_in.mailbox import Mailbox, place_of
from ombud.tables import mailboxes
from tests.channels.mailing import mail, rows
from tests.desk import Desk
from tests.peers.imap import ImapPeer

PATIENCE = 20.0


@pytest.fixture
def peer() -> Iterator[ImapPeer]:
    """A server with an empty mailbox."""
    with ImapPeer() as peer:
        yield peer


def fetched(desk: Desk, peer: ImapPeer) -> int:
    """Fetch once; how many mails there were."""
    place = place_of(peer.url)
    with Mailbox(place) as mailbox:
        return fetch(mailbox, place, desk.app.directory, desk.app.config, desk.clock)


def last_uid(desk: Desk) -> int:
    """How far the desk has come."""
    with desk.account.transaction(writes=False) as db:
        return int(db.value(select(mailboxes.c.last_uid)))


def claimed(desk: Desk, until: int | None = None) -> int:
    """Until when somebody has the mailbox; it is set to `until` if that is given."""
    with desk.app.directory.default().transaction(writes=True) as db:
        if until is not None:
            db.run(mailboxes.update().values(claimed_until=until))
        return int(db.value(select(mailboxes.c.claimed_until)))


def logins(peer: ImapPeer) -> int:
    """How often somebody signed in there."""
    return sum(command.startswith("LOGIN") for command in peer.store.commands)


def until(found: Callable[[], bool]) -> None:
    """Wait for it."""
    end = time.monotonic() + PATIENCE
    while not found():
        assert time.monotonic() < end
        time.sleep(0.02)


class TestFetching:
    def test_mails_are_stored_as_they_are_and_marked_as_seen(
        self, desk: Desk, peer: ImapPeer
    ) -> None:
        raw = mail().replace(b"\n", b"\r\n")
        there = peer.add(raw)
        assert fetched(desk, peer) == 1
        row = rows(desk)[0]
        assert (row.door, row.sender, row.return_path) == ("imap", "emma@acme.example", None)
        assert desk.admin.get(f"/inbound_mails/{row.id}/raw").content == raw
        assert there.seen
        assert desk.read_mail() == 1
        assert rows(desk)[0].state == "ticket"

    def test_each_mail_once(self, desk: Desk, peer: ImapPeer) -> None:
        peer.add(mail("one"))
        assert fetched(desk, peer) == 1
        assert fetched(desk, peer) == 0
        # Somebody looked at it in a mail program before the desk did.
        peer.add(mail("two"), seen=True)
        assert fetched(desk, peer) == 1
        assert len(rows(desk)) == 2

    def test_old_mail_that_was_read_is_left_alone(self, desk: Desk, peer: ImapPeer) -> None:
        peer.add(mail("read long ago"), seen=True)
        assert fetched(desk, peer) == 0
        assert fetched(desk, peer) == 0
        peer.add(mail("new"))
        assert fetched(desk, peer) == 1
        assert last_uid(desk) == 2

    def test_a_connection_that_breaks_loses_and_doubles_nothing(
        self, desk: Desk, peer: ImapPeer
    ) -> None:
        for number in range(5):
            peer.add(mail(f"mail {number}"))
        peer.store.breaks_after = 2
        for _ in range(2):
            with pytest.raises((IMAP4.error, OSError)):
                fetched(desk, peer)
        assert len(rows(desk)) == 4
        assert fetched(desk, peer) == 1
        assert len(rows(desk)) == 5

    def test_numbers_that_are_new_double_nothing(self, desk: Desk, peer: ImapPeer) -> None:
        peer.add(mail("one"))
        peer.add(mail("two"))
        assert fetched(desk, peer) == 2
        del peer.store.mails[0]
        peer.renumber()
        peer.add(mail("three"))
        # As if the server had forgotten what was seen, too.
        peer.store.mails[0].seen = False
        assert fetched(desk, peer) == 2
        assert len(rows(desk)) == 3

    def test_a_copy_that_came_by_another_door(self, desk: Desk, peer: ImapPeer) -> None:
        from tests.channels.mailing import take

        raw = mail()
        take(desk, raw)
        peer.add(b"Delivered-To: box@relay.example\r\n" + raw.replace(b"\n", b"\r\n"))
        assert fetched(desk, peer) == 1
        assert [row.door for row in rows(desk)] == ["command"]

    def test_of_what_is_too_large_only_the_beginning_is_fetched(
        self, desk: Desk, peer: ImapPeer
    ) -> None:
        desk.app.config = msgspec.structs.replace(desk.app.config, mail_limit=300_000)
        raw = mail("x\n" * 500_000).replace(b"\n", b"\r\n")
        peer.add(raw)
        assert fetched(desk, peer) == 1
        row = rows(desk)[0]
        assert row.size == len(raw)
        assert len(desk.admin.get(f"/inbound_mails/{row.id}/raw").content) == 256 * 1024
        assert desk.read_mail() == 1
        assert rows(desk)[0].state == "suspended"


class TestFetcher:
    @pytest.mark.parametrize("can_idle", [True, False])
    def test_new_mail_arrives_by_itself(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch, *, can_idle: bool
    ) -> None:
        monkeypatch.setattr("ombud.channels.mail_in.fetching.POLL_EVERY", 0.1)
        with ImapPeer(can_idle=can_idle) as peer:
            config = msgspec.structs.replace(desk.app.config, imap_url=peer.url)
            fetcher = Fetcher(desk.app.directory, config, desk.clock)
            fetcher.start()
            try:
                peer.add(mail("one"))
                until(lambda: len(rows(desk)) == 1)
                if can_idle:
                    until(lambda: "IDLE" in peer.store.commands)
                peer.add(mail("two"))
                began = time.monotonic()
                until(lambda: len(rows(desk)) == 2)
                assert time.monotonic() - began < 3
                assert ("IDLE" in peer.store.commands) == can_idle
            finally:
                fetcher.stop()
                fetcher.join()

    def test_it_comes_back_after_the_server_does(self, desk: Desk, peer: ImapPeer) -> None:
        for number in range(3):
            peer.add(mail(f"mail {number}"))
        peer.store.breaks_after = 1
        config = msgspec.structs.replace(desk.app.config, imap_url=peer.url)
        fetcher = Fetcher(desk.app.directory, config, desk.clock)
        fetcher.start()
        try:
            until(lambda: len(rows(desk)) == 3)
        finally:
            fetcher.stop()
            fetcher.join()
        assert len(rows(desk)) == 3

    def test_one_fetches_and_another_takes_over_when_it_dies(
        self, desk: Desk, peer: ImapPeer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ombud.channels.mail_in.fetching.WAIT_FOR", 0.05)
        config = msgspec.structs.replace(desk.app.config, imap_url=peer.url)
        first, second = (Fetcher(desk.app.directory, config, desk.clock) for _ in range(2))
        # One that said that it is at it, and was killed then.
        dead = Lease(desk.app.directory.default(), place_of(peer.url).name)
        assert dead.hold()
        peer.add(mail("one"))
        first.start()
        try:
            time.sleep(0.2)
            assert peer.store.commands == []
            claimed(desk, until=0)
            until(lambda: len(rows(desk)) == 1)
            second.start()
            until(lambda: claimed(desk) > 0)
            peer.add(mail("two"))
            until(lambda: len(rows(desk)) == 2)
            time.sleep(0.2)
            assert logins(peer) == 1
            # Who stops leaves the mailbox to the other at once.
            first.stop()
            peer.add(mail("three"))
            until(lambda: len(rows(desk)) == 3)
            until(lambda: logins(peer) == 2)
        finally:
            for fetcher in (first, second):
                fetcher.stop()
                fetcher.join()
        assert claimed(desk) == 0

    def test_without_a_mailbox_there_is_no_thread(self, desk: Desk) -> None:
        before = threading.active_count()
        fetcher = Fetcher(desk.app.directory, desk.app.config, desk.clock)
        fetcher.start()
        assert threading.active_count() == before
        fetcher.stop()
        fetcher.join()


def test_a_mailbox_is_one_fetchers_at_a_time(any_desk: Desk) -> None:
    first, second, other = (
        Lease(any_desk.account, name) for name in ("a@x/INBOX", "a@x/INBOX", "b@x/INBOX")
    )
    assert (first.hold(), second.hold(), other.hold()) == (True, False, True)
    assert first.hold()
    second.give_back()
    assert not second.hold()
    first.give_back()
    assert (second.hold(), first.hold()) == (True, False)


class TestPlace:
    def test_what_a_url_says(self) -> None:
        place = place_of("imaps://desk%40x.example:se%3Acret@mail.example/Sup%20port")
        assert (place.host, place.port, place.is_tls) == ("mail.example", 993, True)
        assert (place.user, place.password) == ("desk@x.example", "se:cret")
        assert place.folder == "Sup port"
        assert place_of("imap://a:b@localhost").folder == "INBOX"
        assert "cret" not in place.name

    @pytest.mark.parametrize("url", ["http://a:b@x", "imaps://mail.example", "imaps://a:b@/x"])
    def test_what_is_none(self, url: str) -> None:
        with pytest.raises(ValueError, match="imaps://"):
            place_of(url)
