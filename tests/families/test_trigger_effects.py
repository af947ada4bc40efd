"""What each kind of action does to a ticket, and what follows from it at once."""

from typing import Any

import pytest

from ombud.tables import (
    explanations,
    organization_field_options,
    organization_fields,
    schedules,
    ticket_forms,
    user_fields,
)
from tests.cast.company import OPENED
from tests.desk import Desk
from tests.families import field_making
from tests.families.ticket_making import change, create, created_id
from tests.families.trigger_making import add, by_rules, fired

TIMES: dict[str, Any] = {"created_at": OPENED, "updated_at": OPENED}


def created_with(desk: Desk, *actions: Any, **fields: Any) -> Any:
    """The answer for a new ticket that one trigger has done these actions to."""
    add(desk.admin, "T", None, *actions)
    return create(desk.agent, **fields)


def statuses(desk: Desk) -> dict[str, int]:
    found = desk.admin.get("/custom_statuses").json["custom_statuses"]
    return {each["status_category"]: each["id"] for each in found}


class TestStatus:
    def test_custom_status_follows(self, desk: Desk) -> None:
        made = created_with(desk, ("status", "pending"))
        assert made["ticket"]["custom_status_id"] == statuses(desk)["pending"]
        assert [each[1] for each in fired(made)] == ["status", "custom_status_id"]

    def test_status_follows_the_custom_status(self, desk: Desk) -> None:
        made = created_with(desk, ("custom_status_id", str(statuses(desk)["hold"])))
        assert made["ticket"]["status"] == "hold"

    def test_never_new_again(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent, status="open")
        add(desk.admin, "T", None, ("status", "new"))
        assert change(desk.agent, ticket_id, status="pending")["ticket"]["status"] == "open"

    def test_solved_without_an_assignee_or_required_fields(self, desk: Desk) -> None:
        field_making.make(desk.admin, "text", required=True)
        made = created_with(desk, ("status", "solved"))["ticket"]
        assert (made["status"], made["assignee_id"]) == ("solved", None)

    def test_closed(self, desk: Desk) -> None:
        made = created_with(desk, ("status", "closed"))["ticket"]
        assert made["status"] == "closed"
        assert desk.agent.put(f"/tickets/{made['id']}", {"ticket": {"type": "task"}}).status == 422


class TestAssignment:
    def test_assignee_brings_group_and_status(self, desk: Desk) -> None:
        made = created_with(desk, ("assignee_id", str(desk.cast.bob)))
        ticket = made["ticket"]
        assert (ticket["group_id"], ticket["status"]) == (desk.cast.billing, "open")
        names = [each[1] for each in fired(made)]
        assert names == ["status", "custom_status_id", "assignee_id", "group_id"]

    def test_the_group_is_kept_where_the_assignee_is_in_it(self, desk: Desk) -> None:
        to_alice = ("assignee_id", str(desk.cast.agent))
        made = created_with(desk, to_alice, group_id=desk.cast.billing)
        assert made["ticket"]["group_id"] == desk.cast.billing

    def test_a_group_drops_an_assignee_from_elsewhere(self, desk: Desk) -> None:
        to_support = ("group_id", str(desk.cast.support))
        made = created_with(desk, to_support, assignee_id=desk.cast.bob)
        assert (made["ticket"]["group_id"], made["ticket"]["assignee_id"]) == (
            desk.cast.support,
            None,
        )

    def test_nobody(self, desk: Desk) -> None:
        made = created_with(desk, ("assignee_id", ""), assignee_id=desk.cast.agent)["ticket"]
        assert (made["assignee_id"], made["group_id"]) == (None, desk.cast.support)

    def test_no_group(self, desk: Desk) -> None:
        made = created_with(desk, ("group_id", ""), assignee_id=desk.cast.agent)["ticket"]
        assert (made["assignee_id"], made["group_id"]) == (None, None)

    def test_current_user(self, desk: Desk) -> None:
        made = created_with(desk, ("assignee_id", "current_user"))
        assert made["ticket"]["assignee_id"] == desk.cast.agent

    def test_a_customer_is_no_assignee(self, desk: Desk) -> None:
        made = created_with(
            desk, ("assignee_id", "requester_id"), ("priority", "low"), requester_id=desk.cast.emma
        )
        assert (made["ticket"]["assignee_id"], made["ticket"]["priority"]) == (None, "low")

    def test_a_suspended_agent_is_left_out(self, desk: Desk) -> None:
        add(desk.admin, "T", None, ("assignee_id", str(desk.cast.bob)), ("priority", "low"))
        suspended = desk.admin.put(f"/users/{desk.cast.bob}", {"user": {"suspended": True}})
        assert suspended.status == 200
        made = create(desk.agent)["ticket"]
        assert (made["assignee_id"], made["priority"]) == (None, "low")


class TestTagsAndFields:
    def test_set_add_remove(self, desk: Desk) -> None:
        actions = (("set_tags", "B a"), ("current_tags", "c d"), ("remove_tags", "a d"))
        made = created_with(desk, *actions, tags=["old"])
        assert made["ticket"]["tags"] == ["b", "c"]

    def test_a_tag_chooses_the_option(self, desk: Desk) -> None:
        options = [{"name": "Red", "value": "red"}, {"name": "Blue", "value": "blue"}]
        field = field_making.make(desk.admin, "tagger", custom_field_options=options)
        made = created_with(desk, ("current_tags", "blue"), tags=["red"])
        (value,) = [e["value"] for e in made["ticket"]["custom_fields"] if e["id"] == field["id"]]
        assert (value, made["ticket"]["tags"]) == ("blue", ["blue"])

    def test_an_option_is_a_tag_that_later_triggers_see(self, desk: Desk) -> None:
        options = [{"name": "Red", "value": "red"}, {"name": "Blue", "value": "blue"}]
        field_id = field_making.make(desk.admin, "tagger", custom_field_options=options)["id"]
        add(desk.admin, "sees", ["current_tags includes red"], ("priority", "high"))
        add(desk.admin, "sets", None, (f"custom_fields_{field_id}", "red"))
        made = create(desk.agent)
        assert made["ticket"]["priority"] == "high"
        assert (str(field_id), "red") in [each[1:] for each in fired(made)]

    @pytest.mark.parametrize(
        ("kind", "given", "stored"),
        [
            ("text", "words", "words"),
            ("textarea", "", None),
            ("checkbox", "true", True),
            ("date", "2026-04-01", "2026-04-01"),
            ("date", ["days_from_now", "3"], "2026-03-05"),
            ("integer", "12", "12"),
            ("decimal", "1.5", "1.5"),
        ],
    )
    def test_kinds(self, desk: Desk, kind: str, given: Any, stored: Any) -> None:
        field_id = field_making.make(desk.admin, kind)["id"]
        made = created_with(desk, (f"custom_fields_{field_id}", given))["ticket"]
        (value,) = [each["value"] for each in made["custom_fields"] if each["id"] == field_id]
        assert value == stored

    def test_several_options(self, desk: Desk) -> None:
        options = [{"name": each, "value": each} for each in ("red", "blue", "green")]
        field_id = field_making.make(desk.admin, "multiselect", custom_field_options=options)["id"]
        made = created_with(desk, (f"custom_fields_{field_id}", ["red", "green"]))["ticket"]
        assert made["tags"] == ["green", "red"]

    def test_a_value_that_does_not_fit_is_left_out(self, desk: Desk) -> None:
        pattern = {"regexp_for_validation": "^many$"}
        field_id = field_making.make(desk.admin, "regexp", **pattern)["id"]
        add(desk.admin, "T", None, (f"custom_fields_{field_id}", "many"), ("priority", "low"))
        stricter = {"ticket_field": {"regexp_for_validation": "^[0-9]+$"}}
        assert desk.admin.put(f"/ticket_fields/{field_id}", stricter).status == 200
        made = create(desk.agent)
        (value,) = [e["value"] for e in made["ticket"]["custom_fields"] if e["id"] == field_id]
        assert (value, made["ticket"]["priority"]) == (None, "low")


class TestPlainFields:
    def test_type_and_priority(self, desk: Desk) -> None:
        made = created_with(desk, ("type", "incident"), ("priority", "urgent"))["ticket"]
        assert (made["type"], made["priority"]) == ("incident", "urgent")

    def test_only_tasks_are_due(self, desk: Desk) -> None:
        due = {"type": "task", "due_at": "2026-04-01T00:00:00Z"}
        made = created_with(desk, ("type", "question"), **due)["ticket"]
        assert (made["type"], made["due_at"]) == ("question", None)

    def test_a_problem_with_incidents_stays_one(self, desk: Desk) -> None:
        problem = created_id(desk.agent, type="problem")
        created_id(desk.agent, problem_id=problem)
        add(desk.admin, "T", ["type is problem"], ("type", "task"))
        assert change(desk.agent, problem, priority="low")["ticket"]["type"] == "problem"

    def test_form(self, desk: Desk) -> None:
        with desk.account.transaction(writes=True) as db:
            form = {"raw_name": "Lamps", "raw_display_name": "Lamps", "position": 2}
            form_id = db.insert(ticket_forms, **form, ticket_field_ids="[]", **TIMES)
            db.configuration_changed()
        trigger_id = add(desk.admin, "T", None, ("ticket_form_id", str(form_id)))
        assert create(desk.agent)["ticket"]["ticket_form_id"] == form_id
        back = {"actions": [{"field": "ticket_form_id", "value": "default_ticket_form"}]}
        back["conditions"] = {"all": [{"field": "status", "operator": "is", "value": "new"}]}  # type: ignore[assignment]  # JSON
        desk.admin.put(f"/triggers/{trigger_id}", {"trigger": back})
        assert create(desk.agent, ticket_form_id=form_id)["ticket"]["ticket_form_id"] != form_id

    def test_schedule(self, desk: Desk) -> None:
        with desk.account.transaction(writes=True) as db:
            hours = {"name": "Days", "time_zone": "UTC", "intervals": "[[1980,2460]]"}
            schedule_id = db.insert(schedules, **hours, **TIMES)
            db.configuration_changed()
        made = created_with(desk, ("set_schedule", str(schedule_id)))
        (event,) = by_rules(made)
        assert event["type"] == "ScheduleAssignment"
        assert (event["previous_schedule_id"], event["new_schedule_id"]) == (None, schedule_id)

    def test_satisfaction_is_offered_once(self, desk: Desk) -> None:
        made = created_with(desk, ("satisfaction_score", "offered"))
        assert fired(made) == [("T", "satisfaction_score", "offered")]
        again = change(desk.agent, made["ticket"]["id"], priority="low")
        assert fired(again) == []


class TestPeople:
    def test_follower(self, desk: Desk) -> None:
        made = created_with(desk, ("follower", str(desk.cast.bob)))
        assert made["ticket"]["follower_ids"] == [desk.cast.bob]
        (event,) = by_rules(made)
        assert event["type"] == "FollowerChange"
        assert event["current_followers"] == ["bob@northwind.example"]

    def test_copy(self, desk: Desk) -> None:
        made = created_with(desk, ("cc", str(desk.cast.eric)), requester_id=desk.cast.emma)
        assert made["ticket"]["email_cc_ids"] == [desk.cast.eric]
        assert [event["type"] for event in by_rules(made)] == ["EmailCcChange"]

    def test_the_requester_is_never_in_copy(self, desk: Desk) -> None:
        made = created_with(desk, ("cc", str(desk.cast.emma)), requester_id=desk.cast.emma)
        assert made["ticket"]["email_cc_ids"] == []

    def test_a_field_of_the_requester(self, desk: Desk) -> None:
        with desk.account.transaction(writes=True) as db:
            text = {"type": "text", "position": 1, "active": True}
            db.insert(user_fields, key="rank", raw_title="Rank", **text, **TIMES)
            db.configuration_changed()
        field = "requester.custom_fields.rank"
        add(desk.admin, "sees", [f"{field} is gold"], ("current_tags", "golden"))
        add(desk.admin, "sets", None, (field, "gold"))
        made = create(desk.agent, requester_id=desk.cast.emma)
        assert made["ticket"]["tags"] == ["golden"]
        emma = desk.admin.get(f"/users/{desk.cast.emma}").json["user"]
        assert emma["user_fields"] == {"rank": "gold"}

    def test_a_field_of_the_organization(self, desk: Desk) -> None:
        with desk.account.transaction(writes=True) as db:
            dropdown = {"type": "dropdown", "position": 1, "active": True}
            field_id = db.insert(
                organization_fields, key="plan", raw_title="Plan", **dropdown, **TIMES
            )
            option = {"value": "plan_big", "raw_name": "Big", "position": 1}
            option_id = db.insert(
                organization_field_options, organization_field_id=field_id, **option
            )
            db.configuration_changed()
        made = created_with(
            desk,
            ("organization.custom_fields.plan", str(option_id)),
            requester_id=desk.cast.emma,
        )
        del made
        acme = desk.admin.get(f"/organizations/{desk.cast.acme}").json["organization"]
        assert acme["organization_fields"] == {"plan": "plan_big"}

    def test_language(self, desk: Desk) -> None:
        locales = desk.admin.get("/locales").json["locales"]
        made = created_with(desk, ("locale_id", str(locales[0]["id"])), requester_id=desk.cast.emma)
        assert fired(made) in ([], [("T", "locale_id", str(locales[0]["id"]))])
        emma = desk.admin.get(f"/users/{desk.cast.emma}").json["user"]
        assert emma["locale_id"] == locales[0]["id"]


def test_a_rule_that_does_nothing_leaves_no_event(desk: Desk) -> None:
    made = created_with(desk, ("priority", "low"), ("type", "task"), priority="low", type="task")
    assert by_rules(made) == []
    with desk.account.transaction(writes=False) as db:
        assert [row.fired for row in db.rows(explanations.select())] == ["[0]"]
