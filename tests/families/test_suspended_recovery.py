"""What mail that was held back becomes when somebody recovers it, and what stays."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest

from ombud.families.suspended_tickets.causes import Cause
from ombud.wire.context import Request
from tests.channels.mailing import (
    SUPPORT,
    comments,
    last_audit,
    mail,
    received,
    rows,
    setting,
    suspend,
    suspended,
)
from tests.desk import Answer, Desk
from tests.families.suspending import hold, ids, only, set_back
from tests.families.test_inbound_mails import PICTURE, WITH_PICTURE

LIST = "/suspended_tickets"
STRANGER = "Nora New <nora@new.example>"


def recovered(desk: Desk, suspended_id: int, *, one: bool = False) -> Any:
    """The ticket that it becomes."""
    path = f"{LIST}/{suspended_id}/recover" if one else f"{LIST}/recover_many"
    answer = desk.agent.put(path, **({} if one else {"ids": suspended_id}))
    assert answer.status == 200, answer.text
    if one:
        assert answer.json["ticket"] == answer.json["tickets"]
    (ticket,) = answer.json["tickets"]
    return ticket


def recovery(audit: Any) -> Any:
    """What an audit tells of the recovery."""
    (event,) = [each for each in audit["events"] if each["type"] == "SuspendedTicketRecoveryEvent"]
    return event


class TestRecoverMany:
    def test_the_requester_is_who_wrote_it(self, any_desk: Desk) -> None:
        desk = any_desk
        ticket = recovered(desk, hold(desk, files={"a.txt": b"words"}))
        assert (ticket["requester_id"], ticket["submitter_id"]) == (desk.cast.emma, desk.cast.emma)
        assert (ticket["subject"], ticket["description"]) == ("Dark lamp", "My lamp is dark.")
        assert (ticket["status"], ticket["recipient"]) == ("new", SUPPORT)
        assert ticket["via"]["channel"] == "email"
        assert ticket["via"]["source"]["from"]["address"] == "emma@acme.example"
        assert ids(desk.agent.get(LIST)) == []

    def test_the_audit_tells_why_it_was_held_back(self, desk: Desk) -> None:
        ticket = recovered(desk, hold(desk, message_id="<a@acme.example>"))
        audit = last_audit(desk, ticket["id"])
        event = recovery(audit)
        assert event.pop("id") > 0
        assert event == {
            "type": "SuspendedTicketRecoveryEvent",
            "cause_id": 3,
            "cause_name": "auto_mailer",
            "value": "recovered",
        }
        assert audit["author_id"] == desk.cast.emma
        assert audit["metadata"]["system"]["message_id"] == "<a@acme.example>"

    def test_a_stranger_becomes_a_user_who_is_welcome_and_not_verified(self, desk: Desk) -> None:
        ticket = recovered(desk, hold(desk, sender=STRANGER))
        user = desk.admin.get(f"/users/{ticket['requester_id']}").json["user"]
        assert (user["name"], user["email"]) == ("Nora New", "nora@new.example")
        assert (user["role"], user["verified"]) == ("end-user", False)
        purposes = [row["address"] for row in desk.admin.get("/deliveries").json["deliveries"]]
        assert purposes == ["nora@new.example"]

    def test_somebody_known_is_not_welcomed_again(self, desk: Desk) -> None:
        recovered(desk, hold(desk, sender="zoe@zebra.example"))
        assert desk.admin.get("/deliveries").json["deliveries"] == []

    def test_of_who_had_to_sign_up_first(self, desk: Desk) -> None:
        setting(desk, "user", anonymous_requests=False)
        held = suspended(desk, mail(sender=STRANGER))
        assert held.cause_id == Cause.SIGNUP_REQUIRED
        assert recovered(desk, held.id)["subject"] == "Dark lamp"
        # They are known now, but nobody has shown that the address is theirs.
        assert suspended(desk, mail(sender=STRANGER)).cause_id == Cause.UNVERIFIED

    def test_with_files_and_pictures(self, any_desk: Desk) -> None:
        desk = any_desk
        held = set_back(desk, WITH_PICTURE)
        assert [file["file_name"] for file in only(desk, held)["attachments"]] == ["lamp.png"]
        ticket = recovered(desk, held)
        found = desk.admin.get(f"/tickets/{ticket['id']}/comments", include_inline_images=True)
        (comment,) = found.json["comments"]
        assert "cid:" not in comment["html_body"]
        assert "script" not in comment["html_body"]
        (file,) = comment["attachments"]
        path = urlsplit(file["content_url"]).path
        assert (file["inline"], file["width"]) == (True, "2")
        assert f'{path}?name=lamp.png">' in comment["html_body"]
        # What was held back is gone with its rows; the bytes are those of the comment.
        desk.run_jobs()
        assert desk.anonymous.get(f"/{path}").content.startswith(PICTURE[:16])
        assert len(desk.snapshot()["attachments"]) == 1
        assert desk.snapshot()["uploads"] == []

    def test_answers_to_it_find_the_ticket(self, desk: Desk) -> None:
        ticket = recovered(desk, hold(desk, message_id="<first@acme.example>"))
        again = received(desk, mail("And now?", In_Reply_To="<first@acme.example>"))
        assert again["id"] == ticket["id"]
        assert rows(desk)[0].state == "ticket"

    def test_several(self, any_desk: Desk) -> None:
        desk = any_desk
        held = [hold(desk, subject=subject) for subject in ("one", "two", "three")]
        answer = desk.agent.put(f"{LIST}/recover_many", ids=f"{held[2]},{held[0]},7,{held[0]}")
        assert answer.status == 200
        assert [ticket["subject"] for ticket in answer.json["tickets"]] == ["one", "three"]
        assert ids(desk.agent.get(LIST)) == [held[1]]
        assert desk.agent.put(f"{LIST}/recover_many", ids=held[0]).status == 404

    def test_commands_are_text(self, desk: Desk) -> None:
        held = hold(desk, "#solved\n\nDone.", sender="adam@northwind.example")
        ticket = recovered(desk, held)
        assert ticket["requester_id"] == desk.cast.admin
        assert ticket["status"] == "new"
        assert "#solved" in ticket["description"]


class TestRecover:
    def test_the_requester_is_who_recovers_it(self, any_desk: Desk) -> None:
        desk = any_desk
        ticket = recovered(desk, hold(desk, sender=STRANGER, files={"a.txt": b"a"}), one=True)
        assert ticket["requester_id"] == ticket["submitter_id"] == desk.cast.agent
        (comment,) = comments(desk, ticket["id"])
        assert comment["author_id"] == desk.cast.agent
        assert [file["file_name"] for file in comment["attachments"]] == ["a.txt"]
        assert ticket["via"]["source"]["from"]["address"] == "nora@new.example"
        assert recovery(last_audit(desk, ticket["id"]))["cause_name"] == "auto_mailer"
        assert desk.admin.get("/users/search", query="nora@new.example").json["users"] == []

    def test_of_nobody(self, desk: Desk) -> None:
        held = suspended(desk, mail(sender=None))
        assert held.cause_id == Cause.UNKNOWN_AUTHOR
        assert recovered(desk, held.id, one=True)["requester_id"] == desk.cast.agent

    def test_a_second_time(self, desk: Desk) -> None:
        held = hold(desk)
        recovered(desk, held, one=True)
        before = desk.snapshot()
        assert desk.agent.put(f"{LIST}/{held}/recover").status == 404
        assert desk.snapshot() == before


class TestAnswers:
    @pytest.fixture
    def ticket(self, any_desk: Desk) -> int:
        """Emma's ticket, which came by mail."""
        return int(received(any_desk, mail(message_id="<first@acme.example>"))["id"])

    def held(self, desk: Desk, **given: Any) -> Any:
        """What is held back of somebody who answers it."""
        return suspended(desk, mail("Me too!", References="<first@acme.example>", **given))

    @pytest.mark.parametrize("one", [True, False])
    def test_of_a_stranger_is_private_and_flagged(
        self, any_desk: Desk, ticket: int, *, one: bool
    ) -> None:
        desk = any_desk
        held = self.held(desk, sender=STRANGER, files={"a.txt": b"words"})
        assert only(desk, held.id)["ticket_id"] == ticket
        found = recovered(desk, held.id, one=one)
        assert (found["id"], found["requester_id"]) == (ticket, desk.cast.emma)
        comment = comments(desk, ticket)[-1]
        author = desk.admin.get(f"/users/{comment['author_id']}").json["user"]
        assert author["email"] == "nora@new.example"
        assert (comment["public"], len(comment["attachments"])) == (False, 1)
        audit = last_audit(desk, ticket)
        assert audit["metadata"]["flags"] == [4]
        assert recovery(audit)["cause_name"] == "unknown_user_update"

    def test_of_an_agent_is_theirs(self, any_desk: Desk, ticket: int) -> None:
        held = self.held(any_desk, sender="alice@northwind.example")
        assert held.cause_id == Cause.UNAUTHENTICATED_EMAIL_UPDATE
        recovered(any_desk, held.id)
        comment = comments(any_desk, ticket)[-1]
        assert (comment["author_id"], comment["public"]) == (any_desk.cast.agent, True)

    def test_of_who_is_on_the_ticket_is_public(self, any_desk: Desk, ticket: int) -> None:
        held = self.held(any_desk, Auto_Submitted="auto-generated")
        assert (held.cause_id, held.ticket_id) == (Cause.AUTO_MAILER, ticket)
        assert recovered(any_desk, held.id)["id"] == ticket
        comment = comments(any_desk, ticket)[-1]
        assert (comment["author_id"], comment["public"]) == (any_desk.cast.emma, True)

    def test_to_a_closed_ticket_follows_it(self, any_desk: Desk, ticket: int) -> None:
        desk = any_desk
        held = self.held(desk, sender=STRANGER)
        desk.admin.put(f"/tickets/{ticket}", {"ticket": {"status": "closed"}})
        made = recovered(desk, held.id)
        assert made["id"] != ticket
        assert made["via"]["source"]["rel"] == "follow_up"

    def test_to_a_deleted_ticket_is_a_ticket(self, any_desk: Desk, ticket: int) -> None:
        held = self.held(any_desk, sender=STRANGER)
        any_desk.admin.delete(f"/tickets/{ticket}")
        made = recovered(any_desk, held.id)
        assert made["id"] != ticket
        assert made["description"] == "Me too!"


class TestFailures:
    def failing(self, desk: Desk) -> int:
        """One whose author may not be a requester."""
        held = hold(desk, files={"a.txt": b"words"})
        suspend(desk, desk.cast.emma)
        return held

    def refused(self, answer: Answer) -> Any:
        assert (answer.status, answer.json["error"]) == (422, "RecordInvalid")
        (left,) = answer.json["suspended_tickets"]
        return left

    def test_leaves_the_reason_and_nothing_else(self, any_desk: Desk) -> None:
        desk = any_desk
        held = self.failing(desk)
        # Whoever writes has been seen.
        assert desk.agent.delete(f"{LIST}/destroy_many", ids=7).status == 204
        before = desk.snapshot()
        left = self.refused(desk.agent.put(f"{LIST}/recover_many", ids=held))
        assert left["id"] == held
        assert "is suspended" in left["error_messages"][0]["description"]
        after = desk.snapshot()
        changed = {name for name, kept in before.items() if after[name] != kept}
        assert changed == {"suspended_tickets"}
        assert only(desk, held) == left

    def test_the_others_are_recovered_all_the_same(self, any_desk: Desk) -> None:
        desk = any_desk
        first = hold(desk, sender="eric@acme.example")
        held = self.failing(desk)
        last = hold(desk, sender="zoe@zebra.example")
        left = self.refused(desk.agent.put(f"{LIST}/recover_many", ids=f"{first},{held},{last}"))
        assert left["id"] == held
        assert ids(desk.agent.get(LIST)) == [held]
        requesters = [each["requester_id"] for each in desk.agent.get("/tickets").json["tickets"]]
        assert requesters == [desk.cast.eric, desk.cast.zoe]

    def test_what_failed_can_be_recovered_by_an_agent(self, desk: Desk) -> None:
        held = self.failing(desk)
        desk.agent.put(f"{LIST}/recover_many", ids=held)
        assert recovered(desk, held, one=True)["requester_id"] == desk.cast.agent

    @pytest.mark.parametrize("path", ["{}/recover", "recover_many?ids={}"])
    def test_an_answer_of_nobody(self, desk: Desk, path: str) -> None:
        received(desk, mail(message_id="<first@acme.example>"))
        held = suspended(desk, mail(sender=None, References="<first@acme.example>"))
        answer = desk.agent.put(f"{LIST}/{path.format(held.id)}")
        left = self.refused(answer)
        assert left["error_messages"]
        assert answer.json["details"] == {"base": left["error_messages"]}
        # One that is asked for alone is told under both of the documented names.
        assert answer.json.get("ticket", [left]) == [left]


class TestAtOnce:
    def test_one_of_several_recovers_it(self, any_desk: Desk) -> None:
        held = hold(any_desk, files={"a.txt": b"words"})
        headers = any_desk.agent.headers

        def send(_number: int) -> int:
            path = f"/api/v2{LIST}/{held}/recover"
            request = Request("PUT", path, [], headers)
            return any_desk.app.dispatcher.answer(any_desk.account, request).status

        with ThreadPoolExecutor(4) as threads:
            assert Counter(threads.map(send, range(4))) == {200: 1, 404: 3}
        assert len(any_desk.agent.get("/tickets").json["tickets"]) == 1
