"""What admins see of deliveries, retries of dead ones, and what is forgotten."""

from typing import Any

import pytest
from sqlalchemy import func, select, update

from ombud.channels.outbox.sending import Outcome
from ombud.families.deliveries import retrying
from ombud.tables import deliveries, delivery_attempts
from tests.channels.posting import Poster, queue, rows
from tests.desk import Desk
from tests.families.trigger_making import add
from tests.peers.http import Answering, HttpPeer

FAILED = Outcome(
    "dead",
    "terminated",
    500,
    problem="500 Internal Server Error",
    request={"headers": [], "payload": "x"},
    response={"payload": "no"},
)


def kill(desk: Desk, count: int = 1, destination: str = "target:1") -> list[int]:
    """Deliveries that have failed for good."""
    ids = queue(desk, count, destination)
    with HttpPeer() as peer:
        peer.answer(Answering(500))
        poster = Poster(peer.port, outcomes={500: FAILED})
        while desk.deliver({"target": poster}):
            pass
    return list(ids)


def listed(desk: Desk, **query: object) -> list[int]:
    answer = desk.admin.get("/deliveries", **query)
    assert answer.status == 200, answer.text
    return [each["id"] for each in answer.json["deliveries"]]


class TestListDeliveries:
    def test_the_newest_first_page_by_page(self, desk: Desk) -> None:
        ids = sorted(queue(desk, 5), reverse=True)
        first = desk.admin.get("/deliveries", **{"page[size]": 3}).json
        assert [each["id"] for each in first["deliveries"]] == ids[:3]
        assert first["meta"]["has_more"] is True
        rest = desk.admin.get(first["links"]["next"]).json
        assert [each["id"] for each in rest["deliveries"]] == ids[3:]

    def test_filters(self, desk: Desk) -> None:
        (dead,) = kill(desk)
        (waiting,) = queue(desk, destination="target:2")
        (mail,) = queue(desk, destination="smtp", kind="email")
        assert listed(desk, **{"filter[state]": "dead"}) == [dead]
        assert listed(desk, **{"filter[kind]": "email"}) == [mail]
        assert listed(desk, **{"filter[destination]": "target:2"}) == [waiting]
        both = {"filter[state]": "queued", "filter[kind]": "target"}
        assert listed(desk, **both) == [waiting]
        assert desk.admin.get("/deliveries", **{"filter[state]": "lost"}).status == 400

    def test_says_no_words_and_who_may_see_it(self, desk: Desk) -> None:
        queue(desk)
        (shown,) = desk.admin.get("/deliveries").json["deliveries"]
        assert shown.keys().isdisjoint({"body_text", "body_html", "payload", "attempts", "rule"})
        assert shown["state"] == "queued"
        assert shown["next_attempt_at"] is not None
        assert desk.agent.get("/deliveries").status == 403
        assert desk.emma.get("/deliveries").status == 403
        assert desk.anonymous.get("/deliveries").status == 401


class TestShowDelivery:
    def test_with_what_it_says_and_its_attempts(self, desk: Desk) -> None:
        (dead,) = kill(desk)
        shown = desk.admin.get(f"/deliveries/{dead}").json["delivery"]
        assert shown["payload"] == {"message": "x"}
        assert (shown["state"], shown["attempts_count"]) == ("dead", 1)
        assert shown["problem"] == "500 Internal Server Error"
        assert shown["next_attempt_at"] is None
        assert shown["url"].endswith(f"/api/v2/deliveries/{dead}.json")
        (attempt,) = shown["attempts"]
        assert (attempt["status"], attempt["status_code"]) == ("terminated", 500)
        assert attempt["request"] == {"headers": [], "payload": "x"}
        assert attempt["response"] == {"payload": "no"}

    def test_of_a_rule(self, desk: Desk) -> None:
        mail = ["requester_id", "About {{ticket.title}}", "It is {{ticket.status}}."]
        add(desk.admin, "Tell", None, ("notification_user", mail))
        ticket = {"subject": "Lamp", "comment": {"body": "Dark"}, "requester_id": desk.cast.emma}
        created = desk.agent.post("/tickets", {"ticket": ticket}).json["ticket"]["id"]
        (made,) = listed(desk)
        shown = desk.admin.get(f"/deliveries/{made}").json["delivery"]
        assert (shown["kind"], shown["destination"]) == ("email", "smtp")
        assert shown["ticket_id"] == created
        assert shown["rule"]["channel"] == "rule"
        assert shown["subject"] == "About Lamp"
        assert shown["body_text"] == "It is New."
        assert "body_text" not in desk.admin.get("/deliveries").json["deliveries"][0]

    def test_refusals(self, desk: Desk) -> None:
        (made,) = queue(desk)
        assert desk.agent.get(f"/deliveries/{made}").status == 403
        assert desk.admin.get("/deliveries/12").status == 404


class TestRetryDelivery:
    def test_a_dead_one_is_sent_like_a_new_one(self, desk: Desk) -> None:
        (dead,) = kill(desk)
        before = rows(desk.account)[dead]
        shown = desk.admin.put(f"/deliveries/{dead}/retry").json["delivery"]
        assert (shown["state"], shown["attempts_count"]) == ("queued", 0)
        assert (shown["problem"], shown["status_code"]) == (None, None)
        assert (shown["completed_at"], len(shown["attempts"])) == (None, 1)
        with HttpPeer() as peer:
            assert desk.deliver({"target": Poster(peer.port)}) == 1
            assert [each.header("X-Key") for each in peer.received] == [before.key]
        assert rows(desk.account)[dead].state == "sent"

    def test_no_other_is(self, desk: Desk) -> None:
        (waiting,) = queue(desk)
        before = desk.snapshot()
        answer = desk.admin.put(f"/deliveries/{waiting}/retry")
        assert answer.status == 422
        assert "queued" in answer.json["details"]["state"][0]["description"]
        assert desk.admin.put("/deliveries/12/retry").status == 404
        assert desk.agent.put(f"/deliveries/{waiting}/retry").status == 403
        assert desk.snapshot() == before


class TestRetryManyDeliveries:
    def test_of_a_list(self, desk: Desk) -> None:
        dead = kill(desk, 2)
        (waiting,) = queue(desk)
        ids = f"{dead[0]},{waiting},12,{dead[1]}"
        job = desk.job(desk.admin.put("/deliveries/retry_many", ids=ids))
        assert [each.get("success", each.get("error")) for each in job["results"]] == [
            True,
            "DeliveryRetryFailed",
            "RecordNotFound",
            True,
        ]
        assert {each.state for each in rows(desk.account).values()} == {"queued"}

    def test_by_filters(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(retrying, "AT_ONCE", 2)
        here, there = kill(desk, 5), kill(desk, 2, "target:2")
        query: dict[str, Any] = {"filter[destination]": "target:1"}
        job = desk.job(desk.admin.put("/deliveries/retry_many", **query))
        assert [each["count"] for each in job["results"]] == [2, 2, 1]
        found = rows(desk.account)
        assert {found[each].state for each in here} == {"queued"}
        assert {found[each].state for each in there} == {"dead"}
        job = desk.job(desk.admin.put("/deliveries/retry_many"))
        assert [each["count"] for each in job["results"]] == [2]
        job = desk.job(desk.admin.put("/deliveries/retry_many"))
        assert (job["status"], job["results"]) == ("completed", [])

    def test_refusals(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert desk.agent.put("/deliveries/retry_many", ids="1").status == 403
        many = ",".join(str(each) for each in range(1, 102))
        assert desk.admin.put("/deliveries/retry_many", ids=many).status == 400
        assert desk.snapshot() == before


class TestForgetting:
    def test_what_was_sent_after_a_week_and_what_is_dead_after_a_month(
        self, any_desk: Desk
    ) -> None:
        (dead,) = kill(any_desk)
        (sent,) = queue(any_desk)
        (dropped,) = queue(any_desk, message="nobody")
        with HttpPeer() as peer:
            assert any_desk.deliver({"target": Poster(peer.port)}) == 2
        (waiting,) = queue(any_desk)
        kept = []
        for days in (7, 1, 22, 1):
            any_desk.clock.forward(days=days)
            any_desk.do_chores()
            kept.append((set(rows(any_desk.account)), attempts(any_desk)))
        assert kept == [
            ({dead, sent, dropped, waiting}, 2),
            ({dead, waiting}, 0),
            ({dead, waiting}, 0),
            ({waiting}, 0),
        ]

    def test_many_at_once(self, desk: Desk) -> None:
        queue(desk, 2500)
        with desk.account.transaction(writes=True) as db:
            db.run(update(deliveries).values(state="sent", completed_at=desk.clock.now()))
        desk.clock.forward(days=8)
        desk.do_chores()
        assert rows(desk.account) == {}


def attempts(desk: Desk) -> int:
    with desk.account.transaction(writes=False) as db:
        return int(db.value(select(func.count()).select_from(delivery_attempts)))


class TestMetrics:
    def test_depth_age_attempts_and_jobs(self, any_desk: Desk) -> None:
        kill(any_desk, 2)
        queue(any_desk, 3, "smtp", kind="email")
        any_desk.clock.forward(seconds=90)
        assert any_desk.admin.put("/deliveries/retry_many", ids="1").status == 200
        asked = any_desk.anonymous.get("//metrics")
        assert asked.headers["content-type"].startswith("text/plain; version=")
        lines = set(asked.text.splitlines())
        assert lines >= {
            'ombud_deliveries{kind="target",state="dead"} 2.0',
            'ombud_deliveries{kind="email",state="queued"} 3.0',
            'ombud_deliveries_oldest_age_seconds{kind="email",state="queued"} 90.0',
            'ombud_delivery_attempts_recent{kind="target",status="terminated"} 2.0',
            'ombud_jobs{status="queued"} 1.0',
        }

    def test_are_not_counted_again_at_every_call(self, desk: Desk) -> None:
        first = desk.anonymous.get("//metrics").text
        queue(desk)
        assert desk.anonymous.get("//metrics").text == first
