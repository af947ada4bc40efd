"""The ticket fields family: the operations on fields, by every kind of caller."""

from typing import Any

import pytest
from sqlalchemy import update

from ombud.tables import ticket_forms
from tests.desk import Desk
from tests.families.field_making import attempt, make, problem
from tests.families.preparing import set_setting


def system(desk: Desk, type_: str) -> Any:
    """The system field of a type."""
    fields = desk.agent.get("/ticket_fields").json["ticket_fields"]
    return next(field for field in fields if field["type"] == type_)


def hold(desk: Desk, *, on: bool) -> None:
    """Let tickets be on hold, or not."""
    set_setting(desk, "tickets.status_hold", on)


class TestList:
    def test_anonymous_and_end_users(self, desk: Desk) -> None:
        assert desk.anonymous.get("/ticket_fields").status == 401
        assert desk.emma.get("/ticket_fields").status == 403

    def test_everything_by_position(self, desk: Desk) -> None:
        made = make(desk.admin)
        body = desk.light.get("/ticket_fields").json
        types = [field["type"] for field in body["ticket_fields"]]
        assert types[:3] == ["subject", "description", "status"]
        assert body["ticket_fields"][-1]["id"] == made["id"]
        assert (body["count"], body["next_page"], body["previous_page"]) == (len(types), None, None)

    def test_pages_by_cursor_meet_every_field_once(self, desk: Desk) -> None:
        seen = []
        answer = desk.agent.get("/ticket_fields", **{"page[size]": 3})
        while True:
            seen += [field["id"] for field in answer.json["ticket_fields"]]
            if not answer.json["meta"]["has_more"]:
                break
            answer = desk.agent.get(answer.json["links"]["next"])
        every = [field["id"] for field in desk.agent.get("/ticket_fields").json["ticket_fields"]]
        assert seen == every

    def test_system_options(self, desk: Desk) -> None:
        hold(desk, on=False)
        assert [one["value"] for one in system(desk, "status")["system_field_options"]] == [
            "open",
            "pending",
            "solved",
        ]
        assert len(system(desk, "priority")["system_field_options"]) == 4
        assert system(desk, "tickettype")["system_field_options"][0] == {
            "name": "Question",
            "value": "question",
        }
        statuses = system(desk, "custom_status")["custom_statuses"]
        assert [status["status_category"] for status in statuses] == [
            "new",
            "open",
            "pending",
            "hold",
            "solved",
        ]

    def test_creator_only_when_asked_for(self, desk: Desk) -> None:
        make(desk.admin)
        assert "creator_user_id" not in desk.agent.get("/ticket_fields").json["ticket_fields"][-1]
        fields = desk.agent.get("/ticket_fields", creator="true").json["ticket_fields"]
        assert fields[0]["creator_user_id"] == -1
        assert fields[-1]["creator_user_id"] == desk.cast.admin
        assert fields[-1]["creator_app_name"] is None

    def test_users_beside(self, desk: Desk) -> None:
        make(desk.admin)
        body = desk.agent.get("/ticket_fields", include="users").json
        assert [user["id"] for user in body["users"]] == [desk.cast.admin]

    def test_count(self, desk: Desk) -> None:
        before = desk.agent.get("/ticket_fields/count").json["count"]["value"]
        make(desk.admin)
        assert desk.agent.get("/ticket_fields/count").json["count"]["value"] == before + 1
        assert desk.emma.get("/ticket_fields/count").status == 403


class TestShow:
    def test_agent(self, desk: Desk) -> None:
        made = make(desk.admin)
        assert desk.agent.get(f"/ticket_fields/{made['id']}").json["ticket_field"] == made

    def test_with_creator(self, desk: Desk) -> None:
        made = make(desk.admin)
        body = desk.agent.get(f"/ticket_fields/{made['id']}", include="users").json
        assert body["ticket_field"]["creator_user_id"] == desk.cast.admin
        assert [user["id"] for user in body["users"]] == [desk.cast.admin]

    def test_unknown(self, desk: Desk) -> None:
        assert desk.agent.get("/ticket_fields/1").status == 404
        assert desk.agent.get("/ticket_fields/x").status == 400


class TestCreate:
    def test_defaults(self, desk: Desk) -> None:
        answer = attempt(desk.admin, title="Colour")
        made = answer.json["ticket_field"]
        assert answer.headers["location"] == made["url"]
        assert made["type"] == "text"
        assert made["description"] == made["title_in_portal"] == made["raw_title"] == "Colour"
        assert made["position"] == 9999
        assert (made["active"], made["removable"], made["tag"], made["key"]) == (
            True,
            True,
            None,
            None,
        )
        for flag in ("required", "collapsed_for_agents", "visible_in_portal"):
            assert made[flag] is False
        assert "custom_field_options" not in made

    def test_agent_may_not(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert attempt(desk.agent, title="Colour").status == 403
        assert desk.snapshot() == before

    @pytest.mark.parametrize("given", [{}, {"title": None}, {"title": "  "}])
    def test_title_is_required(self, desk: Desk, given: dict[str, object]) -> None:
        before = desk.snapshot()
        assert problem(attempt(desk.admin, type="text", **given)) == ("title", "BlankValue")
        assert desk.snapshot() == before

    def test_wrong_types(self, desk: Desk) -> None:
        assert attempt(desk.admin, title=["x"]).status == 400
        assert attempt(desk.admin, title="x", required="maybe").status == 400
        assert attempt(desk.admin, title="x", custom_field_options="a").status == 400
        assert desk.admin.post("/ticket_fields", {}).status == 400

    @pytest.mark.parametrize("type_", ["subject", "status", "nonsense", "Text"])
    def test_only_custom_types(self, desk: Desk, type_: str) -> None:
        assert problem(attempt(desk.admin, title="x", type=type_)) == ("type", "InvalidValue")

    def test_raw_title_wins(self, desk: Desk) -> None:
        made = make(desk.admin, title="a", raw_title="b")
        assert (made["title"], made["raw_title"]) == ("b", "b")

    def test_a_number_is_a_title(self, desk: Desk) -> None:
        assert make(desk.admin, title=7)["title"] == "7"

    @pytest.mark.parametrize("type_", ["text", "textarea", "date", "integer", "decimal"])
    def test_plain_types(self, desk: Desk, type_: str) -> None:
        made = make(desk.admin, type_, regexp_for_validation="a", tag="b")
        assert (made["type"], made["regexp_for_validation"], made["tag"]) == (type_, None, None)

    def test_checkbox_with_tag(self, desk: Desk) -> None:
        assert make(desk.admin, "checkbox", tag="Red Flag")["tag"] == "red_flag"
        answer = attempt(desk.admin, title="x", type="checkbox", tag="red_flag")
        assert problem(answer)[1] == "DuplicateValue"

    def test_position_out_of_range(self, desk: Desk) -> None:
        assert problem(attempt(desk.admin, title="x", position=-1)) == ("position", "InvalidValue")


class TestRegexp:
    def test_is_required(self, desk: Desk) -> None:
        answer = attempt(desk.admin, title="x", type="regexp")
        assert problem(answer) == ("regexp_for_validation", "BlankValue")

    @pytest.mark.parametrize("pattern", ["(", r"(a)\1", "a{900}{9}x{900}", "x" * 1001])
    def test_must_be_good(self, desk: Desk, pattern: str) -> None:
        answer = attempt(desk.admin, title="x", type="regexp", regexp_for_validation=pattern)
        assert problem(answer) == ("regexp_for_validation", "InvalidValue")

    def test_can_be_changed_but_not_removed(self, desk: Desk) -> None:
        made = make(desk.admin, "regexp", regexp_for_validation=r"^\d+$")
        path = f"/ticket_fields/{made['id']}"
        body = {"ticket_field": {"regexp_for_validation": "^a$"}}
        changed = desk.admin.put(path, body).json["ticket_field"]
        assert changed["regexp_for_validation"] == "^a$"
        answer = desk.admin.put(path, {"ticket_field": {"regexp_for_validation": None}})
        assert problem(answer) == ("regexp_for_validation", "BlankValue")


class TestLookup:
    def test_target(self, desk: Desk) -> None:
        made = make(
            desk.admin,
            "lookup",
            relationship_target_type="zen:user",
            relationship_filter={"all": [], "any": []},
        )
        assert made["relationship_target_type"] == "zen:user"
        assert made["relationship_filter"] == {"all": [], "any": []}

    @pytest.mark.parametrize(
        ("target", "code"),
        [
            (None, "BlankValue"),
            ("zen:view", "InvalidValue"),
            ("zen:custom_object:", "InvalidValue"),
        ],
    )
    def test_wrong_target(self, desk: Desk, target: object, code: str) -> None:
        answer = attempt(desk.admin, title="x", type="lookup", relationship_target_type=target)
        assert problem(answer) == ("relationship_target_type", code)


class TestPortalFlags:
    def test_each_needs_the_one_before(self, desk: Desk) -> None:
        assert problem(attempt(desk.admin, title="x", editable_in_portal=True)) == (
            "editable_in_portal",
            "InvalidValue",
        )
        answer = attempt(desk.admin, title="x", visible_in_portal=True, required_in_portal=True)
        assert problem(answer) == ("required_in_portal", "InvalidValue")

    def test_turning_one_off_takes_the_later_ones_along(self, desk: Desk) -> None:
        flags = ("visible_in_portal", "editable_in_portal", "required_in_portal")
        made = make(desk.admin, "text", **dict.fromkeys(flags, True))
        body = {"ticket_field": {"visible_in_portal": False}}
        changed = desk.admin.put(f"/ticket_fields/{made['id']}", body).json["ticket_field"]
        assert [changed[flag] for flag in flags] == [False, False, False]


class TestUpdate:
    def test_the_type_stays(self, desk: Desk) -> None:
        made = make(desk.admin)
        body = {"ticket_field": {"type": "checkbox", "title": "Hue"}}
        changed = desk.admin.put(f"/ticket_fields/{made['id']}", body).json["ticket_field"]
        assert (changed["type"], changed["title"]) == ("text", "Hue")
        assert changed["title_in_portal"] == "Colour"

    def test_null(self, desk: Desk) -> None:
        made = make(desk.admin, description="d", agent_description="e")
        body = {"ticket_field": {"description": None, "agent_description": None}}
        changed = desk.admin.put(f"/ticket_fields/{made['id']}", body).json["ticket_field"]
        assert (changed["description"], changed["agent_description"]) == ("", None)
        assert (
            desk.admin.put(f"/ticket_fields/{made['id']}", {"ticket_field": {"title": None}}).status
            == 422
        )

    def test_agents_may_not(self, desk: Desk) -> None:
        made = make(desk.admin)
        body = {"ticket_field": {"title": "Hue"}}
        assert desk.agent.put(f"/ticket_fields/{made['id']}", body).status == 403
        assert desk.admin.put("/ticket_fields/1", body).status == 404

    def test_a_checkbox_loses_its_tag(self, desk: Desk) -> None:
        made = make(desk.admin, "checkbox", tag="flag")
        body = {"ticket_field": {"tag": None}}
        changed = desk.admin.put(f"/ticket_fields/{made['id']}", body).json["ticket_field"]
        assert changed["tag"] is None
        make(desk.admin, "checkbox", tag="flag")

    def test_system_fields(self, desk: Desk) -> None:
        subject, priority = system(desk, "subject"), system(desk, "priority")
        path = f"/ticket_fields/{subject['id']}"
        changed = desk.admin.put(path, {"ticket_field": {"title": "Topic", "required": True}})
        assert changed.json["ticket_field"]["title"] == "Topic"
        refused = desk.admin.put(path, {"ticket_field": {"active": False}})
        assert problem(refused) == ("active", "InvalidValue")
        path = f"/ticket_fields/{priority['id']}"
        body = {"ticket_field": {"active": False, "sub_type_id": 1}}
        changed = desk.admin.put(path, body).json["ticket_field"]
        assert changed["active"] is False
        assert [one["value"] for one in changed["system_field_options"]] == ["normal", "high"]
        refused = desk.admin.put(path, {"ticket_field": {"sub_type_id": 2}})
        assert problem(refused) == ("sub_type_id", "InvalidValue")

    def test_on_hold_is_one_switch(self, desk: Desk) -> None:
        hold(desk, on=False)
        status = system(desk, "status")
        assert status["sub_type_id"] == 0
        body = {"ticket_field": {"sub_type_id": 1}}
        changed = desk.admin.put(f"/ticket_fields/{status['id']}", body).json["ticket_field"]
        assert "hold" in [one["value"] for one in changed["system_field_options"]]
        settings = desk.agent.get("/account/settings").json["settings"]
        assert settings["tickets"]["status_hold"] is True
        hold(desk, on=False)
        assert system(desk, "status")["sub_type_id"] == 0


class TestDelete:
    def test_admin(self, desk: Desk) -> None:
        path = f"/ticket_fields/{make(desk.admin)['id']}"
        assert desk.agent.delete(path).status == 403
        assert desk.admin.delete(path).status == 204
        assert desk.admin.delete(path).status == 404

    @pytest.mark.parametrize("type_", ["subject", "assignee", "priority"])
    def test_system_fields_stay(self, desk: Desk, type_: str) -> None:
        path = f"/ticket_fields/{system(desk, type_)['id']}"
        before = desk.snapshot()
        refused = desk.admin.delete(path)
        assert problem(refused) == ("base", "InvalidValue")
        assert desk.snapshot() == before

    def test_forms_lose_it(self, desk: Desk) -> None:
        made = make(desk.admin)
        put_on_form(desk, made["id"], "[]")
        desk.admin.delete(f"/ticket_fields/{made['id']}")
        with desk.account.transaction(writes=False) as db:
            [form] = db.rows(ticket_forms.select())
        assert form.ticket_field_ids == "[]"

    def test_refused_while_a_condition_uses_it(self, desk: Desk) -> None:
        made = make(desk.admin, "checkbox")
        put_on_form(desk, made["id"], f'[{{"parent_field_id":{made["id"]},"child_fields":[]}}]')
        path = f"/ticket_fields/{made['id']}"
        before = desk.snapshot()
        assert problem(desk.admin.delete(path)) == ("base", "FieldInUse")
        refused = desk.admin.put(path, {"ticket_field": {"active": False}})
        assert problem(refused) == ("base", "FieldInUse")
        assert desk.snapshot() == before


class TestReorder:
    def test_admin(self, desk: Desk) -> None:
        first, second = make(desk.admin), make(desk.admin)
        order = {"ticket_field_ids": [second["id"], first["id"]]}
        answer = desk.admin.put("/ticket_fields/reorder", order)
        assert (answer.status, answer.content) == (200, b"")
        fields = desk.agent.get("/ticket_fields").json["ticket_fields"]
        assert [field["id"] for field in fields[:2]] == [second["id"], first["id"]]
        assert fields[2]["type"] == "subject"
        assert [field["position"] for field in fields] == list(range(1, len(fields) + 1))

    def test_refusals(self, desk: Desk) -> None:
        made = make(desk.admin)
        before = desk.snapshot()
        path = "/ticket_fields/reorder"
        assert desk.admin.put(path, {"ticket_field_ids": [1]}).status == 422
        assert desk.admin.put(path, {"ticket_field_ids": [made["id"]] * 2}).status == 422
        assert desk.admin.put(path, {"ticket_field_ids": "x"}).status == 400
        assert desk.admin.put(path, {}).status == 400
        assert desk.agent.put(path, {"ticket_field_ids": [made["id"]]}).status == 403
        assert desk.snapshot() == before


def put_on_form(desk: Desk, field_id: int, conditions: str) -> None:
    """Make the default form hold the field, with these conditions for agents."""
    values = {"ticket_field_ids": f"[{field_id}]", "agent_conditions": conditions}
    with desk.account.transaction(writes=True) as db:
        db.run(update(ticket_forms).values(**values))
