"""Service levels on tickets: audits, breaches in time, deletion, merging, jobs, explanations."""

from typing import Any

import pytest
from sqlalchemy import func, select

from ombud.tables import ticket_metric_events, ticket_metrics, tickets
from tests.desk import Desk
from tests.families.policy_making import add_group_policy, add_policy, target
from tests.families.ticket_making import change, create, created_id

FIRST = target("first_reply_time", 60)


def customers_ticket(desk: Desk, **fields: Any) -> int:
    """A normal ticket that Emma wrote herself."""
    emma = desk.cast.emma
    wanted = {"priority": "normal", "requester_id": emma, "submitter_id": emma, **fields}
    return created_id(desk.agent, **wanted)


def told(desk: Desk, ticket_id: int, metric: str = "reply_time") -> list[str]:
    """`type time` of the events of a metric, those that were taken back marked with a minus."""
    ticket = desk.admin.get(f"/tickets/{ticket_id}", include="metric_events").json["ticket"]
    return [
        f"{'-' if event['deleted'] else ''}{event['type']} {event['time'][11:16]}"
        for event in ticket["metric_events"][metric]
        if event["type"] != "measure"
    ]


def standing(desk: Desk, ticket_id: int) -> Any:
    return desk.agent.get(f"/tickets/{ticket_id}/slas/policy_metrics").json["policy_metrics"]


def due_at(desk: Desk, ticket_id: int) -> tuple[int | None, int | None]:
    """When the runner has to look again, and the next breach as rules see it."""
    with desk.account.transaction(writes=False) as db:
        looks = select(ticket_metrics.c.sla_due_at).where(ticket_metrics.c.ticket_id == ticket_id)
        shows = select(tickets.c.sla_next_breach_at).where(tickets.c.id == ticket_id)
        return db.value(looks), db.value(shows)


class TestAudit:
    def test_targets_are_told_of_in_the_audit_of_the_update(self, desk: Desk) -> None:
        policy = add_policy(desk, FIRST, target("first_reply_time", 30, "high"))
        ticket_id = customers_ticket(desk)
        answer = change(desk.agent, ticket_id, priority="high")
        found = [event for event in answer["audit"]["events"] if event.get("via", {}).get("source")]
        assert [(event["field_name"], event["value"]) for event in found] == [
            ("first_reply_time", {"minutes": 30, "in_business_hours": False})
        ]
        (event,) = found
        assert event["type"] == "Change"
        assert event["previous_value"] == {"minutes": 60, "in_business_hours": False}
        source = event["via"]["source"]
        assert source["rel"] == "sla_target_change"
        assert source["from"]["id"] == policy["id"]

    def test_the_policy_by_its_title(self, desk: Desk) -> None:
        add_policy(desk, FIRST)
        ticket_id = customers_ticket(desk)
        (audit,) = desk.agent.get(f"/tickets/{ticket_id}/audits").json["audits"]
        changes = {e["field_name"]: e for e in audit["events"] if e["type"] == "Change"}
        assert changes["sla_policy"]["value"] == "Quick"
        assert changes["sla_policy"]["previous_value"] is None
        taken = change(desk.agent, ticket_id, priority=None)
        changes = {e["field_name"]: e for e in taken["audit"]["events"]}
        assert changes["sla_policy"]["value"] is None
        assert changes["first_reply_time"]["value"] is None

    def test_same_target_no_event(self, desk: Desk) -> None:
        add_policy(desk, FIRST)
        ticket_id = customers_ticket(desk)
        answer = change(desk.agent, ticket_id, subject="Another lamp")
        assert [event["type"] for event in answer["audit"]["events"]] == ["Change"]


class TestMatching:
    def test_the_first_that_fits(self, desk: Desk) -> None:
        billing = {"all": [{"field": "group_id", "operator": "is", "value": desk.cast.billing}]}
        add_policy(desk, FIRST, title="Billing", filter=billing)
        add_policy(desk, target("first_reply_time", 120), title="Others")
        ticket_id = customers_ticket(desk)
        assert standing(desk, ticket_id)[0]["breach_at"] == "2026-03-02T11:00:00Z"
        change(desk.agent, ticket_id, group_id=desk.cast.billing)
        assert standing(desk, ticket_id)[0]["breach_at"] == "2026-03-02T10:00:00Z"

    def test_by_what_surrounds_the_ticket(self, desk: Desk) -> None:
        customer = {"field": "requester_role", "operator": "is", "value": "0"}
        acme = {"field": "organization_id", "operator": "is", "value": desk.cast.acme}
        add_policy(desk, FIRST, filter={"all": [customer, acme], "any": []})
        assert len(standing(desk, customers_ticket(desk))) == 1
        assert standing(desk, customers_ticket(desk, organization_id=None)) == []
        zoe = desk.cast.zoe
        assert standing(desk, customers_ticket(desk, requester_id=zoe, submitter_id=zoe)) == []

    def test_an_edited_policy_acts_at_the_next_update(self, desk: Desk) -> None:
        policy = add_policy(desk, FIRST)
        ticket_id = customers_ticket(desk)
        body = {"sla_policy": {"policy_metrics": [target("first_reply_time", 90)]}}
        desk.admin.put(f"/slas/policies/{policy['id']}", body)
        assert standing(desk, ticket_id)[0]["breach_at"] == "2026-03-02T10:00:00Z"
        change(desk.agent, ticket_id, subject="Lamp")
        assert standing(desk, ticket_id)[0]["breach_at"] == "2026-03-02T10:30:00Z"
        desk.admin.delete(f"/slas/policies/{policy['id']}")
        assert len(standing(desk, ticket_id)) == 1
        change(desk.agent, ticket_id, subject="Bulb")
        assert standing(desk, ticket_id) == []

    def test_a_filter_that_has_become_invalid_fits_nothing(self, desk: Desk) -> None:
        field = {"type": "tagger", "title": "Plan"}
        options = [{"name": "Gold", "value": "gold"}]
        made = desk.admin.post(
            "/ticket_fields", {"ticket_field": {**field, "custom_field_options": options}}
        ).json["ticket_field"]
        option = str(made["custom_field_options"][0]["id"])
        name = f"ticket_fields_{made['id']}"
        condition = {"field": name, "operator": "includes", "value": [option]}
        add_policy(desk, FIRST, filter={"all": [condition], "any": []})
        gold = [{"id": made["id"], "value": "gold"}]
        assert len(standing(desk, customers_ticket(desk, custom_fields=gold))) == 1
        assert desk.admin.delete(f"/ticket_fields/{made['id']}").status == 204
        assert standing(desk, customers_ticket(desk)) == []

    def test_groups_have_policies_of_their_own(self, desk: Desk) -> None:
        policy = add_group_policy(desk, desk.cast.billing, 30)
        ticket_id = customers_ticket(desk, group_id=desk.cast.billing)
        (found,) = standing(desk, ticket_id)
        assert (found["metric"], found["minutes"]) == ("group_ownership_time", 30)
        ticket = desk.admin.get(f"/tickets/{ticket_id}", include="metric_events").json["ticket"]
        applied = ticket["metric_events"]["group_ownership_time"][-1]
        assert applied["type"] == "apply_group_sla"
        assert applied["group_sla"] == {
            "target": 30,
            "business_hours": False,
            "policy": {"id": policy["id"], "title": "Own it", "description": ""},
        }

    def test_imported_tickets_are_not_measured(self, desk: Desk) -> None:
        add_policy(desk, FIRST)
        body = {"ticket": {"subject": "Old", "comments": [{"value": "Hi"}], "priority": "normal"}}
        made = desk.admin.post("/imports/tickets", body).json["ticket"]
        change(desk.agent, made["id"], subject="Older")
        assert standing(desk, made["id"]) == []
        ticket = desk.agent.get(f"/tickets/{made['id']}", include="metric_events").json["ticket"]
        assert set(map(len, ticket["metric_events"].values())) == {0}


class TestBreaches:
    def test_told_in_time(self, desk: Desk) -> None:
        add_policy(desk, FIRST)
        ticket_id = customers_ticket(desk)
        assert due_at(desk, ticket_id) == (desk.clock.time + 3600, desk.clock.time + 3600)
        desk.clock.forward(minutes=60)
        # An answer within this second would still be in time.
        desk.do_chores()
        assert "breach 10:00" not in told(desk, ticket_id)
        desk.clock.forward(seconds=1)
        before = desk.admin.get(f"/tickets/{ticket_id}").json["ticket"]
        desk.do_chores()
        desk.do_chores()
        assert told(desk, ticket_id) == ["activate 09:00", "apply_sla 09:00", "breach 10:00"]
        # The ticket itself was not changed, and rules still see when it was missed.
        assert desk.admin.get(f"/tickets/{ticket_id}").json["ticket"] == before
        assert due_at(desk, ticket_id) == (None, desk.clock.time - 1)

    def test_several_targets_of_one_ticket(self, desk: Desk) -> None:
        add_policy(desk, FIRST, target("requester_wait_time", 120))
        ticket_id = customers_ticket(desk)
        desk.clock.forward(hours=3)
        desk.do_chores()
        assert told(desk, ticket_id)[-1] == "breach 10:00"
        assert told(desk, ticket_id, "requester_wait_time")[-1] == "breach 11:00"

    def test_a_ticket_that_was_answered_first(self, desk: Desk) -> None:
        add_policy(desk, FIRST)
        ticket_id = customers_ticket(desk)
        desk.clock.forward(minutes=60)
        change(desk.agent, ticket_id, comment={"body": "Hello"})
        desk.clock.forward(days=1)
        desk.do_chores()
        assert "breach 10:00" not in told(desk, ticket_id)

    def test_one_that_fails_does_not_keep_others_waiting(self, desk: Desk) -> None:
        add_policy(desk, FIRST)
        broken, sound = customers_ticket(desk), customers_ticket(desk)
        with desk.account.transaction(writes=True) as db:
            db.update(ticket_metrics, broken, {"sla_state": "no clocks"}, by="ticket_id")
        desk.clock.forward(hours=2)
        desk.do_chores()
        assert "breach 10:00" in told(desk, sound)

    def test_taken_back_when_the_target_is_raised(self, desk: Desk) -> None:
        add_policy(desk, FIRST, target("first_reply_time", 240, "low"))
        ticket_id = customers_ticket(desk)
        desk.clock.forward(hours=2)
        desk.do_chores()
        change(desk.agent, ticket_id, priority="low")
        assert told(desk, ticket_id)[-2:] == ["-breach 10:00", "apply_sla 11:00"]
        desk.clock.forward(hours=3)
        desk.do_chores()
        assert told(desk, ticket_id)[-1] == "breach 13:00"


class TestWays:
    """However a ticket is changed, its service levels follow."""

    def test_jobs(self, desk: Desk) -> None:
        add_policy(desk, FIRST)
        ticket_id = customers_ticket(desk)
        body = {"ticket": {"comment": {"body": "Hello"}}}
        desk.job(desk.agent.put("/tickets/update_many", body, ids=str(ticket_id)))
        assert standing(desk, ticket_id)[0]["stage"] == "achieved"

    def test_merging(self, desk: Desk) -> None:
        add_policy(desk, FIRST)
        goal, source = customers_ticket(desk), customers_ticket(desk)
        body = {"ids": [source], "source_comment_is_public": False}
        job = desk.job(desk.agent.post(f"/tickets/{goal}/merge", body))
        assert job["status"] == "completed"
        assert standing(desk, source)[0]["stage"] == "achieved"
        assert standing(desk, goal)[0]["stage"] == "active"

    def test_a_customer_at_the_portal(self, desk: Desk) -> None:
        add_policy(desk, FIRST, target("next_reply_time", 30))
        ticket_id = customers_ticket(desk)
        change(desk.agent, ticket_id, comment={"body": "Hello"})
        desk.clock.forward(minutes=5)
        body = {"request": {"comment": {"body": "Still dark"}}}
        assert desk.emma.put(f"/requests/{ticket_id}", body).status == 200
        found = {one["metric"]: one for one in standing(desk, ticket_id)}
        assert found["next_reply_time"]["breach_at"] == "2026-03-02T09:35:00Z"

    def test_incidents_of_a_solved_problem(self, desk: Desk) -> None:
        add_policy(desk, target("total_resolution_time", 60))
        problem = customers_ticket(desk, type="problem")
        incident = customers_ticket(desk, type="incident", problem_id=problem)
        desk.clock.forward(minutes=10)
        solution = {"status": "solved", "assignee_id": desk.cast.agent}
        change(desk.agent, problem, comment={"body": "Fixed"}, **solution)
        assert standing(desk, incident)[0]["stage"] == "achieved"


class TestDeletion:
    def test_clocks_stand_still_until_it_is_restored(self, desk: Desk) -> None:
        add_policy(desk, FIRST)
        ticket_id = customers_ticket(desk)
        desk.clock.forward(minutes=20)
        desk.admin.delete(f"/tickets/{ticket_id}")
        assert due_at(desk, ticket_id) == (None, None)
        desk.clock.forward(hours=5)
        desk.do_chores()
        assert desk.admin.put(f"/deleted_tickets/{ticket_id}/restore").status == 200
        assert told(desk, ticket_id) == ["activate 09:00", "apply_sla 09:00"]
        # Forty minutes were left.
        assert standing(desk, ticket_id)[0]["breach_at"] == "2026-03-02T15:00:00Z"
        assert due_at(desk, ticket_id)[0] == desk.clock.time + 40 * 60

    def test_what_was_missed_before_is_told(self, desk: Desk) -> None:
        add_policy(desk, FIRST)
        ticket_id = customers_ticket(desk)
        desk.clock.forward(hours=2)
        desk.admin.delete(f"/tickets/{ticket_id}")
        desk.admin.put(f"/deleted_tickets/{ticket_id}/restore")
        assert told(desk, ticket_id)[-1] == "breach 10:00"


class TestSideLoads:
    def test_lists_take_as_many_statements_as_one(self, desk: Desk) -> None:
        add_policy(desk, FIRST)
        ids = [customers_ticket(desk) for _ in range(3)]
        shown = desk.agent.get("/tickets", include="slas,metric_events").json["tickets"]
        assert [ticket["id"] for ticket in shown] == ids
        for ticket in shown:
            (entry,) = ticket["slas"]["policy_metrics"]
            assert entry == {
                "breach_at": "2026-03-02T10:00:00Z",
                "stage": "active",
                "metric": "first_reply_time",
                "hours": 1,
            }
            assert len(ticket["metric_events"]) == 7

    def test_who_may_see_the_list_of_one_ticket(self, desk: Desk) -> None:
        ticket_id = customers_ticket(desk, group_id=desk.cast.support)
        path = f"/tickets/{ticket_id}/slas/policy_metrics"
        assert desk.agent.get(path).json == {"policy_metrics": []}
        assert desk.bob.get(path).status == 403
        assert desk.emma.get(path).status == 403
        assert desk.agent.get("/tickets/99/slas/policy_metrics").status == 404


class TestNothingForNothing:
    def test_a_new_ticket_tells_in_one_row(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.emma)
        with desk.account.transaction(writes=False) as db:
            assert db.value(select(func.count()).select_from(ticket_metric_events)) == 1


@pytest.mark.parametrize("status", ["new", "open", "solved"])
def test_created_in_any_status(desk: Desk, status: str) -> None:
    add_policy(desk, target("requester_wait_time", 60))
    ticket_id = customers_ticket(desk, status=status, assignee_id=desk.cast.agent)
    (found,) = standing(desk, ticket_id) or [{"stage": "achieved"}]
    assert found["stage"] == ("achieved" if status == "solved" else "active")


def test_a_whole_life_on_both_databases(any_desk: Desk) -> None:
    desk = any_desk
    schedule = {"schedule": {"name": "Office", "time_zone": "Europe/London"}}
    schedule_id = desk.admin.post("/business_hours/schedules", schedule).json["schedule"]["id"]
    feast = {"holiday": {"name": "Feast", "start_date": "2026-03-03", "end_date": "2026-03-03"}}
    path = f"/business_hours/schedules/{schedule_id}/holidays"
    assert desk.admin.post(path, feast).status == 201
    first = add_policy(desk, target("first_reply_time", 600, business_hours=True), title="Slow")
    add_policy(desk, FIRST, title="Quick", position=1)
    add_group_policy(desk, desk.cast.support, 30)
    assert desk.admin.put("/slas/policies/reorder", {"sla_policy_ids": [first["id"]]}).status == 200
    ticket_id = customers_ticket(desk, group_id=desk.cast.support)
    found = {one["metric"]: one["breach_at"] for one in standing(desk, ticket_id)}
    # Eight hours today and, as tomorrow is a holiday, two the day after.
    assert found["first_reply_time"] == "2026-03-04T11:00:00Z"
    assert found["group_ownership_time"] == "2026-03-02T09:30:00Z"
    desk.clock.forward(hours=1)
    desk.do_chores()
    assert told(desk, ticket_id, "group_ownership_time")[-1] == "breach 09:30"
    change(desk.agent, ticket_id, group_id=desk.cast.billing)
    desk.admin.delete(f"/tickets/{ticket_id}")
    desk.clock.forward(hours=1)
    assert desk.admin.put(f"/deleted_tickets/{ticket_id}/restore").status == 200
    change(desk.agent, ticket_id, comment={"body": "Hello"})
    desk.clock.forward(minutes=2)
    export = desk.admin.get("/incremental/ticket_metric_events", start_time=1).json
    types = [event["type"] for event in export["ticket_metric_events"]]
    assert types.count("measure") == 7
    assert types.count("breach") == 1
    assert export["count"] == len(types)
