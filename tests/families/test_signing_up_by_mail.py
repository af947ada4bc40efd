"""Who must verify an address before they may write: one mail that asks them, and what follows."""

import re
from typing import Any

import pytest

from ombud.families.suspended_tickets.causes import Cause
from tests.channels.mail_making import bodies, identity, letters
from tests.channels.mailing import mail, setting, suspended
from tests.desk import Desk
from tests.families.browser import Browser
from tests.families.markup import faults, read
from tests.families.test_suspended_recovery import recovered

WEEK = 7 * 86_400
SENDER = "nora@new.example"
STRANGER = f"BUY PILLS <{SENDER}>"
LINK = re.compile(r"http://localhost:8080(/access/(?:sign_up|password|verify)/[\w-]+)")


@pytest.fixture
def closed(desk: Desk) -> Desk:
    """A desk that takes mails of people who have signed up; a week has just begun."""
    setting(desk, "user", anonymous_requests=False)
    desk.clock.time += WEEK - desk.clock.time % WEEK
    return desk


def write(desk: Desk, text: str = "My lamp is dark.", **given: Any) -> Any:
    return suspended(desk, mail(text, **{"sender": STRANGER, **given}))


def asked(desk: Desk) -> list[Any]:
    desk.deliver()
    return letters(desk)


def link(desk: Desk) -> str:
    text, html = bodies(asked(desk)[-1])
    (found,) = set(LINK.findall(text)) | set(LINK.findall(html))
    return str(found)


def tickets(desk: Desk) -> list[Any]:
    found: list[Any] = desk.admin.get("/tickets").json["tickets"]
    return found


def waiting(desk: Desk) -> list[Any]:
    found: list[Any] = desk.admin.get("/suspended_tickets").json["suspended_tickets"]
    return found


def verified(desk: Desk) -> bool:
    return bool(identity(desk, SENDER).verified)


class TestAsking:
    def test_the_mail_says_nothing_of_theirs(self, closed: Desk) -> None:
        write(closed, "Cheap pills at https://pills.example", subject="PILLS!")
        (sent,) = asked(closed)
        assert sent["To"] == SENDER
        assert sent["Subject"] == "Verify your e-mail address for Northwind Lamps"
        assert sent["Auto-Submitted"] == "auto-generated"
        assert "pills" not in sent.as_string().lower()
        assert SENDER in bodies(sent)[0]

    def test_once_a_week(self, closed: Desk) -> None:
        for _ in range(3):
            write(closed)
        write(closed, sender=STRANGER.upper())
        assert len(asked(closed)) == 1
        closed.clock.forward(days=6)
        write(closed)
        assert len(asked(closed)) == 1
        closed.clock.forward(days=1)
        write(closed)
        assert len(asked(closed)) == 2
        write(closed, sender="olaf@new.example")
        assert len(asked(closed)) == 3

    @pytest.mark.parametrize(
        ("given", "cause"),
        [
            ({"sender": "noreply@new.example"}, Cause.FROM_NOREPLY),
            ({"sender": "mailer-daemon@new.example"}, Cause.SYSTEM_USER),
            ({"sender": "support@northwind.localhost"}, Cause.FROM_SUPPORT_ADDRESS),
            ({"Auto_Submitted": "auto-generated"}, Cause.AUTO_MAILER),
        ],
    )
    def test_those_who_are_no_people(self, closed: Desk, given: Any, cause: Cause) -> None:
        assert write(closed, **given).cause_id == cause
        assert asked(closed) == []

    def test_who_is_somebody_s_already(self, closed: Desk) -> None:
        closed.admin.post("/users", {"user": {"name": "Nora", "email": SENDER}})
        assert write(closed).cause_id == Cause.UNVERIFIED
        assert [each["Subject"] for each in asked(closed)] == ["Welcome to Northwind Lamps"]

    def test_not_once_the_mail_was_deleted(self, closed: Desk) -> None:
        held = write(closed)
        closed.admin.delete(f"/suspended_tickets/{held.id}")
        assert asked(closed) == []


class TestVerifying:
    def test_the_button_lets_in_all_that_waits(self, closed: Desk) -> None:
        for number in range(3):
            write(closed, subject=f"Lamp {number}")
        other = write(closed, sender="olaf@new.example")
        by_a_program = write(closed, Auto_Submitted="auto-replied")
        path, browser = link_to(closed, SENDER), Browser(closed)
        shown = browser.get(path)
        assert (shown.status, faults(read(shown.text))) == (200, [])
        assert SENDER in shown.text
        assert tickets(closed) == []
        assert browser.post(path, {}).status == 200
        closed.run_jobs()
        made = tickets(closed)
        assert sorted(each["subject"] for each in made) == ["Lamp 0", "Lamp 1", "Lamp 2"]
        (requester_id,) = {each["requester_id"] for each in made}
        user = closed.admin.get(f"/users/{requester_id}").json["user"]
        assert (user["email"], user["verified"], user["role"]) == (SENDER, True, "end-user")
        assert {each["id"] for each in waiting(closed)} == {other.id, by_a_program.id}
        events = closed.admin.get(f"/tickets/{made[0]['id']}/audits").json["audits"][0]["events"]
        (told,) = [each for each in events if each["type"] == "SuspendedTicketRecoveryEvent"]
        assert told["cause_id"] == Cause.SIGNUP_REQUIRED

    def test_a_name_that_is_longer_than_names_may_be(self, closed: Desk) -> None:
        person = {"name": "N" * 300, "email": SENDER}
        request = {"subject": "Dark", "comment": {"body": "It is."}, "requester": person}
        assert closed.anonymous.post("/requests", {"request": request}).status == 201
        write(closed, sender=f"{'N' * 300} <{SENDER}>")
        assert Browser(closed).post(link(closed), {}).status == 200
        closed.run_jobs()
        first, second = tickets(closed)
        assert first["requester_id"] == second["requester_id"]
        user = closed.admin.get(f"/users/{first['requester_id']}").json["user"]
        assert user["name"] == "N" * 255

    def test_the_link_is_over_with_what_waited(self, closed: Desk) -> None:
        write(closed)
        path, browser = link(closed), Browser(closed)
        assert browser.post(path, {}).status == 200
        # Twice before the runner comes to it is no harm.
        assert browser.post(path, {}).status == 200
        closed.run_jobs()
        assert len(tickets(closed)) == 1
        assert browser.post(path, {}).status == 404

    @pytest.mark.parametrize("spoil", ["other", "later", "signature"])
    def test_links_cannot_be_made_up(self, closed: Desk, spoil: str) -> None:
        held = write(closed)
        other = write(closed, sender="olaf@new.example")
        start, _, token = link_to(closed, SENDER).rpartition("/")
        _, until, signature = token.split("-")
        token = {
            "other": f"{other.id}-{until}-{signature}",
            "later": f"{held.id}-{int(until) + 1}-{signature}",
            "signature": f"{held.id}-{until}-{'a' * 40}",
        }[spoil]
        before = closed.snapshot()
        assert Browser(closed).post(f"{start}/{token}", {}).status == 404
        assert closed.snapshot() == before

    def test_links_end(self, closed: Desk) -> None:
        write(closed)
        path = link(closed)
        closed.clock.forward(days=7)
        assert Browser(closed).post(path, {}).status == 404

    def test_a_welcome_lets_mails_in_as_well(self, closed: Desk) -> None:
        closed.admin.post("/users", {"user": {"name": "Nora", "email": SENDER}})
        write(closed)
        assert Browser(closed).post(link(closed), {"password": "a good one"}).status == 200
        closed.run_jobs()
        assert [each["subject"] for each in tickets(closed)] == ["Dark lamp"]

    def test_so_does_a_link_for_an_address(self, closed: Desk) -> None:
        given = {"identity": {"type": "email", "value": SENDER}}
        closed.agent.post(f"/users/{closed.cast.emma}/identities", given)
        write(closed)
        assert Browser(closed).post(link(closed), {}).status == 200
        closed.run_jobs()
        assert [each["requester_id"] for each in tickets(closed)] == [closed.cast.emma]

    def test_an_agent_who_verifies_recovers_nothing(self, closed: Desk) -> None:
        user = {"name": "Nora", "email": SENDER, "skip_verify_email": True}
        user_id = closed.admin.post("/users", {"user": user}).json["user"]["id"]
        held = write(closed)
        path = f"/users/{user_id}/identities/{identity(closed, SENDER).id}/verify"
        assert closed.agent.put(path).status == 200
        closed.run_jobs()
        assert [each["id"] for each in waiting(closed)] == [held.id]
        assert recovered(closed, held.id)["requester_id"] == user_id

    def test_what_cannot_be_recovered_stays(self, closed: Desk) -> None:
        user = {"name": "Nora", "email": SENDER}
        user_id = closed.admin.post("/users", {"user": user}).json["user"]["id"]
        write(closed)
        path = link(closed)
        assert Browser(closed).post(path, {"password": "a good one"}).status == 200
        closed.admin.put(f"/users/{user_id}", {"user": {"suspended": True}})
        closed.run_jobs()
        assert tickets(closed) == []
        assert waiting(closed)[0]["error_messages"]


def test_on_both_databases(any_desk: Desk) -> None:
    setting(any_desk, "user", anonymous_requests=False)
    write(any_desk)
    write(any_desk)
    assert len(asked(any_desk)) == 1
    assert Browser(any_desk).post(link(any_desk), {}).status == 200
    any_desk.run_jobs()
    assert len(tickets(any_desk)) == 2
    assert verified(any_desk)


def link_to(desk: Desk, address: str) -> str:
    (text,) = [bodies(each)[0] for each in asked(desk) if each["To"] == address]
    (found,) = LINK.findall(text)
    return str(found)
