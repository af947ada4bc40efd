"""Two desks that write to each other: it ends by itself, also where servers on the way forget."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ombud.config import Config
from ombud.families.inbound_mails.judging import MOST_AN_HOUR
from tests.channels.doors import open_door
from tests.channels.mail_making import mailing
from tests.channels.mailing import mail, rows, take
from tests.desk import Desk, opened
from tests.peers.http import unused_port
from tests.peers.smtp import SmtpPeer

# What servers on the way may take out of a mail.
MARKS = re.compile(
    rb"^(Auto-Submitted|X-Auto-Response-Suppress|X-Ombud-Desk):.*\r?\n",
    re.IGNORECASE | re.MULTILINE,
)


@contextmanager
def desk_of(template: Path, folder: Path, domain: str, smtp_port: int) -> Iterator[Desk]:
    """The company under another domain, its mail leaving for this port."""
    shutil.copytree(template, folder)
    config = Config(
        data=folder,
        mail_domain=domain,
        smtp_url=f"smtp://127.0.0.1:{smtp_port}",
        outgoing_allowed_networks="127.0.0.0/8",
        # Each desk has secrets of its own.
        secret_key=f"the secret of {domain}",
    )
    with opened(config) as desk:
        yield desk


def test_two_desks_that_answer_each_other_fall_silent(template: Path, tmp_path: Path) -> None:
    ports = unused_port(), unused_port()
    with (
        desk_of(template, tmp_path / "a", "a.example", ports[1]) as first,
        desk_of(template, tmp_path / "b", "b.example", ports[0]) as second,
        open_door(first, port=ports[0]),
        open_door(second, port=ports[1]),
    ):
        for desk in (first, second):
            mailing(desk)
        # Somebody writes to one desk in the name of the other.
        raw = mail(sender="support@northwind.b.example", to="support@northwind.a.example")
        assert take(first, raw).state == "ticket"
        passed = 0
        while True:
            sent = sum(desk.deliver() for desk in (first, second))
            sum(desk.read_mail() for desk in (first, second))
            if not sent:
                break
            passed += sent
        assert passed == 1
        assert [row.state for row in rows(second)] == ["suspended"]


def test_without_their_marks_the_cap_of_a_sender_ends_it(template: Path, tmp_path: Path) -> None:
    with SmtpPeer() as post:
        port = int(post.url.rpartition(":")[2])
        with (
            desk_of(template, tmp_path / "a", "a.example", port) as first,
            desk_of(template, tmp_path / "b", "b.example", port) as second,
        ):
            desks = {b"northwind.a.example": first, b"northwind.b.example": second}
            for desk in desks.values():
                mailing(desk)
            raw = mail(sender="support@northwind.b.example", to="support@northwind.a.example")
            assert take(first, raw).state == "ticket"
            carried = 0
            for _ in range(3 * MOST_AN_HOUR):
                for desk in desks.values():
                    desk.deliver()
                arrived = post.mails[carried:]
                carried += len(arrived)
                if not arrived:
                    break
                for each in arrived:
                    to = each.recipients[0].rpartition("@")[2].encode()
                    take(desks[to], MARKS.sub(b"", each.raw), to=each.recipients)
            assert carried <= 2 * MOST_AN_HOUR + 2
            assert post.mails[carried:] == []
            assert {row.state for row in rows(first) + rows(second)} == {"ticket", "suspended"}


@pytest.mark.parametrize("text", ["Thank you!", "#status solved\n\nThank you!"])
def test_a_mail_that_comes_back_to_its_own_desk_is_a_loop(
    template: Path, tmp_path: Path, text: str
) -> None:
    with SmtpPeer() as post:
        port = int(post.url.rpartition(":")[2])
        with desk_of(template, tmp_path / "a", "a.example", port) as desk:
            mailing(desk)
            take(desk, mail(text, to="support@northwind.a.example"))
            assert desk.deliver() == 1
            row = take(desk, post.mails[0].raw, to=("support@northwind.a.example",))
            assert row.state == "suspended"
            assert desk.deliver() == 0
