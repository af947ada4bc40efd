"""What triggers say and send: replies, e-mails, messages to other systems."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from ombud.tables import (
    users,
)
from tests.cast.company import OPENED
from tests.desk import Desk
from tests.families.target_making import add_target
from tests.families.ticket_making import change, comments, create, created_id
from tests.families.trigger_making import add, by_rules, fired, queued, webhook_of

TIMES: dict[str, Any] = {"created_at": OPENED, "updated_at": OPENED}


def created_with(desk: Desk, *actions: Any, **fields: Any) -> Any:
    """The answer for a new ticket that one trigger has done these actions to."""
    add(desk.admin, "T", None, *actions)
    return create(desk.agent, **fields)


def statuses(desk: Desk) -> dict[str, int]:
    found = desk.admin.get("/custom_statuses").json["custom_statuses"]
    return {each["status_category"]: each["id"] for each in found}


class TestReplies:
    def test_public(self, desk: Desk) -> None:
        made = created_with(
            desk,
            ("reply_public", "Dear {{ticket.requester.first_name}}"),
            requester_id=desk.cast.emma,
        )
        own, reply = comments(desk, made["ticket"]["id"])
        assert (own["body"], reply["body"]) == ("It went dark.", "Dear Emma")
        assert (reply["public"], reply["author_id"]) == (True, desk.cast.agent)
        event = made["audit"]["events"][-1]
        assert (event["type"], event["id"], event["body"]) == ("Comment", reply["id"], "Dear Emma")
        assert event["via"]["source"]["rel"] == "trigger"

    def test_internal(self, desk: Desk) -> None:
        add(desk.admin, "T", ["role is end_user"], ("reply_internal", "Look {{ticket.id}}"))
        request = {"subject": "Dark", "comment": {"body": "It is dark."}}
        number = desk.emma.post("/requests", {"request": request}).json["request"]["id"]
        reply = comments(desk, number)[1]
        assert (reply["body"], reply["public"]) == (f"Look {number}", False)
        # Nobody else is there to say it.
        assert reply["author_id"] == desk.cast.owner
        assert desk.emma.get(f"/requests/{number}/comments").json["count"] == 1

    def test_it_can_be_found(self, desk: Desk) -> None:
        created_with(desk, ("reply_internal", "serendipity"))
        assert desk.agent.get("/search", query="serendipity").json["count"] == 1


class TestNotifications:
    MAIL = ("[{{ticket.id}}] {{ticket.title}}", "Dear {{ticket.requester.first_name}}: <b>now</b>")

    def mailed(self, desk: Desk, to: Any, **fields: Any) -> Any:
        return created_with(desk, ("notification_user", [str(to), *self.MAIL]), **fields)

    def test_one_user(self, desk: Desk) -> None:
        made = self.mailed(desk, desk.cast.eric, requester_id=desk.cast.emma)
        (event,) = by_rules(made)
        assert {name: event[name] for name in ("type", "subject", "body", "recipients")} == {
            "type": "Notification",
            "subject": self.MAIL[0],
            "body": self.MAIL[1],
            "recipients": [desk.cast.eric],
        }
        (row,) = queued(desk)
        ticket = made["ticket"]
        assert (row.kind, row.state, row.ticket_id) == ("email", "queued", ticket["id"])
        assert (row.audit_id, row.event_id) == (made["audit"]["id"], event["id"])
        assert (row.recipient_id, row.copy_ids) == (desk.cast.eric, "[]")
        assert row.subject == f"[{ticket['id']}] Broken lamp"
        assert row.body_html == "Dear Emma: <b>now</b>"
        assert msgspec.json.decode(row.rule) == event["via"]

    @pytest.mark.parametrize(
        ("word", "who"),
        [("requester_id", "emma"), ("assignee_id", "bob"), ("current_user", "agent")],
    )
    def test_words(self, desk: Desk, word: str, who: str) -> None:
        people = {"requester_id": desk.cast.emma, "assignee_id": desk.cast.bob}
        (event,) = by_rules(self.mailed(desk, word, **people))
        assert event["recipients"] == [getattr(desk.cast, who)]

    def test_nobody_to_write_to(self, desk: Desk) -> None:
        assert by_rules(self.mailed(desk, "assignee_id")) == []
        assert queued(desk) == []

    def test_all_unrestricted_agents_but_the_one_who_did_it(self, desk: Desk) -> None:
        (event,) = by_rules(self.mailed(desk, "all_agents"))
        cast = desk.cast
        assert set(event["recipients"]) == {cast.owner, cast.admin, cast.light}

    def test_a_group(self, desk: Desk) -> None:
        to_group = ("notification_group", ["group_id", *self.MAIL])
        (event,) = by_rules(created_with(desk, to_group, group_id=desk.cast.billing))
        assert event["recipients"] == [desk.cast.bob]

    def test_a_named_group(self, desk: Desk) -> None:
        to_group = ("notification_group", [str(desk.cast.support), *self.MAIL])
        (event,) = by_rules(created_with(desk, to_group))
        assert set(event["recipients"]) == {desk.cast.owner, desk.cast.admin, desk.cast.light}

    def test_suspended_people_and_those_without_an_address(self, desk: Desk) -> None:
        desk.admin.put(f"/users/{desk.cast.eric}", {"user": {"suspended": True}})
        assert by_rules(self.mailed(desk, desk.cast.eric)) == []

    def test_the_whole_conversation(self, desk: Desk) -> None:
        made = self.mailed(
            desk,
            "requester_and_ccs",
            requester_id=desk.cast.emma,
            email_ccs=[{"user_id": desk.cast.eric}],
        )
        (event,) = by_rules(made)
        assert event["type"] == "NotificationWithCcs"
        assert event["recipients"] == [desk.cast.emma, desk.cast.eric]
        (row,) = queued(desk)
        assert (row.recipient_id, row.copy_ids) == (desk.cast.emma, f"[{desk.cast.eric}]")

    def test_the_conversation_is_not_told_of_private_comments(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent, requester_id=desk.cast.emma)
        add(desk.admin, "T", None, ("notification_user", ["requester_and_ccs", *self.MAIL]))
        note = {"body": "Hm", "public": False}
        assert by_rules(change(desk.agent, ticket_id, comment=note)) == []

    def test_nobody_is_told_their_own_words(self, desk: Desk) -> None:
        add(desk.admin, "T", None, ("notification_user", ["requester_and_ccs", *self.MAIL]))
        request = {"subject": "Dark", "comment": {"body": "It is dark."}}
        number = desk.emma.post("/requests", {"request": request}).json["request"]["id"]
        # But customers are told that their words have arrived.
        assert len(queued(desk)) == 1
        desk.emma.put(f"/requests/{number}", {"request": {"comment": {"body": "Still."}}})
        assert len(queued(desk)) == 1

    def test_a_requester_without_an_address(self, desk: Desk) -> None:
        with desk.account.transaction(writes=True) as db:
            db.run(update(users).where(users.c.id == desk.cast.emma).values(email=None))
        copied = [{"user_id": desk.cast.eric}]
        made = self.mailed(desk, "requester_and_ccs", requester_id=desk.cast.emma, email_ccs=copied)
        assert by_rules(made) == []

    def test_words_are_those_of_the_ticket_after_the_run(self, desk: Desk) -> None:
        mail = ["requester_id", "{{ticket.priority}}", "{{ticket.latest_comment.value}}"]
        add(desk.admin, "tells", None, ("notification_user", mail))
        add(desk.admin, "raises", None, ("priority", "urgent"))
        create(desk.agent, requester_id=desk.cast.emma)
        (row,) = queued(desk)
        assert (row.subject, row.body_text) == ("Urgent", "It went dark.")

    def test_each_gets_their_own(self, desk: Desk) -> None:
        (event,) = by_rules(self.mailed(desk, "all_agents"))
        rows = queued(desk)
        assert [row.recipient_id for row in rows] == event["recipients"]
        assert len({row.key for row in rows}) == len(rows) > 1


class TestMessages:
    def test_target(self, desk: Desk) -> None:
        target = str(add_target(desk.admin))
        made = created_with(desk, ("notification_target", [target, "Ticket {{ticket.id}}"]))
        (event,) = by_rules(made)
        said = f"Ticket {made['ticket']['id']}"
        assert (event["type"], event["resource"], event["body"]) == ("External", target, said)
        (row,) = queued(desk)
        assert (row.kind, row.destination) == ("target", f"target:{target}")
        assert msgspec.json.decode(row.payload) == {"message": said}

    def test_webhook(self, desk: Desk) -> None:
        webhook = webhook_of(desk, "json")
        body = '{"title": "{{ticket.title}}"}'
        made = created_with(
            desk, ("notification_webhook", [webhook, body]), subject='A "broken" lamp'
        )
        (event,) = by_rules(made)
        assert msgspec.json.decode(event["body"]) == {"title": 'A "broken" lamp'}
        assert [(row.kind, row.event_id) for row in queued(desk)] == [("webhook", event["id"])]

    def test_pairs(self, desk: Desk) -> None:
        pairs = [["ticket", "{{ticket.id}}"], ["plain", "x"]]
        made = created_with(
            desk, ("notification_webhook", [webhook_of(desk, "form_encoded"), pairs])
        )
        (row,) = queued(desk)
        sent = msgspec.json.decode(row.payload)["message"]
        assert sent == [["ticket", str(made["ticket"]["id"])], ["plain", "x"]]

    def test_what_is_refused_sends_nothing(self, desk: Desk) -> None:
        add(desk.admin, "T", None, ("notification_target", [str(add_target(desk.admin)), "x"]))
        ticket_id = created_id(desk.agent, assignee_id=desk.cast.agent, status="open")
        before = desk.snapshot()
        stamp = {"updated_stamp": "2020-01-01T00:00:00Z", "safe_update": True, "priority": "low"}
        assert desk.agent.put(f"/tickets/{ticket_id}", {"ticket": stamp}).status == 409
        assert desk.snapshot() == before


class TestStandard:
    """What the triggers of a new account send, switched on."""

    @pytest.fixture(autouse=True)
    def _switched_on(self, desk: Desk) -> None:
        found = desk.admin.get("/triggers").json["triggers"]
        items = [{"id": each["id"], "active": "Auto-assign" not in each["title"]} for each in found]
        assert desk.admin.put("/triggers/update_many", {"triggers": items}).status == 200

    def told(self, answer: Any) -> dict[str, set[int]]:
        return {title: set(recipients) for title, _, recipients in fired(answer)}

    def test_a_ticket_of_a_customer(self, desk: Desk) -> None:
        request = {"subject": "Dark", "comment": {"body": "It is dark."}}
        number = desk.emma.post("/requests", {"request": request}).json["request"]["id"]
        (audit,) = desk.agent.get(f"/tickets/{number}/audits").json["audits"]
        told = self.told({"audit": audit})
        assert told.pop("Notify requester and CCs of received request") == {desk.cast.emma}
        assert set(told) == {"Notify all agents of received request"}
        mail = next(row for row in queued(desk) if row.recipient_id == desk.cast.emma)
        # Before anybody has shown to be a person, words of strangers are not sent around.
        assert mail.subject == "[Request received] Dark"
        assert f"({number})" in mail.body_text

    def test_a_ticket_for_a_customer(self, desk: Desk) -> None:
        told = self.told(create(desk.agent, requester_id=desk.cast.emma))
        assert told["Notify requester of new proactive ticket"] == {desk.cast.emma}
        assert "Notify requester and CCs of received request" not in told

    def test_an_assignment_and_an_answer(self, desk: Desk) -> None:
        ticket_id = create(desk.agent, requester_id=desk.cast.emma)["ticket"]["id"]
        assigned = change(desk.agent, ticket_id, assignee_id=desk.cast.bob)
        assert self.told(assigned) == {"Notify assignee of assignment": {desk.cast.bob}}
        answered = change(desk.agent, ticket_id, comment={"body": "Try the switch."})
        assert self.told(answered) == {
            "Notify requester and CCs of comment update": {desk.cast.emma},
            "Notify assignee of comment update": {desk.cast.bob},
        }

    def test_a_group(self, desk: Desk) -> None:
        made = create(desk.agent, requester_id=desk.cast.emma, group_id=desk.cast.billing)
        assert self.told(made)["Notify group of assignment"] == {desk.cast.bob}

    def test_opened_again(self, desk: Desk) -> None:
        fields = {"requester_id": desk.cast.emma, "assignee_id": desk.cast.bob}
        ticket_id = create(desk.agent, **fields)["ticket"]["id"]
        change(desk.agent, ticket_id, status="solved")
        desk.emma.put(f"/requests/{ticket_id}", {"request": {"comment": {"body": "Still dark."}}})
        audit = desk.agent.get(f"/tickets/{ticket_id}/audits").json["audits"][-1]
        told = self.told({"audit": audit})
        assert told["Notify assignee of reopened ticket"] == {desk.cast.bob}
        assert "Notify assignee of comment update" not in told
