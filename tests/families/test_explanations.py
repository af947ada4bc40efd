"""Why the triggers did what they did at an update."""

from typing import Any

from ombud.tables import user_fields
from tests.cast.company import OPENED
from tests.contract.test_query_counts import counting
from tests.desk import Desk
from tests.families.ticket_making import change, create, created_id
from tests.families.trigger_making import add, all_of, any_of

TIMES = {"created_at": OPENED, "updated_at": OPENED}


def explained(desk: Desk, answer: Any) -> dict[str, Any]:
    """What is said of each trigger, by its title."""
    audit = answer["audit"]
    path = f"/tickets/{audit['ticket_id']}/audits/{audit['id']}/explanation"
    found = desk.agent.get(path)
    assert found.status == 200, found.text
    explanation = found.json["explanation"]
    assert (explanation["audit_id"], explanation["ticket_id"]) == (audit["id"], audit["ticket_id"])
    return {each["title"]: each for each in explanation["triggers"]}


def failures(desk: Desk, answer: Any) -> dict[str, int | None]:
    """The index of what failed in each trigger that did not fire."""
    found = explained(desk, answer).items()
    return {title: each["failed"]["index"] for title, each in found if each["failed"]}


def statements_of_a_ticket(desk: Desk) -> int:
    """How many statements a new ticket takes once the configuration is in memory."""
    create(desk.agent)
    with counting(desk) as statements:
        create(desk.agent)
    return len(statements)


class TestExplanation:
    def test_fired_with_what_it_changed(self, desk: Desk) -> None:
        add(desk.admin, "tags", ["priority is urgent"], ("current_tags", "vip"))
        add(desk.admin, "raises", ["update_type is Create"], ("priority", "urgent"))
        made = create(desk.agent)
        found = explained(desk, made)
        assert {title: each["fired_as"] for title, each in found.items()} == {
            "tags": 2,
            "raises": 1,
        }
        (event,) = found["raises"]["events"]
        assert event in made["audit"]["events"]
        assert found["raises"]["outcome"] == "fired"

    def test_the_condition_that_failed_first(self, desk: Desk) -> None:
        conditions = all_of(
            "status is new", "role is agent", "subject_includes_word is lamp", "type is task"
        )
        add(desk.admin, "asks", conditions, ("current_tags", "x"))
        add(desk.admin, "either", any_of("reopens is 3", "reopens is 4"), ("current_tags", "y"))
        found = explained(desk, create(desk.agent, subject="A lamp"))
        asks, either = found["asks"], found["either"]
        assert (asks["outcome"], asks["fired_as"], asks["events"]) == ("not_matched", None, [])
        assert asks["failed"] == {
            "place": "all",
            "index": 3,
            "conditions": [{"field": "type", "operator": "is", "value": "task"}],
        }
        assert (either["failed"]["place"], either["failed"]["index"]) == ("any", None)
        assert len(either["failed"]["conditions"]) == 2

    def test_what_the_index_ruled_out(self, desk: Desk) -> None:
        """The rarest condition is what nobody meets; what stands before it is known as well."""
        wanted = ["update_type is Change", "priority is_not low", "current_tags includes vip"]
        add(desk.admin, "last", wanted, ("priority", "low"))
        add(desk.admin, "first", reversed(wanted), ("priority", "low"))
        made = create(desk.agent)
        assert failures(desk, made) == {"last": 0, "first": 0}
        ticket_id = made["ticket"]["id"]
        changed = change(desk.agent, ticket_id, priority="low")
        assert failures(desk, changed) == {"last": 1, "first": 0}
        changed = change(desk.agent, ticket_id, priority="high")
        assert failures(desk, changed) == {"last": 2, "first": 0}
        # With the tag everything is looked at.
        assert failures(desk, create(desk.agent, tags=["vip"])) == {"last": 0, "first": 2}

    def test_what_others_changed_counts_for_what_the_index_ruled_out(self, desk: Desk) -> None:
        conditions = ["priority is urgent", "current_tags includes vip"]
        add(desk.admin, "above", conditions, ("type", "task"))
        add(desk.admin, "raises", ["subject_includes_word is fire"], ("priority", "urgent"))
        assert failures(desk, create(desk.agent)) == {"above": 0, "raises": 0}
        assert failures(desk, create(desk.agent, subject="A fire")) == {"above": 1}

    def test_the_requester_counts_for_what_the_index_ruled_out(self, desk: Desk) -> None:
        """As a trigger has changed it, too: the value is read when the run is over."""
        with desk.account.transaction(writes=True) as db:
            db.insert(user_fields, key="plan", raw_title="Plan", type="text", position=1, **TIMES)
            db.configuration_changed()
        of_plan = ["requester.custom_fields.plan is gold", "current_tags includes vip"]
        add(desk.admin, "plan", of_plan, ("type", "task"))
        of_staff = ["requester_role is agent", "current_tags includes vip"]
        add(desk.admin, "staff", of_staff, ("type", "task"))
        wanted = ["subject_includes_word is gold"]
        add(desk.admin, "gilds", wanted, ("requester.custom_fields.plan", "gold"))
        emma = desk.cast.emma
        assert failures(desk, create(desk.agent)) == {"plan": 0, "staff": 1, "gilds": 0}
        made = create(desk.agent, requester_id=emma, subject="Gold")
        assert failures(desk, made) == {"plan": 1, "staff": 0}

    def test_what_it_costs(self, desk: Desk) -> None:
        """Nothing for what is on the ticket; one statement for each record that is asked for."""
        wanted = "current_tags includes vip"
        add(desk.admin, "plain", ["status is_not solved", wanted], ("type", "task"))
        plain = statements_of_a_ticket(desk)
        shared = ["update_type is Change", "subject_includes_word is fire", "role is agent"]
        add(desk.admin, "more", [*shared, wanted], ("type", "task"))
        assert statements_of_a_ticket(desk) == plain
        of_records = ["requester_role is agent", "locale_id is 1", "requester_role is_not 2"]
        of_records += ["reopens greater_than 1", "replies greater_than 1"]
        add(desk.admin, "records", [*of_records, wanted], ("type", "task"))
        assert statements_of_a_ticket(desk) == plain + 2

    def test_the_last_look_counts(self, desk: Desk) -> None:
        conditions = ["priority is urgent", "subject_includes_word is fire"]
        add(desk.admin, "above", conditions, ("current_tags", "x"))
        add(desk.admin, "raises", None, ("priority", "urgent"))
        found = explained(desk, create(desk.agent))
        assert found["above"]["failed"]["index"] == 1

    def test_every_trigger_is_there(self, desk: Desk) -> None:
        for number in range(20):
            wanted = [f"current_tags includes tag{number}", "type is task"]
            add(desk.admin, f"T{number}", wanted, ("priority", "low"))
        add(desk.admin, "off", None, ("priority", "low"), active=False)
        found = explained(desk, create(desk.agent, tags=["tag7"]))
        assert list(found) == [f"T{number}" for number in range(20)]
        assert all(each["outcome"] == "not_matched" for each in found.values())
        assert found["T3"]["failed"]["conditions"][0]["value"] == "tag3"
        assert found["T7"]["failed"]["index"] == 1

    def test_ruined(self, desk: Desk) -> None:
        group = desk.admin.post("/groups", {"group": {"name": "Lamps"}}).json["group"]["id"]
        add(desk.admin, "gives", None, ("group_id", str(group)))
        desk.admin.delete(f"/groups/{group}")
        found = explained(desk, create(desk.agent))["gives"]
        assert (found["outcome"], found["failed"]) == ("cannot_run", None)
        assert found["problem"] == f"Group {group} was deleted and cannot be used"

    def test_as_they_were_then(self, desk: Desk) -> None:
        first = add(desk.admin, "A", ["priority is high"], ("type", "task"))
        second = add(desk.admin, "B", None, ("type", "task"))
        made = create(desk.agent)
        rule = {
            "conditions": all_of("type is task"),
            "actions": [{"field": "type", "value": "task"}],
        }
        desk.admin.put(f"/triggers/{first}", {"trigger": {"title": "Other", **rule}})
        desk.admin.delete(f"/triggers/{second}")
        add(desk.admin, "C", None, ("priority", "low"))
        found = explained(desk, made)
        assert list(found) == ["A", "B"]
        assert found["A"]["failed"]["conditions"][0]["value"] == "high"
        assert found["B"]["outcome"] == "fired"
        assert list(explained(desk, create(desk.agent))) == ["Other", "C"]

    def test_each_update_has_its_own(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent)
        add(desk.admin, "A", ["status value open"], ("type", "task"))
        opened = change(desk.agent, ticket_id, status="open")
        pending = change(desk.agent, ticket_id, status="pending")
        assert explained(desk, opened)["A"]["outcome"] == "fired"
        assert explained(desk, pending)["A"]["outcome"] == "not_matched"

    def test_without_triggers(self, desk: Desk) -> None:
        assert explained(desk, create(desk.agent)) == {}

    def test_who_may_ask(self, desk: Desk) -> None:
        made = create(desk.agent, requester_id=desk.cast.emma, group_id=desk.cast.support)
        path = f"/tickets/{made['ticket']['id']}/audits/{made['audit']['id']}/explanation"
        assert desk.emma.get(path).status == 403
        assert desk.anonymous.get(path).status == 401
        assert desk.agent.get(path.replace("/tickets/1/", "/tickets/9/")).status == 404
        # Bob sees only what belongs to his groups.
        assert desk.bob.get(path).status in {403, 404}
