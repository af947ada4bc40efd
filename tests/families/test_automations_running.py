"""The hourly run: when it comes, which tickets it takes, and what it does to them."""

import multiprocessing
import signal
import time
from pathlib import Path

import pytest

from ombud.app import build_app
from ombud.background import build_chores
from ombud.config import Config
from ombud.tables import automation_matches, ticket_metrics, tickets
from ombud.values.times import iso, parse_iso
from tests.desk import Clock, Desk
from tests.families.automation_making import (
    CLOSE,
    STANDARD,
    changes_by_rules,
    condition,
    make,
    runs_until,
)
from tests.families.ticket_making import change, created_id

MANY = 60


def status_of(desk: Desk, ticket_id: int) -> str:
    return str(desk.admin.get(f"/tickets/{ticket_id}").json["ticket"]["status"])


def tags_of(desk: Desk, ticket_id: int) -> list[str]:
    return list(desk.admin.get(f"/tickets/{ticket_id}").json["ticket"]["tags"])


class TestClosing:
    def test_after_four_days_at_the_right_run(self, any_desk: Desk) -> None:
        """Solved at 09:15: the run of 09:00 sees 95 hours and 45 minutes."""
        desk = any_desk
        desk.do_chores()
        ticket_id = created_id(desk.agent, assignee_id=desk.cast.agent)
        desk.clock.forward(minutes=15)
        change(desk.agent, ticket_id, status="solved")
        desk.clock.forward(minutes=45)
        desk.do_chores()
        runs_until(desk, 95)
        assert desk.clock.now() % 86_400 == 9 * 3600
        assert status_of(desk, ticket_id) == "solved"
        runs_until(desk, 1)
        assert status_of(desk, ticket_id) == "closed"
        (audit,) = changes_by_rules(desk, ticket_id)
        assert (audit["author_id"], audit["created_at"]) == (-1, "2026-03-06T10:00:00Z")
        automation = desk.admin.get("/automations").json["automations"][0]
        source = {
            "from": {"id": automation["id"], "title": STANDARD, "deleted": False},
            "to": {},
            "rel": "automation",
        }
        assert audit["via"] == {"channel": "rule", "source": source}
        found = [(each["field_name"], each["value"]) for each in audit["events"]]
        assert found == [("status", "closed")]
        assert audit["events"][0]["via"] == audit["via"]
        usage = desk.admin.get("/automations", include="usage_1h").json["automations"][0]
        assert usage["usage_1h"] == 1

    def test_not_when_it_is_off(self, desk: Desk) -> None:
        first = desk.agent.get("/automations").json["automations"][0]["id"]
        desk.admin.put(f"/automations/{first}", {"automation": {"active": False}})
        ticket_id = created_id(desk.agent, assignee_id=desk.cast.agent, status="solved")
        runs_until(desk, 98)
        assert status_of(desk, ticket_id) == "solved"


class TestHours:
    def test_only_once_an_hour(self, desk: Desk) -> None:
        every = [condition("OPEN", "less_than", 48)]
        actions = [{"field": "status", "value": "pending"}]
        make(desk.admin, conditions={"all": every}, actions=actions)
        desk.do_chores()
        ticket_id = created_id(desk.agent, status="open")
        assert desk.do_chores() == 0
        desk.clock.forward(minutes=59)
        assert desk.do_chores() == 0
        assert status_of(desk, ticket_id) == "open"
        desk.clock.forward(minutes=1)
        assert desk.do_chores() > 0
        assert status_of(desk, ticket_id) == "pending"

    def test_a_whole_hour_matches_once(self, desk: Desk) -> None:
        make(desk.admin)
        desk.do_chores()
        desk.clock.forward(minutes=30)
        ticket_id = created_id(desk.agent, status="open")
        desk.clock.forward(minutes=30)
        desk.do_chores()
        runs_until(desk, 23)
        assert tags_of(desk, ticket_id) == []
        runs_until(desk, 1)
        assert tags_of(desk, ticket_id) == ["late"]
        runs_until(desk, 5)
        assert len(changes_by_rules(desk, ticket_id)) == 1

    def test_hours_without_a_runner_are_not_made_up_for(self, desk: Desk) -> None:
        make(desk.admin)
        ticket_id = created_id(desk.agent, status="open")
        runs_until(desk, 3)
        desk.clock.forward(hours=30)
        desk.do_chores()
        assert tags_of(desk, ticket_id) == []
        closing = make(
            desk.admin, conditions={"all": [condition("OPEN", "greater_than", 24)]}, actions=CLOSE
        )
        assert closing["active"]
        runs_until(desk, 1)
        assert status_of(desk, ticket_id) == "closed"


class TestVectors:
    """R8 and R9. Runs are on the hour here, so what counts is how long before one it begins."""

    def test_r8_longer_than_four_days(self, desk: Desk) -> None:
        desk.clock.time = parse_iso("2026-08-20T09:15:00")
        desk.do_chores()
        ticket_id = created_id(desk.agent, assignee_id=desk.cast.agent, status="solved")
        desk.clock.time = parse_iso("2026-08-20T09:11:00")
        runs_until(desk, 96)
        assert iso(desk.clock.now()) == "2026-08-24T09:11:00Z"
        assert status_of(desk, ticket_id) == "solved"
        runs_until(desk, 1)
        (audit,) = changes_by_rules(desk, ticket_id)
        assert (status_of(desk, ticket_id), audit["created_at"]) == (
            "closed",
            iso(desk.clock.now()),
        )

    @pytest.mark.parametrize(("before", "run"), [(0, "03T10:00:00Z"), (25, "03T11:00:00Z")])
    def test_r9_a_whole_day_is_one_run(self, desk: Desk, before: int, run: str) -> None:
        """24 h 00 min and 24 h 35 min after: one run each, neither before nor after it."""
        desk.clock.time = parse_iso("2026-03-02T10:00:00")
        make(desk.admin, conditions={"all": [condition("PENDING", "is", 24)]})
        desk.do_chores()
        desk.clock.forward(minutes=before)
        ticket_id = created_id(desk.agent, status="pending")
        desk.clock.time = parse_iso("2026-03-02T10:00:00")
        runs_until(desk, 48)
        (audit,) = changes_by_rules(desk, ticket_id)
        assert audit["created_at"] == f"2026-03-{run}"


class TestTickets:
    def test_one_automation_after_the_other(self, desk: Desk) -> None:
        every = [condition("NEW", "is", 1)]
        tagged = [*every, condition("status", "is", "open")]
        tagged.append(condition("current_tags", "includes", "late"))
        make(desk.admin, title="Last", conditions={"all": tagged}, actions=CLOSE)
        opened = [*every, condition("status", "is", "open")]
        first = make(desk.admin, title="First", conditions={"all": opened}, position=1)
        assert first["position"] == 1
        ticket_id = created_id(desk.agent, status="open")
        runs_until(desk, 1)
        audits = changes_by_rules(desk, ticket_id)
        found = [audit["via"]["source"]["from"]["title"] for audit in audits]
        assert found == ["First", "Last"]
        assert status_of(desk, ticket_id) == "closed"

    def test_not_closed_and_not_deleted(self, desk: Desk) -> None:
        every = [condition("NEW", "is", 1), condition("requester_id", "is_not", "")]
        make(desk.admin, conditions={"all": every})
        closed = created_id(desk.agent, status="closed", assignee_id=desk.cast.agent)
        gone = created_id(desk.agent)
        kept = created_id(desk.agent)
        desk.admin.delete(f"/tickets/{gone}")
        runs_until(desk, 1)
        assert (tags_of(desk, closed), tags_of(desk, kept)) == ([], ["late"])
        assert desk.admin.put(f"/deleted_tickets/{gone}/restore").status == 200
        assert tags_of(desk, gone) == []

    def test_a_thousand_an_hour_the_oldest_first(self, desk: Desk) -> None:
        make(desk.admin, conditions={"all": [condition("OPEN", "greater_than", 1)]}, actions=CLOSE)
        created_id(desk.agent, status="open")
        with desk.account.transaction(writes=True) as db:
            (row,) = db.rows(tickets.select())
            (metrics,) = db.rows(ticket_metrics.select())
            ids = db.new_ids(1000, "tickets")
            db.insert_all(tickets, [{**row._mapping, "id": id_} for id_ in ids])
            more = zip(ids, db.new_ids(1000), strict=True)
            rows = [{**metrics._mapping, "ticket_id": a, "id": b} for a, b in more]
            db.insert_all(ticket_metrics, rows)
        desk.do_chores()
        desk.clock.forward(hours=2)
        desk.do_chores()
        with desk.account.transaction(writes=False) as db:
            open_ones = db.values(tickets.select().where(tickets.c.status == "open"))
        assert open_ones == [ids[-1]]
        runs_until(desk, 1)
        assert status_of(desk, ids[-1]) == "closed"

    def test_changed_before_its_turn(self, desk: Desk) -> None:
        """What was found and is different by the time it would be changed is left alone."""
        make(desk.admin)
        ticket_id = created_id(desk.agent, status="open")
        desk.do_chores()
        desk.clock.forward(hours=24)
        chores = build_chores(desk.account, desk.app.config, desk.clock)
        for chore in list(chores._chores):
            if chore.name.endswith("change tickets"):
                change(desk.agent, ticket_id, status="pending")
            with desk.account.transaction(writes=False) as db:
                due = chore.find(db, desk.clock.now())
            for item in due:
                chores._do(chore, item)
        desk.do_chores()
        assert tags_of(desk, ticket_id) == []

    def test_one_that_names_what_is_gone_does_not_hold_up_the_rest(self, desk: Desk) -> None:
        group = desk.admin.post("/groups", {"group": {"name": "Short"}}).json["group"]
        actions = [{"field": "group_id", "value": str(group["id"])}]
        make(desk.admin, actions=[*actions, {"field": "priority", "value": "low"}])
        make(desk.admin)
        desk.admin.delete(f"/groups/{group['id']}")
        ticket_id = created_id(desk.agent, status="open")
        desk.do_chores()
        runs_until(desk, 24)
        assert tags_of(desk, ticket_id) == ["late"]

    def test_mails(self, desk: Desk) -> None:
        mail = ["requester_id", "Still there?", "Dear {{ticket.requester.first_name}}"]
        actions = [{"field": "notification_user", "value": mail}]
        every = [condition("PENDING", "is", 2)]
        make(desk.admin, conditions={"all": every}, actions=actions)
        ticket_id = created_id(desk.agent, status="pending", requester_id=desk.cast.emma)
        desk.do_chores()
        runs_until(desk, 4)
        (audit,) = changes_by_rules(desk, ticket_id)
        (event,) = audit["events"]
        assert (event["type"], event["recipients"]) == ("Notification", [desk.cast.emma])
        assert event["subject"] == "Still there?"

    def test_triggers_follow(self, desk: Desk) -> None:
        """They see a change by nobody, through the channel of rules."""
        every = [
            condition("update_type", "is", "Change"),
            condition("current_via_id", "is", "8"),
            condition("current_tags", "includes", "late"),
        ]
        body = {
            "title": "Hurry",
            "conditions": {"all": every},
            "actions": [{"field": "priority", "value": "urgent"}],
        }
        made = desk.admin.post("/triggers", {"trigger": body})
        assert made.status == 201, made.text
        make(desk.admin)
        ticket_id = created_id(desk.agent, status="open")
        desk.do_chores()
        runs_until(desk, 24)
        (audit,) = changes_by_rules(desk, ticket_id)
        found = [(each["field_name"], each["via"]["source"]["rel"]) for each in audit["events"]]
        assert found == [("tags", "automation"), ("priority", "trigger")]

    def test_business_hours(self, desk: Desk) -> None:
        body = {"schedule": {"name": "Days", "time_zone": "UTC"}}
        assert desk.admin.post("/business_hours/schedules", body).status == 201
        every = [condition("OPEN", "is_business_hours", 2)]
        make(desk.admin, conditions={"all": every})
        desk.clock.forward(hours=7)
        ticket_id = created_id(desk.agent, status="open")
        desk.do_chores()
        runs_until(desk, 16)
        assert tags_of(desk, ticket_id) == []
        runs_until(desk, 2)
        assert tags_of(desk, ticket_id) == ["late"]


def work(folder: Path, now: int) -> None:
    """A runner of its own, in a process that can be killed."""
    config = Config(data=folder)
    app = build_app(config, Clock(now))
    build_chores(app.directory.find("northwind"), config, Clock(now)).do_due()


class TestRunners:
    @pytest.mark.parametrize("end", ["killed", "shared"])
    def test_share_a_run_and_may_die(self, desk: Desk, end: str) -> None:
        """Every ticket is changed once, whoever of two does it and wherever one is killed."""
        make(desk.admin, conditions={"all": [condition("OPEN", "is", 1)]})
        ids = [created_id(desk.agent, status="open") for _ in range(MANY)]
        desk.clock.forward(hours=1)
        killed = end == "killed"
        spawn = multiprocessing.get_context("spawn")
        folder = desk.app.config.data
        workers = [
            spawn.Process(target=work, args=(folder, desk.clock.now()))
            for _ in range(1 if killed else 2)
        ]
        for worker in workers:
            worker.start()
        if killed:
            self.wait_for_some(desk)
            workers[0].kill()
        for worker in workers:
            worker.join(60)
        expected = -signal.SIGKILL if killed else 0
        assert [worker.exitcode for worker in workers] == [expected] * len(workers)
        changed = [len(changes_by_rules(desk, ticket_id)) for ticket_id in ids]
        if killed:
            assert 0 < sum(changed) < MANY
        desk.do_chores()
        assert [len(changes_by_rules(desk, ticket_id)) for ticket_id in ids] == [1] * MANY
        found = desk.admin.get("/automations", include="usage_1h").json["automations"]
        assert found[-1]["usage_1h"] == MANY

    def wait_for_some(self, desk: Desk) -> None:
        """Return in the middle of the run."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with desk.account.transaction(writes=False) as db:
                left = len(db.values(automation_matches.select()))
            if 0 < left < MANY - 5:
                return
            time.sleep(0.001)
        pytest.fail("the run did not begin")
