"""Mail by SMTP and LMTP, from real clients to real sockets."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from ombud.channels.mail_in.listening import MOST_OF_ONE
from tests.channels.doors import open_door
from tests.channels.mailing import SUPPORT, mail, reply_to, rows
from tests.desk import Desk
from tests.peers.certificates import certificate

SENDER = "emma@acme.example"


@pytest.fixture
def smtp(desk: Desk) -> Iterator[smtplib.SMTP]:
    """A client who has said hello."""
    with open_door(desk) as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.ehlo("relay.example")
        yield client


class TestSmtp:
    def test_a_mail_is_stored_before_it_is_acknowledged(
        self, desk: Desk, smtp: smtplib.SMTP
    ) -> None:
        raw = mail().replace(b"\n", b"\r\n")
        assert smtp.sendmail(SENDER, [SUPPORT], raw) == {}
        row = rows(desk)[0]
        assert (row.door, row.state, row.return_path) == ("smtp", "queued", SENDER)
        assert row.recipients == f'["{SUPPORT}"]'
        assert desk.read_mail() == 1
        assert rows(desk)[0].state == "ticket"

    def test_nothing_is_passed_on(self, desk: Desk, smtp: smtplib.SMTP) -> None:
        smtp.mail(SENDER)
        for address in ("eve@elsewhere.example", "nobody@northwind.localhost", "support"):
            assert smtp.rcpt(address)[0] == 550
        assert smtp.rcpt(SUPPORT)[0] == 250
        assert rows(desk) == []

    def test_answers_go_to_signed_addresses(self, desk: Desk, smtp: smtplib.SMTP) -> None:
        address = reply_to(desk, 1)
        assert smtp.sendmail(SENDER, [address.upper()], mail()) == {}
        assert len(rows(desk)) == 1

    def test_support_addresses_elsewhere_are_taken(self, desk: Desk, smtp: smtplib.SMTP) -> None:
        address = {"recipient_address": {"name": "Help", "email": "help@lamps.example"}}
        assert desk.admin.post("/recipient_addresses", address).status == 201
        assert smtp.sendmail(SENDER, ["help@lamps.example"], mail(to="help@lamps.example")) == {}

    def test_any_address_of_the_domain_where_the_account_wants_it(
        self, desk: Desk, smtp: smtplib.SMTP
    ) -> None:
        settings = {"settings": {"email": {"accept_wildcard_emails": True}}}
        assert desk.admin.put("/account/settings", settings).status == 200
        assert smtp.sendmail(SENDER, ["anything@northwind.localhost"], mail()) == {}

    def test_bounces_come_from_nobody(self, desk: Desk, smtp: smtplib.SMTP) -> None:
        smtp.sendmail("", [SUPPORT], mail())
        assert rows(desk)[0].return_path == ""

    def test_the_limit_is_announced_and_kept(self, desk: Desk) -> None:
        desk.app.config = msgspec.structs.replace(desk.app.config, mail_limit=20_000)
        with open_door(desk) as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
            client.ehlo()
            assert client.esmtp_features["size"] == "20000"
            with pytest.raises(smtplib.SMTPSenderRefused) as announced:
                client.sendmail(SENDER, [SUPPORT], mail("x" * 30_000))
            assert announced.value.smtp_code == 552
            client.ehlo_or_helo_if_needed()
            client.esmtp_features.pop("size")
            with pytest.raises(smtplib.SMTPDataError) as sent:
                client.sendmail(SENDER, [SUPPORT], mail("x\n" * 30_000))
            assert sent.value.smtp_code == 552
        assert rows(desk) == []

    def test_lines_longer_than_the_rule_are_taken(self, desk: Desk, smtp: smtplib.SMTP) -> None:
        raw = mail().replace(b"My lamp is dark.", b"x" * 50_000)
        assert smtp.sendmail(SENDER, [SUPPORT], raw) == {}
        assert b"x" * 50_000 in desk.admin.get(f"/inbound_mails/{rows(desk)[0].id}/raw").content

    def test_nobody_signs_in(self, smtp: smtplib.SMTP) -> None:
        assert not smtp.has_extn("auth")
        assert not smtp.has_extn("starttls")

    def test_what_cannot_be_stored_is_tried_again_later(
        self, desk: Desk, smtp: smtplib.SMTP
    ) -> None:
        (desk.account.folder / "files").write_text("no folder")
        with pytest.raises(smtplib.SMTPDataError) as refused:
            smtp.sendmail(SENDER, [SUPPORT], mail())
        assert refused.value.smtp_code == 451
        assert rows(desk) == []

    def test_a_client_that_leaves_in_the_middle(self, desk: Desk) -> None:
        with open_door(desk) as port:
            with socket.create_connection(("127.0.0.1", port), 10) as client:
                words = f"HELO x\r\nMAIL FROM:<{SENDER}>\r\nRCPT TO:<{SUPPORT}>\r\nDATA\r\n"
                client.sendall(words.encode() + mail()[:50])
            with smtplib.SMTP("127.0.0.1", port, timeout=10) as next_one:
                assert next_one.noop()[0] == 250
        assert rows(desk) == []

    def test_one_address_does_not_take_all_the_room(self, desk: Desk) -> None:
        with open_door(desk) as port:
            clients = [smtplib.SMTP("127.0.0.1", port, timeout=10) for _ in range(MOST_OF_ONE)]
            with pytest.raises(smtplib.SMTPConnectError) as refused:
                smtplib.SMTP("127.0.0.1", port, timeout=10)
            assert refused.value.smtp_code == 421
            clients.pop().quit()
            for _ in range(100):
                try:
                    clients.append(smtplib.SMTP("127.0.0.1", port, timeout=10))
                    break
                except smtplib.SMTPConnectError:
                    continue
            assert len(clients) == MOST_OF_ONE
            for client in clients:
                client.quit()


class TestStartTls:
    def test_with_the_certificate_of_the_server(self, desk: Desk, tmp_path: Path) -> None:
        file = str(certificate(tmp_path, "localhost"))
        desk.app.config = msgspec.structs.replace(desk.app.config, tls_certificate=file)
        trusted = ssl.create_default_context(cafile=file)
        with open_door(desk) as port, smtplib.SMTP("localhost", port, timeout=10) as client:
            client.starttls(context=trusted)
            assert client.sendmail(SENDER, [SUPPORT], mail()) == {}
            assert not client.has_extn("auth")
        assert len(rows(desk)) == 1


class TestLmtp:
    def test_by_port_and_by_path(self, desk: Desk, tmp_path: Path) -> None:
        with open_door(desk, "lmtp") as port, smtplib.LMTP("127.0.0.1", port) as client:
            assert client.sendmail(SENDER, [SUPPORT], mail()) == {}
        path = tmp_path / "lmtp"
        with open_door(desk, "lmtp", path), smtplib.LMTP(str(path)) as client:
            assert client.sendmail(SENDER, [SUPPORT], mail()) == {}
        assert [row.door for row in rows(desk)] == ["lmtp", "lmtp"]

    def test_a_word_for_each_recipient(self, desk: Desk) -> None:
        with open_door(desk, "lmtp") as port, smtplib.LMTP("127.0.0.1", port) as client:
            to = [SUPPORT, "postmaster@northwind.localhost", "eve@elsewhere.example"]
            refused = client.sendmail(SENDER, to, mail())
            assert list(refused) == ["eve@elsewhere.example"]
            # smtplib reads one word after the mail; the other one is still there.
            assert client.getreply()[0] == 250
            assert client.noop()[0] == 250
        assert rows(desk)[0].recipients == msgspec.json.encode(to[:2]).decode()


def test_two_accounts_get_what_is_theirs(desk: Desk) -> None:
    from ombud.db import migrate
    from ombud.families.accounts.opening import Owner, open_account

    other = desk.app.directory.add("second")
    migrate.upgrade(other)
    with other.transaction(writes=True) as db:
        owner = Owner(email="o@second.example", name="O", api_token="token")
        open_account(db, desk.clock.now(), "second", "Second", owner)
    with open_door(desk) as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.sendmail(SENDER, [SUPPORT], mail("one"))
        client.sendmail(SENDER, ["support@second.localhost"], mail("two"))
        client.sendmail(SENDER, ["support@second.localhost", SUPPORT], mail("three"))
    assert len(rows(desk)) == 2
    second = Desk(desk.app, other, desk.cast, desk.clock)
    assert [row.recipients for row in rows(second)] == ['["support@second.localhost"]'] * 2
