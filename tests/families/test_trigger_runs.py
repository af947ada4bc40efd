"""The run of triggers at an update: order, restarts, once each, and what is frozen."""

from tests.desk import Desk
from tests.families.ticket_making import change, create, created_id
from tests.families.trigger_making import add, any_of, by_rules, fired, make, queued

MAIL = ["assignee_id", "Ticket {{ticket.id}}", "Look at {{ticket.title}}"]


class TestVectors:
    """R1 to R7."""

    def test_r1_one_below_lets_one_above_fire(self, desk: Desk) -> None:
        add(desk.admin, "T1", ["priority is urgent"], ("current_tags", "vip"))
        add(desk.admin, "T2", ["update_type is Create"], ("priority", "urgent"))
        made = create(desk.agent)
        assert made["ticket"]["tags"] == ["vip"]
        assert fired(made) == [("T2", "priority", "urgent"), ("T1", "tags", ["vip"])]

    def test_r2_each_fires_once(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent)
        add(desk.admin, "T1", ["status is open"], ("status", "pending"))
        add(desk.admin, "T2", ["status value pending"], ("status", "open"))
        changed = change(desk.agent, ticket_id, status="open")
        assert changed["ticket"]["status"] == "open"
        statuses = [each for each in fired(changed) if each[1] == "status"]
        assert statuses == [("T1", "status", "pending"), ("T2", "status", "open")]
        own = [e for e in changed["audit"]["events"] if "via" not in e]
        assert ("new", "open") in [(e["previous_value"], e["value"]) for e in own]

    def test_r3_what_changes_nothing_does_not_start_anew(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent, assignee_id=desk.cast.bob, priority="high")
        add(desk.admin, "T1", ["update_type is Change"], ("notification_user", MAIL))
        second = add(desk.admin, "T2", ["update_type is Change"], ("priority", "high"))
        changed = change(desk.agent, ticket_id, comment={"body": "Well?"})
        assert fired(changed) == [("T1", "Notification", [desk.cast.bob])]
        assert len(queued(desk)) == 1
        usage = desk.admin.get("/triggers?include=usage_1h").json["triggers"]
        assert {each["id"]: each["usage_1h"] for each in usage}[second] == 1

    def test_r4_an_assignment_by_a_trigger_is_a_change(self, desk: Desk) -> None:
        add(desk.admin, "T1", ["assignee_id changed"], ("notification_user", MAIL))
        add(desk.admin, "T2", ["update_type is Create"], ("assignee_id", str(desk.cast.agent)))
        made = create(desk.admin)
        assert [each[0] for each in fired(made)].count("T1") == 1
        assert fired(made)[-1] == ("T1", "Notification", [desk.cast.agent])

    def test_r5_changed_from_looks_at_the_state_in_between(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent, priority="low")
        add(desk.admin, "T1", ["priority value_previous low"], ("current_tags", "raised"))
        add(desk.admin, "T2", ["priority value high"], ("priority", "low"))
        changed = change(desk.agent, ticket_id, priority="high")
        assert [each[0] for each in fired(changed)] == ["T1", "T2"]
        assert changed["ticket"]["priority"] == "low"

    def test_r5_the_other_way_round(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent, priority="low")
        add(desk.admin, "T2", ["priority value high"], ("priority", "low"))
        add(desk.admin, "T1", ["priority value_previous low"], ("current_tags", "raised"))
        changed = change(desk.agent, ticket_id, priority="high")
        assert [each[0] for each in fired(changed)] == ["T2"]

    def test_r6_two_that_undo_each_other_end(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent, tags=["a"])
        swap = (("remove_tags", "a"), ("current_tags", "b"))
        back = (("remove_tags", "b"), ("current_tags", "a"))
        add(desk.admin, "T1", ["current_tags includes a"], *swap)
        add(desk.admin, "T2", ["current_tags includes b"], *back)
        changed = change(desk.agent, ticket_id, comment={"body": "Well?"})
        assert [each[0] for each in fired(changed)] == ["T1", "T1", "T2", "T2"]
        assert changed["ticket"]["tags"] == ["a"]

    def test_r7_before_a_new_ticket_everything_is_empty(self, desk: Desk) -> None:
        conditions = {
            "p1": "priority changed",
            "p2": "priority value low",
            "p3": "priority not_changed",
            "p4": "priority value_previous ",
            "a1": "assignee_id changed",
            "a2": "assignee_id value ",
            "a3": "assignee_id not_changed",
            "a4": "assignee_id value_previous ",
        }
        for tag, text in conditions.items():
            add(desk.admin, tag, [text], ("current_tags", tag))
        made = create(desk.agent, priority="low")
        assert made["ticket"]["tags"] == ["a3", "p1", "p2", "p4"]


class TestOrder:
    def test_categories_first(self, desk: Desk) -> None:
        late = {"trigger_category": {"name": "Late", "position": 9}}
        early = {"trigger_category": {"name": "Early", "position": 1}}
        add(desk.admin, "Late", None, ("current_tags", "x"), **late)
        add(desk.admin, "Early", ["current_tags not_includes x"], ("current_tags", "y"), **early)
        assert [each[0] for each in fired(create(desk.agent))] == ["Early", "Late"]

    def test_then_positions_then_titles(self, desk: Desk) -> None:
        for title, position in (("c", 5), ("b", 7), ("A", 6)):
            add(desk.admin, title, None, ("current_tags", title), position=position)
        assert [each[0] for each in fired(create(desk.agent))] == ["c", "A", "b"]

    def test_inactive_ones_do_not_run(self, desk: Desk) -> None:
        add(desk.admin, "off", None, ("current_tags", "x"), active=False)
        assert create(desk.agent)["ticket"]["tags"] == []


class TestFrozen:
    def test_the_update_stays_a_creation(self, desk: Desk) -> None:
        add(desk.admin, "T1", ["update_type is Change"], ("current_tags", "changed"))
        add(desk.admin, "T2", ["update_type is Create"], ("priority", "low"))
        assert create(desk.agent)["ticket"]["tags"] == []

    def test_comment_and_its_privacy(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent)
        add(desk.admin, "reply", ["update_type is Change"], ("reply_public", "Thanks"))
        add(desk.admin, "T2", ["comment_is_public is true"], ("current_tags", "public"))
        changed = change(desk.agent, ticket_id, comment={"body": "Note", "public": False})
        assert changed["ticket"]["tags"] == []

    def test_who_updates(self, desk: Desk) -> None:
        add(desk.admin, "agent", ["role is agent"], ("current_tags", "by-agent"))
        add(desk.admin, "customer", ["role is end_user"], ("current_tags", "by-customer"))
        add(desk.admin, "emma", [f"role is {desk.cast.emma}"], ("current_tags", "by-emma"))
        ticket_id = created_id(desk.agent)
        assert desk.agent.get(f"/tickets/{ticket_id}").json["ticket"]["tags"] == ["by-agent"]
        request = {"subject": "Dark", "comment": {"body": "It is dark."}}
        answer = desk.emma.post("/requests", {"request": request})
        made = desk.agent.get(f"/tickets/{answer.json['request']['id']}").json["ticket"]
        assert made["tags"] == ["by-customer", "by-emma"]

    def test_the_channel_of_the_update(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent)
        add(desk.admin, "api", ["current_via_id is 5"], ("current_tags", "by-api"))
        add(desk.admin, "mail", ["current_via_id is 4"], ("current_tags", "by-mail"))
        assert change(desk.agent, ticket_id, status="open")["ticket"]["tags"] == ["by-api"]


class TestWhere:
    def test_any_suffices(self, desk: Desk) -> None:
        either = any_of("priority is urgent", "type is problem")
        add(desk.admin, "either", either, ("current_tags", "hot"))
        assert create(desk.agent, type="problem")["ticket"]["tags"] == ["hot"]
        assert create(desk.agent, type="question")["ticket"]["tags"] == []

    def test_nothing_runs_when_nothing_changes(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent, priority="low")
        add(desk.admin, "every", None, ("current_tags", "x"))
        assert change(desk.agent, ticket_id, priority="low")["ticket"]["tags"] == []

    def test_an_update_that_closes_runs_them_a_closed_ticket_none(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent, assignee_id=desk.cast.agent)
        add(desk.admin, "closing", ["status is closed"], ("current_tags", "done"))
        assert change(desk.agent, ticket_id, status="closed")["ticket"]["tags"] == ["done"]
        refused = desk.agent.put(f"/tickets/{ticket_id}", {"ticket": {"status": "open"}})
        assert refused.status == 422

    def test_bulk(self, desk: Desk) -> None:
        ids = [created_id(desk.agent), created_id(desk.agent)]
        add(desk.admin, "pending", ["status value pending"], ("current_tags", "waits"))
        started = desk.agent.put(
            "/tickets/update_many", {"ticket": {"status": "pending"}}, ids=",".join(map(str, ids))
        )
        assert desk.job(started)["status"] == "completed"
        tags = [desk.agent.get(f"/tickets/{each}").json["ticket"]["tags"] for each in ids]
        assert tags == [["waits"], ["waits"]]

    def test_merge(self, desk: Desk) -> None:
        target, source = created_id(desk.agent), created_id(desk.agent)
        add(desk.admin, "closed", ["status value closed"], ("current_tags", "gone"))
        desk.job(desk.agent.post(f"/tickets/{target}/merge", {"ids": [source]}))
        tags = desk.agent.get(f"/tickets/{source}").json["ticket"]["tags"]
        assert tags == ["closed_by_merge", "gone"]

    def test_incidents_of_a_solved_problem(self, desk: Desk) -> None:
        problem = created_id(desk.agent, type="problem", assignee_id=desk.cast.agent)
        incident = created_id(desk.agent, problem_id=problem, assignee_id=desk.cast.agent)
        add(desk.admin, "solved", ["status value solved"], ("current_tags", "solved"))
        change(desk.agent, problem, status="solved")
        assert desk.agent.get(f"/tickets/{incident}").json["ticket"]["tags"] == ["solved"]

    def test_imports_run_none(self, desk: Desk) -> None:
        add(desk.admin, "every", None, ("current_tags", "x"))
        ticket = {"subject": "Old", "comments": [{"value": "Then"}]}
        answer = desk.admin.post("/imports/tickets", {"ticket": ticket})
        assert answer.json["ticket"]["tags"] == []

    def test_a_solution_by_a_trigger_solves_incidents(self, desk: Desk) -> None:
        problem = created_id(desk.agent, type="problem", assignee_id=desk.cast.agent)
        incident = created_id(desk.agent, problem_id=problem, assignee_id=desk.cast.agent)
        add(desk.admin, "solve", ["current_tags includes fixed"], ("status", "solved"))
        change(desk.agent, problem, tags=["fixed"])
        assert desk.agent.get(f"/tickets/{incident}").json["ticket"]["status"] == "solved"


class TestAudit:
    def test_events_say_which_trigger(self, desk: Desk) -> None:
        trigger = make(desk.admin, "Raise", None, ("priority", "high"))
        (event,) = by_rules(create(desk.agent))
        assert event["via"] == {
            "channel": "rule",
            "source": {
                "from": {
                    "id": trigger["id"],
                    "title": "Raise",
                    "deleted": False,
                    "revision_id": 1,
                },
                "to": {},
                "rel": "trigger",
            },
        }
        assert (event["type"], event["value"], event["previous_value"]) == ("Change", "high", None)

    def test_the_update_itself_is_told_as_it_was(self, desk: Desk) -> None:
        add(desk.admin, "Raise", None, ("priority", "high"))
        made = create(desk.agent, priority="low")
        own = [e for e in made["audit"]["events"] if "via" not in e]
        assert [e["value"] for e in own if e.get("field_name") == "priority"] == ["low"]
        assert made["audit"]["events"][-1]["previous_value"] == "low"

    def test_one_audit_with_rising_ids(self, desk: Desk) -> None:
        add(desk.admin, "Raise", None, ("priority", "high"), ("current_tags", "x y"))
        made = create(desk.agent)
        ids = [event["id"] for event in made["audit"]["events"]]
        assert ids == sorted(set(ids))
        audits = desk.agent.get(f"/tickets/{made['ticket']['id']}/audits").json["audits"]
        assert len(audits) == 1
        assert audits[0]["events"] == made["audit"]["events"]

    def test_updated_once(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent)
        add(desk.admin, "Raise", None, ("priority", "high"))
        desk.clock.forward(minutes=5)
        ticket = change(desk.agent, ticket_id, status="open")["ticket"]
        assert ticket["updated_at"] == "2026-03-02T09:05:00Z"


def test_on_both_databases(any_desk: Desk) -> None:
    """A run with all that is kept of it, twice in the same minutes."""
    desk = any_desk
    add(desk.admin, "tags", ["priority is urgent"], ("current_tags", "vip"))
    add(desk.admin, "raises", ["update_type is Create"], ("priority", "urgent"))
    add(desk.admin, "tells", ["type is task"], ("notification_user", MAIL))
    first, second = create(desk.agent), create(desk.agent, type="task", assignee_id=desk.cast.bob)
    assert [each[0] for each in fired(first)] == ["raises", "tags"]
    assert [each[0] for each in fired(second)] == ["raises", "tags", "tells"]
    assert len(queued(desk)) == 1
    listed = desk.agent.get("/triggers/active", include="usage_1h", sort_by="usage_1h")
    usage = {each["title"]: each["usage_1h"] for each in listed.json["triggers"]}
    assert usage == {"raises": 2, "tags": 2, "tells": 1}
    audit = first["audit"]
    path = f"/tickets/{audit['ticket_id']}/audits/{audit['id']}/explanation"
    told = desk.agent.get(path).json["explanation"]["triggers"]
    assert [each["outcome"] for each in told] == ["fired", "fired", "not_matched"]
    assert desk.agent.get("/triggers/search", query="TELLS").json["count"] == 1
    revisions = desk.agent.get(f"/triggers/{told[0]['id']}/revisions").json
    assert [each["id"] for each in revisions["trigger_revisions"]] == [1]
