"""What triggers and automations could not do is told in the audit, and stops nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest

from ombud.families.macros.words import SPOKEN
from ombud.families.tickets.effects.applying import EFFECTS
from ombud.families.tickets.effects.elsewhere import WORDS
from ombud.rules.actions import ActionTable
from ombud.templating import Budget
from tests.desk import Desk
from tests.families.automation_making import changes_by_rules, make, runs_until
from tests.families.ticket_making import comments, create, created_id
from tests.families.trigger_making import add, all_of, by_rules, queued, webhook_of

# More work than a template may take, once a ticket's title is a large number.
BOMB = (
    "{% for i in (1..ticket.title) %}{% for j in (1..ticket.title) %}{{j}}{% endfor %}{% endfor %}"
)
LARGE = "9000"
TOO_MUCH = "was not filled in: the template takes too much work."
ELSEWHERE: dict[str, Any] = {
    "notification_sms_user": ["requester_id", "12345", "Your ticket {{ticket.id}}"],
    "notification_sms_group": ["group_id", "12345", "A ticket"],
    "tweet_requester": "We are on it",
    "deflection": ["requester_id", "Articles", "Maybe {{ticket.title}}"],
    "notification_messaging_csat": ["1"],
    "notification_zis": ["integration", "{}"],
    "side_conversation": ["Subject", "Body", "someone@example.com", "text/plain"],
    "side_conversation_slack": ["Body", "channel"],
    "side_conversation_ticket": ["Subject", "Body", "SupportAssignable:1", "text/plain"],
    "add_skills": "1#2",
    "set_skills": "1#2",
    "remove_skills": "1#2",
}


def errors(answer: Any) -> list[str]:
    """The messages of what the rules of an update could not do."""
    return [event["message"] for event in by_rules(answer) if event["type"] == "Error"]


class TestElsewhere:
    """Services that a desk has not, but another one had."""

    @pytest.mark.parametrize("field", sorted(ELSEWHERE))
    def test_a_firing_leaves_an_error(self, desk: Desk, field: str) -> None:
        trigger = add(desk.admin, "T", None, (field, ELSEWHERE[field]), ("current_tags", "after"))
        made = create(desk.agent)
        (event,) = (each for each in by_rules(made) if each["type"] == "Error")
        assert event["message"] == WORDS[field]
        assert event["via"]["source"]["from"]["id"] == trigger
        assert made["ticket"]["tags"] == ["after"]

    def test_of_an_automation(self, desk: Desk) -> None:
        make(desk.admin, actions=[{"field": "tweet_requester", "value": "Still there?"}])
        ticket_id = created_id(desk.agent, status="open")
        desk.do_chores()
        runs_until(desk, 26)
        (audit,) = changes_by_rules(desk, ticket_id)
        told = [(event["type"], event["message"]) for event in audit["events"]]
        assert told == [("Error", WORDS["tweet_requester"])]

    def test_of_a_macro_nothing_is_stored(self, desk: Desk) -> None:
        value = ELSEWHERE["side_conversation"]
        actions = [
            {"field": "side_conversation", "value": value},
            {"field": "type", "value": "task"},
        ]
        body = {"macro": {"title": "Ask", "actions": actions}}
        macro = desk.admin.post("/macros", body).json["macro"]
        ticket_id = created_id(desk.agent)
        before = desk.snapshot()
        answer = desk.agent.get(f"/tickets/{ticket_id}/macros/{macro['id']}/apply")
        assert answer.json["result"]["ticket"]["type"] == "task"
        assert desk.snapshot() == before

    def test_sharing_is_refused(self, desk: Desk) -> None:
        """There is nobody to share with, so an agreement that a rule names is gone."""
        body = {
            "title": "Share",
            "conditions": all_of("status is new"),
            "actions": [{"field": "share_ticket", "value": "7"}],
        }
        answer = desk.admin.post("/triggers", {"trigger": body})
        assert answer.status == 422
        details = answer.json["details"]["base"][0]["description"]
        assert details == "Sharing agreement 7 was deleted and cannot be used"

    def test_every_action_is_done_or_told(self) -> None:
        names = {field.name for field in ActionTable().fields}
        assert names - EFFECTS.keys() == SPOKEN | {"share_ticket"}


class TestTemplates:
    """Templates that pass the limits are printed as they were written."""

    def test_a_mail(self, desk: Desk) -> None:
        add(desk.admin, "T1", None, ("notification_user", ["requester_id", "Hello", BOMB]))
        add(desk.admin, "T2", None, ("priority", "high"))
        made = create(desk.agent, subject=LARGE, requester_id=desk.cast.emma)
        assert errors(made) == [f"The mail {TOO_MUCH}"]
        assert made["ticket"]["priority"] == "high"
        (mail,) = queued(desk)
        assert (mail.subject, mail.body_text) == ("Hello", BOMB)
        audits = desk.agent.get(f"/tickets/{made['ticket']['id']}/audits").json["audits"]
        ids = [event["id"] for event in audits[0]["events"]]
        assert len(set(ids)) == len(ids)
        assert audits[0]["events"][-1]["type"] == "Error"

    def test_one_error_for_many_recipients(self, desk: Desk) -> None:
        add(desk.admin, "T", None, ("notification_user", ["all_agents", BOMB, BOMB]))
        assert errors(create(desk.agent, subject=LARGE)) == [f"The mail {TOO_MUCH}"]

    def test_it_is_tried_once_however_many_read_it(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever reads another language or has another time zone gets words of their own."""
        zones = {desk.cast.agent: "Berlin", desk.cast.bob: "Tokyo", desk.cast.admin: "Hawaii"}
        for user_id, zone in zones.items():
            body = {"user": {"time_zone": zone}}
            assert desk.admin.put(f"/users/{user_id}", body).status == 200
        tried: list[Budget] = []
        take_part = Budget.part

        @contextmanager
        def counted(whole: Budget) -> Iterator[Budget]:
            with take_part(whole) as part:
                tried.append(part)
                yield part

        monkeypatch.setattr(Budget, "part", counted)
        add(desk.admin, "T", None, ("notification_user", ["all_agents", "Hello", BOMB]))
        made = create(desk.agent, subject=LARGE)
        assert errors(made) == [f"The mail {TOO_MUCH}"]
        assert len(queued(desk)) >= len(zones)
        assert sum(budget.left < 0 for budget in tried) == 1

    @pytest.mark.parametrize("body", [BOMB, [["text", BOMB], ["id", "{{ticket.id}}"]]])
    def test_a_message(self, desk: Desk, body: Any) -> None:
        format_ = "json" if isinstance(body, str) else "form_encoded"
        add(desk.admin, "T", None, ("notification_webhook", [webhook_of(desk, format_), body]))
        made = create(desk.agent, subject=LARGE)
        assert errors(made) == [f"The message {TOO_MUCH}"]
        (delivery,) = queued(desk)
        sent = msgspec.json.decode(delivery.payload)["message"]
        if isinstance(body, str):
            assert sent == BOMB
        else:
            assert sent == [["text", BOMB], ["id", str(made["ticket"]["id"])]]

    def test_a_reply(self, desk: Desk) -> None:
        add(desk.admin, "T", None, ("reply_public", BOMB), ("current_tags", "after"))
        made = create(desk.agent, subject=LARGE)
        assert errors(made) == [f"The reply {TOO_MUCH}"]
        assert made["ticket"]["tags"] == ["after"]
        assert comments(desk, made["ticket"]["id"])[1]["body"] == BOMB

    def test_of_an_automation(self, desk: Desk) -> None:
        mail = ["assignee_id", BOMB, "Look"]
        make(desk.admin, actions=[{"field": "notification_user", "value": mail}])
        ticket_id = created_id(
            desk.agent, subject=LARGE, status="open", assignee_id=desk.cast.agent
        )
        desk.do_chores()
        runs_until(desk, 26)
        (audit,) = changes_by_rules(desk, ticket_id)
        assert [event["type"] for event in audit["events"]] == ["Notification", "Error"]
