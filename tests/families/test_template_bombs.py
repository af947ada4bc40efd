"""Liquid bombs: refused by whatever would store them, and harmless where only a ticket sets them off."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.desk import Answer, Desk
from tests.families import automation_making, macro_making
from tests.families.test_dynamic_content_items import make as make_item
from tests.families.test_trigger_failures import errors
from tests.families.ticket_making import create
from tests.families.trigger_making import add, all_of, queued, webhook_of
from tests.units.templating.bombs import EVASIVE, HARMLESS, PATIENT, REFUSED

BOMB = REFUSED["nested loops"]
TOO_MUCH = "The template takes too much work"
SHARED = "The reply was not filled in: the templates of one update take too much work."


def trigger(desk: Desk, *values: tuple[str, Any]) -> Answer:
    """The answer to a new trigger that does these things after another."""
    actions = [{"field": "priority", "value": "high"}]
    actions += [{"field": field, "value": value} for field, value in values]
    given = {"title": "Bomb", "conditions": all_of("status is new"), "actions": actions}
    return desk.admin.post("/triggers", {"trigger": given})


def mail(text: str) -> tuple[str, Any]:
    return "notification_user", ["requester_id", "Hello", text]


def automation(desk: Desk) -> Answer:
    actions = [{"field": "notification_user", "value": ["assignee_id", BOMB, "Look"]}]
    return automation_making.attempt(desk.admin, actions=actions)


def macro(desk: Desk) -> Answer:
    actions = [{"field": "comment_value", "value": ["channel:all", BOMB]}]
    return macro_making.attempt(desk.admin, actions=actions)


def pairs(desk: Desk) -> Answer:
    webhook = webhook_of(desk, "form_encoded")
    return trigger(desk, ("notification_webhook", [webhook, [["id", "1"], ["text", BOMB]]]))


def item(desk: Desk) -> Answer:
    variants = [{"locale_id": 1, "content": BOMB, "default": True}]
    body = {"item": {"name": "Bomb", "default_locale_id": 1, "variants": variants}}
    return desk.admin.post("/dynamic_content/items", body)


def target(desk: Desk) -> Answer:
    attributes = {"email": "a@example.com", "subject": BOMB}
    body = {"target": {"type": "email_target", "title": "T", **attributes}}
    return desk.admin.post("/targets", body)


def signature(desk: Desk) -> Answer:
    return desk.admin.put(f"/users/{desk.cast.agent}", {"user": {"signature": BOMB}})


def frame(desk: Desk) -> Answer:
    email = {"text_mail_template": "{{content}}" * 5_000}
    return desk.admin.put("/account/settings", {"settings": {"email": email}})


STORES: tuple[Callable[[Desk], Answer], ...] = (
    automation,
    macro,
    pairs,
    item,
    target,
    signature,
    frame,
)


class TestSaving:
    def test_each_is_refused(self, desk: Desk) -> None:
        before = desk.snapshot()
        for name, bomb in REFUSED.items():
            if "dc." in bomb:
                continue
            answer = trigger(desk, mail("Hello"), mail(bomb))
            assert answer.status == 422, name
            (problem,) = answer.json["details"]["actions"]
            assert (problem["position"], problem["rule"]) == ("actions[2]", "Bomb"), name
            assert problem["description"].startswith("Actions: "), name
            assert 20 < len(repr(problem["value"])) < 150, name
        assert desk.snapshot() == before

    @pytest.mark.parametrize("store", STORES, ids=lambda store: store.__name__)
    def test_by_whatever_stores_it(self, desk: Desk, store: Callable[[Desk], Answer]) -> None:
        answer = store(desk)
        assert answer.status == 422
        ((problem,),) = answer.json["details"].values()
        assert 20 < len(repr(problem["value"])) < 150
        if store is frame:
            assert problem["description"].endswith("has more than 20 placeholders")
        else:
            assert problem["description"].endswith(TOO_MUCH)

    def test_a_change_is_refused_as_well(self, desk: Desk) -> None:
        trigger_id = add(desk.admin, "T", None, mail("Hello"))
        before = desk.snapshot()
        actions = [{"field": "notification_user", "value": mail(BOMB)[1]}]
        answer = desk.admin.put(f"/triggers/{trigger_id}", {"trigger": {"actions": actions}})
        assert answer.status == 422
        assert desk.snapshot() == before

    def test_dynamic_content_counts_where_it_is_named(self, desk: Desk) -> None:
        """It names another a few hundred times, which is no harm as long as it is alone."""
        for name, content in (("C", "words"), ("B", "{{dc.c}}" * 300)):
            variants = [{"locale_id": 1, "content": content, "default": True}]
            make_item(desk, name=name, variants=variants)
        assert trigger(desk, mail("{{dc.b}}" * 100)).status == 201
        answer = trigger(desk, mail("{{dc.b}}" * 200))
        assert answer.json["details"]["actions"][0]["position"] == "actions[1]"

    def test_what_is_harmless_is_stored(self, desk: Desk) -> None:
        for name, template in {**HARMLESS, **PATIENT, **EVASIVE}.items():
            answer = trigger(desk, mail(template))
            assert answer.status == 201, (name, answer.text)


class TestFiring:
    def test_ten_bombs_cost_one_budget(self, desk: Desk) -> None:
        bomb = EVASIVE["loops up to the title"]
        add(desk.admin, "Mail", None, mail("Ticket {{ticket.id}}"))
        for number in range(10):
            add(
                desk.admin, f"Bomb {number}", None, ("reply_internal", bomb), ("current_tags", "on")
            )
        made = create(desk.agent, subject="9000", requester_id=desk.cast.emma)
        told = errors(made)
        assert len(told) == 11
        assert told.count(SHARED) == 7
        assert made["ticket"]["tags"] == ["on"]
        assert [each.kind for each in queued(desk)] == ["email"]

    def test_one_bomb_spares_the_others(self, desk: Desk) -> None:
        add(desk.admin, "Bomb", None, ("reply_internal", EVASIVE["loops up to the title"]))
        add(desk.admin, "Mail", None, mail("Ticket {{ticket.id}}"))
        made = create(desk.agent, subject="9000", requester_id=desk.cast.emma)
        assert len(errors(made)) == 1
        (sent,) = queued(desk)
        assert sent.body_text == f"Ticket {made['ticket']['id']}"
