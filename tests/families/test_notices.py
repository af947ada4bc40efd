"""Mails that the desk writes by itself, and the pages that their links lead to."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from ombud.config import Config
from ombud.families.signing_in.attempts import MOST_FAILURES
from tests.channels.mail_making import bodies, desk_with, identity, letters, mailing, rows
from tests.desk import Desk
from tests.families.browser import Browser
from tests.families.markup import faults, read

NEW = {"name": "Nora New", "email": "nora@acme.example"}
LINK = re.compile(r"http://[\w.:]+(/access/(?:verify|password)/[\w-]+)")


def mails(desk: Desk) -> list[Any]:
    desk.deliver()
    return letters(desk)


def link(desk: Desk) -> str:
    """The path of the link in the latest mail; it is the same in both bodies."""
    text, html = bodies(mails(desk)[-1])
    (found,) = set(LINK.findall(text)) | set(LINK.findall(html))
    return str(found)


def new_user(desk: Desk, **fields: Any) -> int:
    answer = desk.admin.post("/users", {"user": {**NEW, **fields}})
    assert answer.status == 201, answer.text
    return int(answer.json["user"]["id"])


def new_identity(desk: Desk, **fields: Any) -> Any:
    path = f"/users/{desk.cast.emma}/identities"
    given = {"type": "email", "value": "emma@home.example", **fields}
    answer = desk.agent.post(path, {"identity": given})
    assert answer.status == 201, answer.text
    return answer.json["identity"]


def is_verified(desk: Desk, email: str) -> bool:
    return bool(identity(desk, email).verified)


class TestWelcome:
    def test_somebody_new(self, desk: Desk) -> None:
        new_user(desk)
        (mail,) = mails(desk)
        assert mail["To"] == "nora@acme.example"
        assert mail["From"] == "Northwind Lamps <support@northwind.localhost>"
        assert mail["Subject"] == "Welcome to Northwind Lamps"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Reply-To"] is None
        assert "Hello Nora New," in bodies(mail)[0]

    @pytest.mark.parametrize(
        "fields",
        [{"skip_verify_email": True}, {"verified": True}, {"email": None}],
    )
    def test_those_who_get_none(self, desk: Desk, fields: Any) -> None:
        new_user(desk, **fields)
        assert rows(desk) == []

    def test_the_account_may_not_want_them(self, desk: Desk) -> None:
        change = {"settings": {"user": {"agent_created_welcome_emails": False}}}
        desk.admin.put("/account/settings", change)
        new_user(desk)
        assert rows(desk) == []

    def test_requesters_of_tickets_get_none(self, desk: Desk) -> None:
        ticket = {"subject": "Dark", "comment": {"body": "Dark."}, "requester": NEW}
        assert desk.agent.post("/tickets", {"ticket": ticket}).status == 201
        assert rows(desk) == []

    def test_many_at_once(self, desk: Desk) -> None:
        users = [NEW, {"name": "Otto", "email": "otto@acme.example", "skip_verify_email": True}]
        desk.job(desk.admin.post("/users/create_many", {"users": users}))
        assert [mail["To"] for mail in mails(desk)] == ["nora@acme.example"]

    def test_the_link_sets_a_password_and_verifies(self, desk: Desk) -> None:
        new_user(desk)
        path, browser = link(desk), Browser(desk)
        shown = browser.get(path)
        assert (shown.status, faults(read(shown.text))) == (200, [])
        assert not is_verified(desk, NEW["email"])
        assert browser.post(path, {"password": "a good one"}).status == 200
        assert is_verified(desk, NEW["email"])
        assert browser.sign_in(NEW["email"], "a good one").status == 303

    def test_not_once_the_user_is_gone(self, desk: Desk) -> None:
        user_id = new_user(desk)
        desk.admin.delete(f"/users/{user_id}")
        assert mails(desk) == []
        assert [row.state for row in rows(desk)] == ["dropped"]

    def test_names_are_no_markup(self, desk: Desk) -> None:
        new_user(desk, name='<img src="x">\r\nBcc: x@y.example')
        (mail,) = mails(desk)
        assert mail["Bcc"] is None
        assert '<img src="x">' not in bodies(mail)[1]


class TestVerifying:
    def test_a_new_identity(self, desk: Desk) -> None:
        new_identity(desk)
        (mail,) = mails(desk)
        assert mail["To"] == "emma@home.example"
        assert mail["Subject"] == "Verify your e-mail address for Northwind Lamps"

    @pytest.mark.parametrize(
        "fields",
        [
            {"skip_verify_email": True},
            {"verified": True},
            {"type": "twitter", "value": "emma"},
        ],
    )
    def test_those_that_need_none(self, desk: Desk, fields: Any) -> None:
        new_identity(desk, **fields)
        assert rows(desk) == []

    def test_a_second_address_of_a_user(self, desk: Desk) -> None:
        change = {"user": {"email": "emma@work.example"}}
        desk.admin.put(f"/users/{desk.cast.emma}", change)
        assert [mail["To"] for mail in mails(desk)] == ["emma@work.example"]

    def test_asking_for_it(self, desk: Desk) -> None:
        made = new_identity(desk, skip_verify_email=True)
        path = f"/users/{desk.cast.emma}/identities/{made['id']}/request_verification"
        assert desk.agent.put(path).status == 200
        assert [mail["To"] for mail in mails(desk)] == ["emma@home.example"]
        desk.agent.put(f"/users/{desk.cast.emma}/identities/{made['id']}/verify")
        assert desk.agent.put(path).status == 200
        assert len(rows(desk)) == 1

    def test_the_button_verifies_once(self, desk: Desk) -> None:
        new_identity(desk)
        path, browser = link(desk), Browser(desk)
        shown = browser.get(path)
        assert (shown.status, faults(read(shown.text))) == (200, [])
        assert "emma@home.example" in shown.text
        assert not is_verified(desk, "emma@home.example")
        assert browser.post(path, {}).status == 200
        assert is_verified(desk, "emma@home.example")
        for answer in (browser.get(path), browser.post(path, {})):
            assert (answer.status, "good no longer" in answer.text) == (404, True)

    def test_links_end(self, desk: Desk) -> None:
        new_identity(desk)
        path, browser = link(desk), Browser(desk)
        desk.clock.forward(days=7)
        assert browser.post(path, {}).status == 404
        assert not is_verified(desk, "emma@home.example")

    def test_links_cannot_be_made_up(self, desk: Desk) -> None:
        made, other = new_identity(desk), new_identity(desk, value="emma@else.example")
        desk.deliver()
        found = [LINK.findall(bodies(mail)[0])[0] for mail in letters(desk)]
        path = next(each for each in found if f"/{made['id']}-" in each)
        browser = Browser(desk)
        _, until, signature = path.rpartition("/")[2].split("-")
        for token in (
            f"{other['id']}-{until}-{signature}",
            f"{made['id']}-{int(until) + 1}-{signature}",
            f"{made['id']}-{until}-{'a' * 40}",
            f"{made['id']}-{until}",
            "%00",
            "9" * 40,
        ):
            assert browser.post(f"/access/verify/{token}", {}).status == 404
        # Nor is a link for one thing good for another.
        assert browser.get(path.replace("verify", "password")).status == 404
        assert not is_verified(desk, "emma@home.example")

    def test_a_changed_address_needs_another_link(self, desk: Desk) -> None:
        made = new_identity(desk)
        path = link(desk)
        change = {"identity": {"value": "emma@new.example"}}
        desk.agent.put(f"/users/{desk.cast.emma}/identities/{made['id']}", change)
        assert Browser(desk).post(path, {}).status == 404

    def test_nothing_of_a_link_is_stored(self, desk: Desk) -> None:
        new_identity(desk)
        token = link(desk).rpartition("/")[2]
        assert token.rpartition("-")[2] not in repr(desk.snapshot())


class TestPasswords:
    def ask(self, desk: Desk, email: str) -> Any:
        return Browser(desk).post("/access/password", {"email": email})

    def test_from_the_form_to_signing_in(self, desk: Desk) -> None:
        browser = Browser(desk)
        assert 'href="/access/password"' in browser.get("/access/login").text
        shown = browser.get("/access/password")
        assert (shown.status, faults(read(shown.text))) == (200, [])
        assert self.ask(desk, " Emma@acme.example ").status == 200
        (mail,) = mails(desk)
        assert mail["To"] == "emma@acme.example"
        path = link(desk)
        before = browser.sign_in("emma@acme.example")
        assert before.status == 303
        assert browser.post(path, {"password": "another one"}).status == 200
        # Whoever was signed in is not any longer.
        assert browser.api().get("/users/me/session").status == 401
        assert browser.sign_in("emma@acme.example", "another one").status == 303
        assert browser.post(path, {"password": "a third one"}).status == 404

    @pytest.mark.parametrize("password", ["", "abcd", "x" * 129, "EMMA@acme.example"])
    def test_passwords_that_cannot_be(self, desk: Desk, password: str) -> None:
        self.ask(desk, "emma@acme.example")
        path, before = link(desk), desk.snapshot()
        shown = Browser(desk).post(path, {"password": password})
        assert (shown.status, 'role="alert"' in shown.text) == (422, True)
        assert desk.snapshot() == before

    def test_nobody_learns_who_is_known(self, desk: Desk) -> None:
        known, unknown = self.ask(desk, "emma@acme.example"), self.ask(desk, "x@acme.example")
        assert known.status == unknown.status == 200
        assert known.text.replace("emma@", "x@") == unknown.text
        assert len(rows(desk)) == 1

    def test_suspended_people_get_none(self, desk: Desk) -> None:
        desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"suspended": True}})
        assert self.ask(desk, "emma@acme.example").status == 200
        assert rows(desk) == []

    def test_what_is_no_address(self, desk: Desk) -> None:
        assert self.ask(desk, "emma").status == 422
        assert rows(desk) == []

    def test_mailboxes_are_not_filled(self, desk: Desk) -> None:
        from ombud.families.signing_in.attempts import Attempts

        with desk.account.transaction(writes=False) as db:
            attempts = db.kept(Attempts)
        for _ in range(MOST_FAILURES):
            attempts.failed("link emma@acme.example", "127.0.0.1")
        assert self.ask(desk, "emma@acme.example").status == 429
        assert rows(desk) == []

    def test_links_end_after_a_day(self, desk: Desk) -> None:
        self.ask(desk, "emma@acme.example")
        path = link(desk)
        desk.clock.forward(days=1)
        assert Browser(desk).get(path).status == 404


class TestWhereLinksLead:
    """To the desk, whatever host a request says that it was sent to."""

    EVIL = "desk.evil.example"

    def ask(self, desk: Desk) -> Any:
        browser = Browser(desk, host=self.EVIL)
        assert browser.post("/access/password", {"email": "emma@acme.example"}).status == 200
        (mail,) = mails(desk)
        assert "evil" not in mail.as_string()
        return mail

    def test_where_the_server_listens(self, desk: Desk) -> None:
        assert "http://localhost:8080/access/password/" in bodies(self.ask(desk))[0]

    @pytest.mark.parametrize(
        ("settings", "start"),
        [
            ({"public_url": "https://desk.example/"}, "https://desk.example/access"),
            ({"host": "0.0.0.0", "port": 80}, "http://localhost/access"),  # noqa: S104 (not bound)
            ({"host": "2001:db8::7", "port": 81}, "http://[2001:db8::7]:81/access"),
            ({"host": "10.0.0.7", "tls_certificate": "x"}, "https://10.0.0.7:8080/access"),
        ],
    )
    def test_by_the_settings(self, config: Config, settings: Any, start: str) -> None:
        with desk_with(config, **settings) as desk:
            assert f"{start}/password/" in bodies(self.ask(desk))[0]

    @pytest.mark.parametrize(
        ("url", "start"),
        [
            ("https://desk.example", "https://second.desk.example/access"),
            ("https://10.0.0.7:8443", "https://second.localhost:8443/access"),
            ("", "http://second.localhost:8080/access"),
        ],
    )
    def test_of_a_further_account(self, config: Config, url: str, start: str) -> None:
        with desk_with(config, public_url=url, trial_accounts=True) as desk:
            owner = {"name": "Sue", "email": "sue@second.example", "password": "a good one"}
            wanted = {"account": {"name": "Second", "subdomain": "second"}, "owner": owner}
            assert desk.anonymous.post("/accounts", wanted).status == 201
            desk.account = desk.app.directory.find("second")
            host = urlsplit(start).hostname or ""
            Browser(desk, host=host).post("/access/password", {"email": owner["email"]})
            (mail,) = mails(desk)
            assert f"{start}/password/" in bodies(mail)[0]

    def test_in_what_triggers_say(self, desk: Desk) -> None:
        mailing(desk, "all_agents", body="{{ticket.link}} {{ticket.comments_formatted}}")
        token = desk.agent.send(
            "POST", "/uploads", b"paper", query={"filename": "guide.txt"},
            headers={"content-type": "text/plain"},
        ).json["upload"]["token"]  # fmt: skip
        comment = {"body": "Dark.", "uploads": [token]}
        caller = replace(desk.agent, host=self.EVIL)
        assert caller.post("/tickets", {"ticket": {"comment": comment}}).status == 201
        found = mails(desk)
        assert found
        for mail in found:
            assert "evil" not in mail.as_string()
            assert "http://localhost:8080/agent/tickets/" in bodies(mail)[0]
            assert "http://localhost:8080/attachments/token/" in bodies(mail)[0]


class TestOtherNotices:
    def test_the_owner_is_asked_for_a_user(self, desk: Desk) -> None:
        assert desk.agent.post("/users/request_create", {"user": NEW}).status == 200
        (mail,) = mails(desk)
        assert mail["To"] == "olga@northwind.example"
        assert mail["Subject"] == "Alice Agent asks for a new user"
        assert "Nora New <nora@acme.example>" in bodies(mail)[0]
        assert "Nora New &lt;nora@acme.example&gt;" in bodies(mail)[1]

    def test_nobody_is_asked_for_nonsense(self, desk: Desk) -> None:
        assert desk.agent.post("/users/request_create", {"user": {"name": "N"}}).status == 422
        assert rows(desk) == []

    def test_an_export_is_ready(self, desk: Desk) -> None:
        ticket = {"subject": "Dark", "comment": {"body": "Dark."}}
        desk.agent.post("/tickets", {"ticket": ticket})
        view = desk.agent.get("/views").json["views"][0]
        assert desk.agent.get(f"/views/{view['id']}/export").status == 200
        desk.run_jobs()
        (mail,) = mails(desk)
        assert mail["To"] == "alice@northwind.example"
        assert mail["Subject"] == f"Your export of {view['title']} is ready"
        (url,) = set(re.findall(r"http://\S+/attachments/\S+", bodies(mail)[0]))
        assert desk.agent.get(url).status == 200

    def test_a_support_address_is_asked_whether_it_is_forwarded(self, desk: Desk) -> None:
        from ombud.families.recipient_addresses import verifying
        from ombud.mail.letter import Letter
        from tests.families.test_recipient_addresses import in_the_desk

        fields = {"email": "help@northwind.example"}
        made = desk.admin.post("/recipient_addresses", {"recipient_address": fields}).json
        (mail,) = mails(desk)
        assert mail["To"] == "help@northwind.example"
        letter = Letter(subject=f"Fwd: {mail['Subject']}")
        with in_the_desk(desk) as ctx:
            assert verifying.take(ctx, letter)
        path = f"/recipient_addresses/{made['recipient_address']['id']}"
        found = desk.agent.get(path).json["recipient_address"]
        assert found["forwarding_status"] == "verified"
