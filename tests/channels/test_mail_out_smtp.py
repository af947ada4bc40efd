"""Mail goes to a real server: TLS, signing in, refusals, and what follows from them."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import typer

from ombud.channels.mail_out.smtp import route_of
from ombud.cli.settings import settings
from ombud.config import Config
from tests.channels.mail_making import desk_with, identity, mailing, rows
from tests.desk import Desk
from tests.families.ticket_making import created_id
from tests.peers.certificates import certificate, server_tls
from tests.peers.http import unused_port
from tests.peers.smtp import SmtpPeer

EMMA, ERIC = "emma@acme.example", "eric@acme.example"


@pytest.fixture
def pem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate for the peer, which the desk believes."""
    path = certificate(tmp_path, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


@contextmanager
def posting(config: Config, peer: SmtpPeer, to: object = "requester_id") -> Iterator[Desk]:
    """A desk that has one mail to send to Emma, or to Emma with a copy to Eric."""
    with desk_with(config, smtp_url=peer.url) as desk:
        mailing(desk, to)
        copies = [{"user_id": desk.cast.eric}]
        created_id(desk.agent, requester_id=desk.cast.emma, email_ccs=copies)
        yield desk


def states(desk: Desk) -> list[tuple[str, int]]:
    return [(row.state, row.attempts) for row in rows(desk)]


class TestSending:
    def test_the_envelope(self, config: Config) -> None:
        with SmtpPeer() as peer, posting(config, peer, "requester_and_ccs") as desk:
            assert desk.deliver() == 1
            (mail,) = peer.mails
            assert mail.sender == "support@northwind.localhost"
            assert mail.recipients == (EMMA, ERIC)
            assert (mail.tls, mail.user) == (False, None)
            assert mail.helo == "localhost"
            assert mail.header("to") == f"Emma Enduser <{EMMA}>"
            assert mail.raw.endswith(b"\r\n")
            assert states(desk) == [("sent", 1)]

    def test_nothing_is_kept_in_the_folder(self, config: Config) -> None:
        with SmtpPeer() as peer, posting(config, peer) as desk:
            desk.deliver()
            assert not (config.data / "mail").exists()

    def test_lines_that_are_a_dot(self, config: Config) -> None:
        with SmtpPeer() as peer, desk_with(config, smtp_url=peer.url) as desk:
            mailing(desk, body="One\n.\n..\n.end")
            created_id(desk.agent, requester_id=desk.cast.emma)
            desk.deliver()
            text = peer.mails[0].message.get_body(("plain",))
            assert text is not None
            assert text.get_content().replace("\r\n", "\n").startswith("One\n.\n..\n.end\n")

    def test_a_connection_carries_many_mails(self, config: Config) -> None:
        with SmtpPeer() as peer, posting(config, peer) as desk:
            for _ in range(30):
                created_id(desk.agent, requester_id=desk.cast.emma)
            desk.deliver()
            assert len(peer.mails) == 31
            assert 1 <= peer.connections <= 8

    def test_names_of_mailboxes_beyond_ascii(self, config: Config) -> None:
        with SmtpPeer() as peer, desk_with(config, smtp_url=peer.url) as desk:
            mailing(desk)
            created_id(desk.agent, requester={"name": "Zoë", "email": "zoë@acme.example"})
            desk.deliver()
            assert [mail.recipients for mail in peer.mails] == [("zoë@acme.example",)]

    def test_and_servers_that_do_not_know_them(self, config: Config) -> None:
        with SmtpPeer(utf8=False) as peer, desk_with(config, smtp_url=peer.url) as desk:
            mailing(desk)
            created_id(desk.agent, requester={"name": "Zoë", "email": "zoë@acme.example"})
            desk.deliver()
            assert peer.mails == []
            (row,) = rows(desk)
            assert (row.state, row.status_code) == ("dead", 553)
            assert "SMTPUTF8" in row.problem


class TestSecurity:
    def test_starttls_where_it_is_offered(self, config: Config, tmp_path: Path) -> None:
        # Nobody vouches for this certificate, but without a password that is better than none.
        tls = server_tls(certificate(tmp_path, "elsewhere.example"))
        with SmtpPeer(tls=tls) as peer, posting(config, peer) as desk:
            desk.deliver()
            assert [mail.tls for mail in peer.mails] == [True]

    def test_signing_in_over_starttls(self, config: Config, pem: Path) -> None:
        login = ("desk@x.example", "p@ss/word%")
        with SmtpPeer(tls=server_tls(pem), login=login) as peer:
            url = f"smtp://desk%40x.example:p%40ss%2Fword%25@127.0.0.1:{peer.port}"
            with desk_with(config, smtp_url=url) as desk:
                mailing(desk)
                created_id(desk.agent, requester_id=desk.cast.emma)
                desk.deliver()
                (mail,) = peer.mails
                assert (mail.tls, mail.user) == (True, "desk@x.example")

    def test_tls_from_the_first_byte(self, config: Config, pem: Path) -> None:
        with (
            SmtpPeer(tls=server_tls(pem), implicit=True, login=("u", "p")) as peer,
            posting(config, peer) as desk,
        ):
            desk.deliver()
            (mail,) = peer.mails
            assert (mail.tls, mail.user) == (True, "u")

    def test_no_password_without_tls(self, config: Config) -> None:
        with SmtpPeer(login=("u", "p")) as peer, posting(config, peer) as desk:
            desk.deliver()
            assert peer.mails == []
            (row,) = rows(desk)
            assert row.state == "queued"
            assert "STARTTLS" in row.problem
            assert "p@" not in row.problem

    def test_no_password_for_a_stranger(self, config: Config, tmp_path: Path) -> None:
        tls: ssl.SSLContext = server_tls(certificate(tmp_path, "127.0.0.1"))
        with SmtpPeer(tls=tls, login=("u", "p")) as peer, posting(config, peer) as desk:
            desk.deliver()
            assert peer.mails == []
            assert "CERTIFICATE_VERIFY_FAILED" in rows(desk)[0].problem

    def test_a_wrong_password_waits_for_the_right_one(self, config: Config, pem: Path) -> None:
        with SmtpPeer(tls=server_tls(pem), login=("u", "p")) as peer:
            url = f"smtp://u:wrong@127.0.0.1:{peer.port}"
            with desk_with(config, smtp_url=url) as desk:
                mailing(desk)
                created_id(desk.agent, requester_id=desk.cast.emma)
                desk.deliver()
                assert states(desk) == [("queued", 1)]
                assert "wrong" not in rows(desk)[0].problem
            with desk_with(config, smtp_url=peer.url) as desk:
                desk.deliver(again=True)
                assert states(desk) == [("sent", 2)]

    @pytest.mark.parametrize(
        ("url", "route"),
        [
            ("smtp://mail.example", ("mail.example", 25, False, "", "")),
            ("SMTP://10.0.0.1:2525/", ("10.0.0.1", 2525, False, "", "")),
            ("smtp://u%40x:p%3A@mail.example", ("mail.example", 587, False, "u@x", "p:")),
            ("smtps://u:p@[::1]", ("::1", 465, True, "u", "p")),
        ],
    )
    def test_urls(self, url: str, route: tuple[Any, ...]) -> None:
        found = route_of(url)
        assert (found.host, found.port, found.implicit_tls, found.user, found.password) == route

    @pytest.mark.parametrize(
        "url",
        [
            *("http://x", "mail.example:25", "smtp:x", "smtp://", "smtp://:25", "smtp://u:s3@"),
            *("smtp://x:0", "smtp://x:65536", "smtp://x:s3", "smtp://x/s3", "smtp://a b"),
            *("smtp://s3@x", "smtp://u:s3/s3@x", "smtp://u:s3@s3@x", "smtp://[::1", "smtp://x?s3"),
        ],
    )
    def test_urls_that_are_none(
        self, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """No desk is started with one, and nothing of the password is printed."""
        monkeypatch.setenv("OMBUD_SMTP_URL", url)
        with pytest.raises(typer.Exit):
            settings()
        said = capsys.readouterr().err
        assert said.startswith("ombud: the setting smtp_url is wrong: ")
        assert "OMBUD_SMTP_URL" in said
        assert "smtp://[USER:PASSWORD@]HOST[:PORT]" in said
        assert "s3" not in said


class TestRefusals:
    def test_4xx_waits(self, config: Config) -> None:
        with SmtpPeer() as peer, posting(config, peer) as desk:
            peer.refuse("451 4.7.1 Greylisted", address=EMMA, times=1)
            desk.deliver()
            (row,) = rows(desk)
            assert (row.state, row.attempts, row.status_code) == ("queued", 1, 451)
            assert "Greylisted" in row.problem
            desk.deliver(again=True)
            assert states(desk) == [("sent", 2)]
            assert len(peer.mails) == 1
            assert identity(desk, EMMA).undeliverable_count == 0

    @pytest.mark.parametrize("at", ["MAIL", "DATA"])
    def test_4xx_at_other_commands(self, config: Config, at: str) -> None:
        with SmtpPeer() as peer, posting(config, peer) as desk:
            peer.refuse("452 4.3.1 Full", at=at, times=1)
            desk.deliver()
            assert states(desk) == [("queued", 1)]
            desk.deliver(again=True)
            assert states(desk) == [("sent", 2)]

    @pytest.mark.parametrize(
        ("answer", "counts"),
        [
            ("550 5.1.1 No such user", 1),
            ("550 No such user", 1),
            ("550 5.2.1 Mailbox disabled", 1),
            ("550 5.7.1 Relaying denied", 0),
            ("554 5.7.1 Spam", 0),
            ("552 5.2.2 Mailbox full", 0),
            ("554 No", 0),
        ],
    )
    def test_5xx_is_final(self, config: Config, answer: str, counts: int) -> None:
        with SmtpPeer() as peer, posting(config, peer) as desk:
            peer.refuse(answer, address=EMMA)
            desk.deliver()
            (row,) = rows(desk)
            assert (row.state, row.attempts) == ("dead", 1)
            assert row.status_code == int(answer[:3])
            found = identity(desk, EMMA)
            assert found.undeliverable_count == counts
            assert found.deliverable_state == ("undeliverable" if counts else "deliverable")

    def test_5xx_for_the_message(self, config: Config) -> None:
        with SmtpPeer() as peer, posting(config, peer) as desk:
            peer.refuse("554 5.6.0 No such thing", at="DATA")
            desk.deliver()
            assert states(desk) == [("dead", 1)]
            assert identity(desk, EMMA).undeliverable_count == 0

    def test_a_mail_that_arrives_forgives(self, config: Config) -> None:
        with SmtpPeer() as peer, posting(config, peer) as desk:
            peer.refuse("550 5.1.1 No", address=EMMA, times=1)
            desk.deliver()
            shown = desk.agent.get(f"/users/{desk.cast.emma}/identities").json["identities"][0]
            assert shown["undeliverable_count"] == 1
            assert shown["deliverable_state"] == "undeliverable"
            created_id(desk.agent, requester_id=desk.cast.emma)
            desk.deliver()
            found = identity(desk, EMMA)
            assert (found.undeliverable_count, found.deliverable_state) == (0, "deliverable")

    def test_after_three_in_a_row_no_more_is_sent(self, config: Config) -> None:
        with SmtpPeer() as peer, posting(config, peer) as desk:
            peer.refuse("550 5.1.1 No", address=EMMA)
            for _ in range(3):
                created_id(desk.agent, requester_id=desk.cast.emma)
                desk.deliver()
            # The first two went out together.
            assert [state for state, _ in states(desk)] == ["dead", "dead", "dead", "dropped"]

    def test_one_of_two_is_refused(self, config: Config) -> None:
        with SmtpPeer() as peer, posting(config, peer, "requester_and_ccs") as desk:
            peer.refuse("550 5.1.1 No", address=ERIC)
            desk.deliver()
            (row,) = rows(desk)
            assert (row.state, row.status_code) == ("sent", 250)
            assert ERIC in row.problem
            assert peer.mails[0].recipients == (EMMA,)
            assert identity(desk, ERIC).undeliverable_count == 1

    def test_one_of_two_waits_and_the_other_gets_it_once(self, config: Config) -> None:
        with SmtpPeer() as peer, posting(config, peer, "requester_and_ccs") as desk:
            peer.refuse("450 4.2.1 Later", address=ERIC, times=2)
            desk.deliver()
            desk.deliver(again=True)
            assert states(desk) == [("queued", 2)]
            desk.deliver(again=True)
            assert states(desk) == [("sent", 3)]
            assert [mail.recipients for mail in peer.mails] == [(EMMA,), (ERIC,)]
            first, second = peer.mails
            for name in ("to", "cc", "message-id", "subject"):
                assert first.header(name) == second.header(name)

    def test_a_server_that_hangs_up(self, config: Config) -> None:
        with SmtpPeer() as peer, posting(config, peer) as desk:
            peer.hang_up()
            desk.deliver()
            assert states(desk) == [("queued", 1)]
            peer.forgive()
            desk.deliver(again=True)
            assert states(desk) == [("sent", 2)]

    def test_no_server(self, config: Config) -> None:
        url = f"smtp://127.0.0.1:{unused_port()}"
        with desk_with(config, smtp_url=url) as desk:
            mailing(desk)
            created_id(desk.agent, requester_id=desk.cast.emma)
            desk.deliver()
            (row,) = rows(desk)
            assert row.state == "queued"
            assert "127.0.0.1" in row.problem

    def test_it_gives_up_after_two_days(self, config: Config) -> None:
        from ombud.channels.mail_out import sender

        limits = sender(config).limits
        doubled = [limits.first_pause * 2.0**number for number in range(limits.most_attempts - 1)]
        waited = sum(min(pause, limits.longest_pause) for pause in doubled)
        assert 1.5 * 86_400 < waited < 2.5 * 86_400

    def test_attempts_are_kept_without_secrets(self, config: Config, pem: Path) -> None:
        from ombud.tables import delivery_attempts

        with (
            SmtpPeer(tls=server_tls(pem), login=("u", "hush-hush")) as peer,
            posting(config, peer) as desk,
        ):
            desk.deliver()
            with desk.account.transaction(writes=False) as db:
                kept: Any = db.rows(delivery_attempts.select())
            assert "hush-hush" not in repr([tuple(row) for row in kept])
            assert "hush-hush" not in repr(desk.snapshot())
