"""Requests of people who did not sign in and may not write so: held back, and decided later."""

from typing import Any

import pytest

from ombud.families.inbound_mails.judging import MOST_AN_HOUR
from ombud.families.suspended_tickets.causes import Cause
from tests.channels.mailing import setting, suspend
from tests.desk import Desk
from tests.families.suspending import only
from tests.families.test_attachments import uploaded
from tests.families.test_requests import field
from tests.families.test_requests_writing import STRANGER, ask, comments, made, ticket

EMMA = {"name": "Emma", "email": "Emma@acme.example"}
ZOE = {"name": "Zoe", "email": "zoe@zebra.example"}


def held(desk: Desk, **fields: Any) -> Any:
    """What a stranger is told of a request that is held back."""
    answer = ask(desk.anonymous, **{"requester": STRANGER, **fields})
    assert answer.status == 201, answer.text
    assert "request" not in answer.json
    found = answer.json["suspended_ticket"]
    assert answer.headers["location"] == found["url"]
    return found


def sign_up_first(desk: Desk) -> None:
    setting(desk, "user", anonymous_requests=False)


class TestHeldBack:
    @pytest.mark.parametrize(
        ("person", "cause"),
        [
            (STRANGER, Cause.SIGNUP_REQUIRED),
            (ZOE, Cause.UNVERIFIED),
            (EMMA, Cause.REGISTERED_USER_LOGGED_OUT),
        ],
    )
    def test_where_people_sign_up_first(
        self, desk: Desk, person: dict[str, str], cause: Cause
    ) -> None:
        sign_up_first(desk)
        users = desk.admin.get("/users").json["count"]
        found = held(desk, requester=person)
        assert desk.admin.get("/users").json["count"] == users
        assert desk.admin.get("/tickets").json["tickets"] == []
        shown = only(desk, found["id"])
        assert (shown["cause_id"], shown["subject"], shown["content"]) == (
            cause,
            "Dark",
            "The lamp is off",
        )
        assert shown["author"]["email"] == person["email"]
        assert (shown["via"]["channel"], shown["message_id"]) == ("api", "")

    def test_the_answer_does_not_tell_who_is_known(self, desk: Desk) -> None:
        sign_up_first(desk)
        answers = [held(desk, requester=person) for person in (STRANGER, ZOE, EMMA)]
        alike = [{**each, "id": 0, "url": "", "author": None} for each in answers]
        assert alike[0] == alike[1] == alike[2]
        assert [each["author"]["id"] for each in answers] == [None, None, None]
        assert "cause" not in answers[0]

    @pytest.mark.parametrize(
        ("blocklist", "cause"),
        [("new.example", Cause.BLOCKLISTED), ("*", Cause.NOT_ON_WHITELIST)],
    )
    def test_of_the_blocklist(self, desk: Desk, blocklist: str, cause: Cause) -> None:
        setting(desk, "email", blocklist=blocklist)
        assert only(desk, held(desk)["id"])["cause_id"] == cause

    def test_more_of_one_person_than_a_person_asks(self, desk: Desk) -> None:
        for number in range(MOST_AN_HOUR):
            made(desk.anonymous, requester=STRANGER, subject=f"Request {number}")
        assert only(desk, held(desk)["id"])["cause_id"] == Cause.LOOP
        made(desk.anonymous, requester=EMMA)
        desk.clock.forward(hours=1)
        made(desk.anonymous, requester=STRANGER)

    def test_strangers_are_asked_to_sign_up_and_are_let_in_then(self, desk: Desk) -> None:
        sign_up_first(desk)
        found = held(desk)
        desk.deliver()
        assert only(desk, found["id"])["cause_id"] == Cause.SIGNUP_REQUIRED
        folder = desk.app.config.data / "mail" / desk.account.subdomain
        (copy,) = folder.iterdir()
        assert STRANGER["email"] in copy.read_text()

    def test_the_words_that_a_ticket_would_have(self, desk: Desk) -> None:
        sign_up_first(desk)
        said = {"body": "I only want to say thanks.", "html_body": "<p>Buy <b>this</b></p>"}
        assert only(desk, held(desk, comment=said)["id"])["content"] == "Buy this"

    @pytest.mark.parametrize("is_list", [True, False])
    def test_a_file_alone(self, desk: Desk, *, is_list: bool) -> None:
        token = uploaded(desk.anonymous, "a.pdf", b"%PDF")["token"]
        sign_up_first(desk)
        found = held(desk, comment={"body": "", "uploads": [token] if is_list else token})
        (file,) = only(desk, found["id"])["attachments"]
        assert file["file_name"] == "a.pdf"


class TestRefused:
    @pytest.mark.parametrize("email", ["alice@northwind.example", "eric@acme.example"])
    def test_agents_and_who_was_shut_out(self, desk: Desk, email: str) -> None:
        suspend(desk, desk.cast.eric)
        sign_up_first(desk)
        before = desk.snapshot()
        answer = ask(desk.anonymous, requester={"name": "X", "email": email})
        assert answer.status == 422
        assert "has to sign in" in answer.text
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        "wrong",
        [
            {"requester": {"name": "Nora", "email": "nora"}},
            {"requester": {"name": "Nora", "email": f"nora@{'x' * 250}.example"}},
            {"comment": {"body": "x" * 65_537}},
            {"subject": ""},
            {"comment": None},
            {"comment": {"body": " "}},
        ],
    )
    def test_what_says_nothing(self, desk: Desk, wrong: dict[str, Any]) -> None:
        sign_up_first(desk)
        before = desk.snapshot()
        assert ask(desk.anonymous, **{"requester": STRANGER, **wrong}).status == 422
        assert desk.snapshot() == before

    def test_whom_the_blocklist_rejects(self, desk: Desk) -> None:
        setting(desk, "email", blocklist="reject:new.example")
        before = desk.snapshot()
        assert ask(desk.anonymous, requester=STRANGER).status == 422
        assert desk.snapshot() == before


class TestRecovered:
    def whole(self, desk: Desk) -> int:
        """One with all that strangers may say; files were uploaded before that was forbidden."""
        model = field(desk, "Model", visible_in_portal=True, editable_in_portal=True)
        token = uploaded(desk.anonymous, "a.pdf", b"%PDF")["token"]
        sign_up_first(desk)
        return int(
            held(
                desk,
                comment={"html_body": "<b>Dark</b>", "uploads": [token]},
                custom_fields=[{"id": model, "value": "x"}],
                priority="high",
                collaborators=["emma@acme.example"],
            )["id"]
        )

    def test_as_it_was_asked_for(self, any_desk: Desk) -> None:
        desk = any_desk
        held_id = self.whole(desk)
        (file,) = only(desk, held_id)["attachments"]
        assert file["file_name"] == "a.pdf"
        desk.clock.forward(days=13)
        answer = desk.admin.put("/suspended_tickets/recover_many", ids=str(held_id))
        assert answer.status == 200, answer.text
        found = ticket(desk)
        assert answer.json["tickets"][0]["id"] == found["id"]
        user = desk.admin.get(f"/users/{found['requester_id']}").json["user"]
        assert (user["name"], user["email"]) == (*STRANGER.values(),)
        assert (found["subject"], found["priority"]) == ("Dark", "high")
        assert found["custom_fields"][0]["value"] == "x"
        assert found["email_cc_ids"] == []
        comment = comments(desk)[0]
        assert "<b>Dark</b>" in comment["html_body"]
        assert [each["file_name"] for each in comment["attachments"]] == ["a.pdf"]
        audit = desk.admin.get("/tickets/1/audits").json["audits"][0]
        assert audit["metadata"]["flags"] == [2]
        assert audit["events"][-1]["type"] == "SuspendedTicketRecoveryEvent"
        assert desk.admin.get(f"/suspended_tickets/{held_id}").status == 404

    def test_for_the_caller(self, desk: Desk) -> None:
        held_id = self.whole(desk)
        answer = desk.admin.put(f"/suspended_tickets/{held_id}/recover")
        assert answer.status == 200, answer.text
        assert ticket(desk)["requester_id"] == desk.cast.admin
        assert len(comments(desk)[0]["attachments"]) == 1

    def test_not_what_cannot_be_a_ticket(self, desk: Desk) -> None:
        sign_up_first(desk)
        held_id = held(desk, priority="huge")["id"]
        answer = desk.admin.put("/suspended_tickets/recover_many", ids=str(held_id))
        assert answer.status == 422
        assert only(desk, held_id)["error_messages"]
        assert desk.admin.get("/tickets").json["tickets"] == []

    def test_deleted_with_its_files(self, desk: Desk) -> None:
        held_id = self.whole(desk)
        assert desk.admin.delete(f"/suspended_tickets/{held_id}").status == 204
        desk.run_jobs()
        files = desk.account.folder / "files"
        assert [path.read_bytes() for path in files.rglob("*") if path.is_file()].count(
            b"%PDF"
        ) == 0
