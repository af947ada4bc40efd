"""Tickets: creating, showing, listing and changing one, by every kind of caller."""

from typing import Any

import pytest

from tests.desk import Caller, Desk
from tests.families.ticket_making import change, create, events


class TestCreate:
    def test_anonymous(self, desk: Desk) -> None:
        assert desk.anonymous.post("/tickets", {"ticket": {}}).status == 401

    def test_end_user(self, desk: Desk) -> None:
        assert desk.emma.post("/tickets", {"ticket": {"comment": {"body": "x"}}}).status == 403

    def test_light_agent(self, desk: Desk) -> None:
        assert desk.light.post("/tickets", {"ticket": {"comment": {"body": "x"}}}).status == 403

    def test_what_is_given_without_asking(self, desk: Desk) -> None:
        made = create(desk.agent)["ticket"]
        assert made["id"] == 1
        assert made["status"] == "new"
        assert made["requester_id"] == made["submitter_id"] == desk.cast.agent
        assert made["description"] == "It went dark."
        assert made["is_public"] is True
        assert made["brand_id"]
        assert made["ticket_form_id"]
        assert made["via"]["channel"] == "api"

    def test_numbers_rise_by_one(self, desk: Desk) -> None:
        assert [create(desk.agent)["ticket"]["id"] for _ in range(3)] == [1, 2, 3]

    def test_audit_tells_the_comment_first_and_then_the_fields(self, desk: Desk) -> None:
        audit = create(desk.agent, priority="high", requester_id=desk.cast.emma)["audit"]
        kinds = [event["type"] for event in audit["events"]]
        assert kinds[0] == "Comment"
        assert set(kinds[1:]) == {"Create"}
        names = [event["field_name"] for event in audit["events"][1:]]
        assert names[:9] == [
            "subject",
            "requester_id",
            "priority",
            "type",
            "status",
            "organization_id",
            "brand_id",
            "ticket_form_id",
            "custom_status_id",
        ]
        ids = [event["id"] for event in audit["events"]]
        assert ids == sorted(ids)
        assert audit["events"][2]["value"] == str(desk.cast.emma)

    def test_location(self, desk: Desk) -> None:
        answer = desk.agent.post("/tickets", {"ticket": {"description": "Dark"}})
        assert answer.headers["location"] == answer.json["ticket"]["url"]
        assert answer.json["ticket"]["description"] == "Dark"

    @pytest.mark.parametrize(
        "ticket",
        [{}, {"comment": None}, {"comment": {}}, {"comment": {"body": " "}}, {"description": ""}],
    )
    def test_description_is_required(self, desk: Desk, ticket: Any) -> None:
        before = desk.snapshot()
        answer = desk.agent.post("/tickets", {"ticket": {"subject": "Dark", **ticket}})
        assert answer.status == 422
        base = answer.json["details"]["base"][0]
        assert base == {"description": "Description: cannot be blank", "error": "BlankValue"}
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("status", "frozen"),
            ("priority", "extreme"),
            ("type", "wish"),
            ("due_at", "tomorrow"),
            ("requester_id", 7),
            ("submitter_id", 7),
            ("assignee_id", 7),
            ("group_id", 7),
            ("organization_id", 7),
            ("brand_id", 7),
            ("ticket_form_id", 7),
            ("problem_id", 7),
            ("custom_status_id", 7),
            ("collaborator_ids", [7]),
            ("email_ccs", [{"user_id": 7}]),
            ("followers", [{"user_id": "x"}]),
            ("external_id", "x" * 256),
            ("sharing_agreement_ids", [7]),
        ],
    )
    def test_wrong_values_change_nothing(self, desk: Desk, field: str, value: Any) -> None:
        before = desk.snapshot()
        ticket = {"comment": {"body": "Dark"}, field: value}
        answer = desk.agent.post("/tickets", {"ticket": ticket})
        assert answer.status == 422, answer.text
        assert answer.json["error"] == "RecordInvalid"
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        ("field", "value", "rule"),
        [
            ("assignee_id", "Alice", "must be an integer"),
            ("comment", 7, "must be"),
            ("tags", 7, "must be"),
            ("requester", "Emma", "must be a hash"),
            ("custom_fields", 7, "must be"),
            ("collaborator_ids", "x", "must be an array"),
        ],
    )
    def test_wrong_types(self, desk: Desk, field: str, value: Any, rule: str) -> None:
        ticket = {"comment": {"body": "Dark"}, field: value}
        answer = desk.agent.post("/tickets", {"ticket": ticket})
        assert answer.status == 400
        assert f"ticket.{field}" in answer.text
        assert rule in answer.text

    def test_long_comment(self, desk: Desk) -> None:
        answer = desk.agent.post("/tickets", {"ticket": {"comment": {"body": "x" * 65_536}}})
        assert answer.status == 422

    def test_numbers_as_text_and_text_as_numbers(self, desk: Desk) -> None:
        made = create(desk.agent, requester_id=str(desk.cast.emma), external_id=4711)["ticket"]
        assert (made["requester_id"], made["external_id"]) == (desk.cast.emma, "4711")

    def test_private_first_comment(self, desk: Desk) -> None:
        made = create(desk.agent, comment={"body": "Psst", "public": False})["ticket"]
        assert made["is_public"] is False
        later = change(desk.agent, made["id"], comment={"body": "Psst again"})
        assert later["audit"]["events"][0]["public"] is False
        shown = change(desk.agent, made["id"], comment={"body": "Hello", "public": True})
        assert shown["ticket"]["is_public"] is True
        assert events(shown)["is_public"] is True


class TestIdempotency:
    def send(self, caller: Caller, key: str, subject: str) -> Any:
        ticket = {"ticket": {"subject": subject, "comment": {"body": "Dark"}}}
        return caller.send("POST", "/tickets", ticket, headers={"Idempotency-Key": key})

    def test_the_same_again(self, desk: Desk) -> None:
        first, again = (self.send(desk.agent, "k", "Lamp") for _ in range(2))
        assert (first.status, again.status) == (201, 201)
        assert first.headers["x-idempotency-lookup"] == "miss"
        assert again.headers["x-idempotency-lookup"] == "hit"
        assert again.json == first.json
        assert again.headers["location"] == first.headers["location"]
        assert desk.agent.get("/tickets/count").json["count"]["value"] == 1

    def test_another_body(self, desk: Desk) -> None:
        self.send(desk.agent, "k", "Lamp")
        answer = self.send(desk.agent, "k", "Sofa")
        assert (answer.status, answer.json["error"]) == (400, "IdempotentRequestError")

    def test_forgotten_after_two_hours(self, desk: Desk) -> None:
        self.send(desk.agent, "k", "Lamp")
        desk.clock.forward(hours=2)
        assert self.send(desk.agent, "k", "Sofa").status == 201


class TestShow:
    def test_hidden_from_a_restricted_agent(self, desk: Desk) -> None:
        made = create(desk.agent, group_id=desk.cast.support)["ticket"]
        assert desk.agent.get(f"/tickets/{made['id']}").status == 200
        assert desk.bob.get(f"/tickets/{made['id']}").status == 403

    def test_seen_by_a_restricted_agent_in_his_group(self, desk: Desk) -> None:
        made = create(desk.agent, group_id=desk.cast.billing)["ticket"]
        assert desk.bob.get(f"/tickets/{made['id']}").json["ticket"]["id"] == made["id"]

    def test_unknown(self, desk: Desk) -> None:
        assert desk.agent.get("/tickets/1").status == 404

    def test_end_user(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.emma)
        assert desk.emma.get("/tickets/1").status == 403

    def test_sideloads(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.emma, assignee_id=desk.cast.agent)
        names = "users,groups,organizations,last_audits,metric_sets,dates,comment_count"
        shown = desk.agent.get("/tickets/1", include=names).json
        assert {user["id"] for user in shown["users"]} == {desk.cast.emma, desk.cast.agent}
        assert [group["id"] for group in shown["groups"]] == [desk.cast.support]
        assert [each["id"] for each in shown["organizations"]] == [desk.cast.acme]
        assert [audit["ticket_id"] for audit in shown["last_audits"]] == [1]
        assert [metric["ticket_id"] for metric in shown["metric_sets"]] == [1]
        assert shown["ticket"]["comment_count"] == 1
        assert shown["ticket"]["dates"]["assigned_at"] == shown["ticket"]["created_at"]


class TestList:
    def test_restricted_agent_sees_his_part(self, desk: Desk) -> None:
        create(desk.agent, group_id=desk.cast.support)
        mine = create(desk.agent, group_id=desk.cast.billing)["ticket"]["id"]
        listed = desk.bob.get("/tickets").json
        assert [ticket["id"] for ticket in listed["tickets"]] == [mine]
        assert listed["count"] == 1

    def test_by_external_id(self, desk: Desk) -> None:
        create(desk.agent, external_id="a")
        create(desk.agent, external_id="b")
        listed = desk.agent.get("/tickets", external_id="b").json["tickets"]
        assert [ticket["id"] for ticket in listed] == [2]

    def test_by_person_and_organization(self, desk: Desk) -> None:
        cast = desk.cast
        create(desk.agent, requester_id=cast.emma, assignee_id=cast.agent)
        create(desk.agent, requester_id=cast.zoe, email_ccs=[{"user_id": cast.emma}])
        create(desk.agent, requester_id=cast.zoe, followers=[{"user_id": cast.agent}])

        def ids(path: str) -> list[int]:
            return [ticket["id"] for ticket in desk.agent.get(path).json["tickets"]]

        assert ids(f"/users/{cast.emma}/tickets/requested") == [1]
        assert ids(f"/users/{cast.emma}/tickets/ccd") == [2]
        assert ids(f"/users/{cast.agent}/tickets/followed") == [3]
        assert ids(f"/users/{cast.agent}/tickets/assigned") == [1]
        assert ids(f"/organizations/{cast.zebra}/tickets") == [2, 3]
        assert desk.agent.get(f"/users/{cast.emma}/tickets/ccd/count").json["count"]["value"] == 1
        assert desk.agent.get("/organizations/7/tickets").status == 404
        assert desk.agent.get("/users/7/tickets/requested").status == 404

    def test_show_many_leaves_out_what_is_missing(self, desk: Desk) -> None:
        create(desk.agent)
        create(desk.agent)
        shown = desk.agent.get("/tickets/show_many", ids="2,1,99").json
        assert [ticket["id"] for ticket in shown["tickets"]] == [1, 2]
        assert shown["count"] == 2

    def test_show_many_has_a_limit(self, desk: Desk) -> None:
        ids = ",".join(str(number) for number in range(101))
        answer = desk.agent.get("/tickets/show_many", ids=ids)
        assert (answer.status, answer.json["error"]) == (400, "TooManyValues")

    def test_sorted_by_update_with_a_cursor(self, desk: Desk) -> None:
        for _ in range(3):
            create(desk.agent)
            desk.clock.forward(minutes=1)
        change(desk.agent, 1, priority="low")
        query = {"page[size]": 2, "sort": "-updated_at"}
        first = desk.agent.get("/tickets", **query).json
        assert [ticket["id"] for ticket in first["tickets"]] == [1, 3]
        second = desk.agent.get(first["links"]["next"]).json
        assert [ticket["id"] for ticket in second["tickets"]] == [2]

    def test_recent_are_those_worked_on(self, desk: Desk) -> None:
        for _ in range(6):
            create(desk.agent)
        change(desk.agent, 2, priority="low")
        recent = [ticket["id"] for ticket in desk.agent.get("/tickets/recent").json["tickets"]]
        assert recent == [6, 5, 4, 3, 2]
        assert desk.admin.get("/tickets/recent").json["tickets"] == []


class TestUpdate:
    def test_absent_stays_and_null_clears(self, desk: Desk) -> None:
        create(desk.agent, priority="high", external_id="x")
        kept = change(desk.agent, 1, type="question")["ticket"]
        assert (kept["priority"], kept["external_id"]) == ("high", "x")
        cleared = change(desk.agent, 1, priority=None, external_id=None)["ticket"]
        assert (cleared["priority"], cleared["external_id"]) == (None, None)

    def test_events_tell_both_values(self, desk: Desk) -> None:
        create(desk.agent, priority="high")
        audit = change(desk.agent, 1, priority="low")["audit"]
        assert [
            (event["field_name"], event["value"], event["previous_value"])
            for event in audit["events"]
        ] == [("priority", "low", "high")]

    def test_description_is_written_once(self, desk: Desk) -> None:
        create(desk.agent)
        changed = change(desk.agent, 1, description="Another", subject="New")["ticket"]
        assert (changed["description"], changed["subject"]) == ("It went dark.", "New")

    def test_nothing_different_leaves_no_audit(self, desk: Desk) -> None:
        create(desk.agent, priority="high")
        before = desk.snapshot()
        desk.clock.forward(minutes=5)
        answer = change(desk.agent, 1, priority="high", tags=[])
        assert answer["ticket"]["updated_at"] == answer["ticket"]["created_at"]
        assert answer["audit"]["events"] == []
        assert desk.snapshot() == before

    def test_read_only_and_unknown_properties_are_ignored(self, desk: Desk) -> None:
        create(desk.agent)
        changed = change(desk.agent, 1, id=9, created_at="x", colour="red", url="u")["ticket"]
        assert changed["id"] == 1

    def test_closed_is_the_end(self, desk: Desk) -> None:
        create(desk.agent, assignee_id=desk.cast.agent)
        change(desk.agent, 1, status="closed")
        before = desk.snapshot()
        answer = desk.agent.put("/tickets/1", {"ticket": {"priority": "low"}})
        assert answer.status == 422
        assert answer.json["details"]["status"][0]["description"] == (
            "Status: closed prevents ticket update"
        )
        assert desk.snapshot() == before

    def test_light_agent_may_only_comment_privately(self, desk: Desk) -> None:
        create(desk.agent)
        assert desk.light.put("/tickets/1", {"ticket": {"priority": "low"}}).status == 403
        said = change(desk.light, 1, comment={"body": "I know him", "public": True})
        assert said["audit"]["events"][0]["public"] is False

    def test_restricted_agent_may_not_change_what_he_does_not_see(self, desk: Desk) -> None:
        create(desk.agent, group_id=desk.cast.support)
        assert desk.bob.put("/tickets/1", {"ticket": {"priority": "low"}}).status == 403

    def test_agent_may_move_a_ticket_out_of_his_sight(self, desk: Desk) -> None:
        create(desk.agent, group_id=desk.cast.billing)
        moved = change(desk.bob, 1, group_id=desk.cast.support)["ticket"]
        assert moved["group_id"] == desk.cast.support
        assert desk.bob.get("/tickets/1").status == 403

    def test_metadata_and_client_are_kept_in_the_audit(self, desk: Desk) -> None:
        create(desk.agent)
        answer = desk.agent.send(
            "PUT",
            "/tickets/1",
            {"ticket": {"priority": "low", "metadata": {"order": [1, {"a": None}]}}},
            headers={"User-Agent": "lamp-sync/1.0"},
        )
        metadata = answer.json["audit"]["metadata"]
        assert metadata["custom"] == {"order": [1, {"a": None}]}
        assert metadata["system"] == {"client": "lamp-sync/1.0", "ip_address": "127.0.0.1"}


class TestSafeUpdate:
    def test_fresh_stamp(self, desk: Desk) -> None:
        stamp = create(desk.agent)["ticket"]["updated_at"]
        changed = change(desk.agent, 1, safe_update=True, updated_stamp=stamp, priority="low")
        assert changed["ticket"]["priority"] == "low"

    def test_outdated_stamp(self, desk: Desk) -> None:
        stamp = create(desk.agent)["ticket"]["updated_at"]
        desk.clock.forward(seconds=1)
        change(desk.agent, 1, priority="high")
        before = desk.snapshot()
        ticket = {"safe_update": "true", "updated_stamp": stamp, "priority": "low"}
        answer = desk.agent.put("/tickets/1", {"ticket": ticket})
        assert (answer.status, answer.json["error"]) == (409, "UpdateConflict")
        assert desk.snapshot() == before

    def test_missing_stamp(self, desk: Desk) -> None:
        create(desk.agent)
        answer = desk.agent.put("/tickets/1", {"ticket": {"safe_update": True}})
        assert answer.status == 422


class TestRelated:
    def test_problem_with_incident(self, desk: Desk) -> None:
        create(desk.agent, type="problem")
        create(desk.agent, problem_id=1)
        related = desk.agent.get("/tickets/1/related").json
        assert related["incidents"] == 1
        assert related["followup_source_ids"] == []

    def test_people_on_a_ticket(self, desk: Desk) -> None:
        create(
            desk.agent,
            requester_id=desk.cast.emma,
            email_ccs=[{"user_id": str(desk.cast.eric)}],
            followers=[{"user_id": desk.cast.bob}],
        )
        for path, people in (
            ("email_ccs", [desk.cast.eric]),
            ("followers", [desk.cast.bob]),
            ("collaborators", [desk.cast.eric, desk.cast.bob]),
        ):
            shown = desk.agent.get(f"/tickets/1/{path}").json["users"]
            assert sorted(user["id"] for user in shown) == sorted(people)
