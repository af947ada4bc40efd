"""The macros family: lists, changes and who may make them; what they do is tested beside it."""

from typing import Any

import pytest

from tests.desk import Desk
from tests.families.field_making import problem
from tests.families.macro_making import SOLVE, attempt, make, of_groups, own, titles
from tests.families.preparing import set_setting, with_role
from tests.families.ticket_making import change, created_id

STANDARD = [
    "Close and redirect to topics",
    "Customer not responding",
    "Downgrade and inform",
    "Take it!",
]


class TestList:
    @pytest.mark.parametrize("path", ["/macros", "/macros/active", "/macros/search?query=a"])
    def test_who_may(self, desk: Desk, path: str) -> None:
        assert desk.anonymous.get(path).status == 401
        assert desk.emma.get(path).status == 403
        assert desk.agent.get(path).status == 200

    def test_those_of_a_new_account(self, desk: Desk) -> None:
        answer = desk.agent.get("/macros")
        assert titles(answer) == STANDARD
        assert answer.json["count"] == 4

    def test_shared_and_own(self, desk: Desk) -> None:
        make(desk.admin, title="For all")
        make(desk.admin, title="For billing", restriction=of_groups(desk.cast.billing))
        make(desk.agent, title="Alice's", restriction=own(desk.cast.agent))
        make(desk.bob, title="Bob's", restriction=own(desk.cast.bob))
        assert set(titles(desk.agent.get("/macros"))) - set(STANDARD) == {
            "For all",
            "For billing",
            "Alice's",
        }
        assert set(titles(desk.light.get("/macros"))) - set(STANDARD) == {"For all"}
        assert set(titles(desk.admin.get("/macros"))) - set(STANDARD) == {"For all", "For billing"}

    @pytest.mark.parametrize(
        ("access", "wanted"),
        [
            ("personal", {"Alice's"}),
            ("agents", {"Alice's"}),
            ("shared", {"For all", "For billing", *STANDARD}),
            ("account", {"For all", *STANDARD}),
        ],
    )
    def test_by_access(self, desk: Desk, access: str, wanted: set[str]) -> None:
        make(desk.admin, title="For all")
        make(desk.admin, title="For billing", restriction=of_groups(desk.cast.billing))
        make(desk.agent, title="Alice's", restriction=own(desk.cast.agent))
        make(desk.bob, title="Bob's", restriction=own(desk.cast.bob))
        assert set(titles(desk.agent.get("/macros", access=access))) == wanted
        if access == "agents":
            assert set(titles(desk.admin.get("/macros", access=access))) == {"Alice's", "Bob's"}

    def test_by_an_access_that_there_is_not(self, desk: Desk) -> None:
        assert desk.agent.get("/macros", access="nobody").status == 400

    def test_what_admins_can_use_themselves(self, desk: Desk) -> None:
        make(desk.admin, title="For billing", restriction=of_groups(desk.cast.billing))
        assert "For billing" in titles(desk.admin.get("/macros"))
        assert "For billing" not in titles(desk.admin.get("/macros", only_viewable="true"))

    def test_by_category_and_group(self, desk: Desk) -> None:
        make(desk.admin, title="Refunds::Full")
        make(desk.admin, title="Refundable", restriction=of_groups(desk.cast.support))
        assert titles(desk.agent.get("/macros", category="Refunds")) == ["Refunds::Full"]
        assert titles(desk.agent.get("/macros", group_id=desk.cast.support)) == ["Refundable"]
        assert titles(desk.agent.get("/macros/active", category="Refunds")) == ["Refunds::Full"]

    def test_active_or_not(self, desk: Desk) -> None:
        make(desk.admin, title="Old", active=False)
        assert titles(desk.agent.get("/macros", active="false")) == ["Old"]
        assert titles(desk.agent.get("/macros", active="true")) == STANDARD
        assert titles(desk.agent.get("/macros/active")) == STANDARD

    @pytest.mark.parametrize(
        ("sort_by", "order"),
        [
            ("alphabetical", ["Ask", "Build", "Call"]),
            ("created_at", ["Call", "Build", "Ask"]),
            ("updated_at", ["Build", "Call", "Ask"]),
            ("position", ["Build", "Ask", "Call"]),
            ("usage_1h", ["Call", "Build", "Ask"]),
            ("usage_30d", ["Ask", "Call", "Build"]),
        ],
    )
    def test_sorted(self, desk: Desk, sort_by: str, order: list[str]) -> None:
        made: dict[str, Any] = {}
        for place, title in ((9, "Ask"), (8, "Build"), (12, "Call")):
            made[title] = make(desk.admin, title=title, position=place)["id"]
            desk.clock.forward(minutes=1)
        desk.admin.put(f"/macros/{made['Build']}", {"macro": {"description": "Bricks"}})
        ticket_id = created_id(desk.agent)
        for _ in range(2):
            change(desk.agent, ticket_id, macro_ids=[made["Ask"]])
        desk.clock.forward(hours=2)
        change(desk.agent, ticket_id, macro_id=made["Call"])
        found = titles(desk.agent.get("/macros", sort_by=sort_by))
        assert [title for title in found if title in made] == order
        direction = "desc" if sort_by in {"alphabetical", "position"} else "asc"
        found = titles(desk.agent.get("/macros", sort_by=sort_by, sort_order=direction))
        if sort_by != "usage_1h":
            assert [title for title in found if title in made] == order[::-1]

    def test_pages_by_cursor(self, desk: Desk) -> None:
        seen = []
        answer = desk.agent.get("/macros", **{"page[size]": 3})
        while True:
            seen += titles(answer)
            if not answer.json["meta"]["has_more"]:
                break
            answer = desk.agent.get(answer.json["links"]["next"])
        assert seen == STANDARD

    def test_search(self, desk: Desk) -> None:
        assert titles(desk.agent.get("/macros/search", query="AND")) == [
            "Close and redirect to topics",
            "Downgrade and inform",
        ]
        assert titles(desk.agent.get("/macros/search", query="100%")) == []
        assert desk.agent.get("/macros/search").status == 400

    def test_beside_them(self, desk: Desk) -> None:
        shared = make(desk.admin, title="Refunds::Full")
        personal = make(desk.agent, title="Mine", restriction=own(desk.cast.agent))
        change(desk.agent, created_id(desk.agent), macro_ids=[shared["id"]])
        names = "app_installation,categories,permissions,usage_1h,usage_24h,usage_7d,usage_30d"
        found = {
            macro["id"]: macro for macro in desk.agent.get("/macros", include=names).json["macros"]
        }
        first, second = found[shared["id"]], found[personal["id"]]
        assert (first["categories"], second["categories"]) == ("Refunds", None)
        assert first["permissions"] == {"can_edit": False, "can_delete": False}
        assert second["permissions"] == {"can_edit": True, "can_delete": True}
        assert (first["usage_1h"], first["usage_30d"], second["usage_7d"]) == (1, 1, 0)
        assert first["app_installation"] is None
        assert "usage_1h" not in desk.agent.get("/macros").json["macros"][0]

    def test_categories(self, desk: Desk) -> None:
        make(desk.admin, title="Refunds::Full::Late")
        make(desk.admin, title="Ask::Why")
        make(desk.admin, title="Old::One", active=False)
        make(desk.bob, title="Bob::Own", restriction=own(desk.cast.bob))
        answer = desk.agent.get("/macros/categories")
        assert answer.json == {"categories": ["Ask", "Refunds"]}


class TestShow:
    def test_one(self, desk: Desk) -> None:
        made = make(desk.admin, description="How", restriction=of_groups(desk.cast.support))
        macro = desk.agent.get(f"/macros/{made['id']}.json").json["macro"]
        assert macro == made
        assert macro["actions"] == SOLVE
        support = desk.cast.support
        assert macro["restriction"] == {"type": "Group", "id": support, "ids": [support]}
        assert (macro["active"], macro["default"], macro["position"]) == (True, False, 5)

    def test_hidden_and_unknown(self, desk: Desk) -> None:
        hidden = make(desk.bob, restriction=own(desk.cast.bob))
        for path in (f"/macros/{hidden['id']}", "/macros/1", f"/macros/{hidden['id']}/apply"):
            assert desk.agent.get(path).status == 404
        assert desk.admin.get(f"/macros/{hidden['id']}").status == 200

    def test_title_with_dynamic_content(self, desk: Desk) -> None:
        item = {
            "name": "Word",
            "default_locale_id": 1,
            "variants": [{"locale_id": 1, "default": True, "content": "Hello"}],
        }
        assert desk.admin.post("/dynamic_content/items", {"item": item}).status == 201
        macro = make(desk.admin, title="{{dc.word}} there")
        assert (macro["title"], macro["raw_title"]) == ("Hello there", "{{dc.word}} there")


class TestCreate:
    def test_by_admins_for_all(self, desk: Desk) -> None:
        macro = make(desk.admin)
        assert (macro["restriction"], macro["created_at"]) == (None, "2026-03-02T09:00:00Z")

    def test_by_agents_only_for_themselves(self, desk: Desk) -> None:
        before = desk.snapshot()
        for restriction in (None, own(desk.cast.bob), of_groups(desk.cast.support)):
            assert attempt(desk.agent, restriction=restriction).status == 403
        assert desk.snapshot() == before
        assert make(desk.agent, restriction={"type": "User"})["restriction"] == own(desk.cast.agent)

    @pytest.mark.parametrize(
        ("access", "wanted"),
        [
            ("readonly", [403, 403, 403]),
            ("manage-personal", [200, 403, 403]),
            ("manage-group", [200, 200, 403]),
            ("full", [200, 200, 200]),
        ],
    )
    def test_as_custom_roles_say(self, desk: Desk, access: str, wanted: list[int]) -> None:
        with_role(desk, desk.cast.agent, macro_access=access)
        restrictions = (own(desk.cast.agent), of_groups(desk.cast.support), None)
        found = [attempt(desk.agent, restriction=each).status for each in restrictions]
        assert found == wanted

    def test_managers_of_groups_only_for_their_own(self, desk: Desk) -> None:
        with_role(desk, desk.cast.bob, macro_access="manage-group")
        assert attempt(desk.bob, restriction=of_groups(desk.cast.billing)).status == 200
        both = of_groups(desk.cast.billing, desk.cast.support)
        assert attempt(desk.bob, restriction=both).status == 403

    def test_where_it_is_put(self, desk: Desk) -> None:
        assert make(desk.admin, title="First", position=1)["position"] == 1
        by_position = titles(desk.agent.get("/macros", sort_by="position"))
        assert by_position[:2] == ["First", STANDARD[0]]

    @pytest.mark.parametrize(
        ("macro", "attribute"),
        [
            ({"title": ""}, "title"),
            ({"title": None}, "title"),
            ({"title": "x" * 256}, "title"),
            ({"actions": []}, "base"),
            ({"actions": None}, "base"),
            ({"actions": [{"field": "status", "value": "closed"}]}, "base"),
            ({"actions": [{"field": "status", "value": "new"}]}, "base"),
            ({"actions": [{"field": "nothing", "value": "x"}]}, "base"),
            (
                {"actions": [{"field": "notification_user", "value": ["requester_id", "a", "b"]}]},
                "base",
            ),
            ({"actions": [{"field": "group_id", "value": "1"}]}, "base"),
            ({"actions": [{"field": "comment_value", "value": "{% if %}"}]}, "actions"),
            ({"restriction": {"type": "Planet", "id": 1}}, "restriction"),
            ({"restriction": {"type": "Group", "ids": []}}, "restriction"),
            ({"restriction": {"type": "Group", "ids": [1]}}, "restriction"),
            ({"restriction": {"type": "User", "id": 1}}, "restriction"),
            ({"position": 0}, "position"),
            ({"attachments": [1]}, "attachments"),
            ({"description": "x" * 65_536}, "description"),
        ],
    )
    def test_refused(self, desk: Desk, macro: dict[str, Any], attribute: str) -> None:
        before = desk.snapshot()
        assert problem(attempt(desk.admin, **macro))[0] == attribute
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        "macro",
        [{"actions": "solve"}, {"title": []}, {"restriction": "all"}],
    )
    def test_of_the_wrong_type(self, desk: Desk, macro: dict[str, Any]) -> None:
        assert attempt(desk.admin, **macro).status == 400

    def test_without_a_body(self, desk: Desk) -> None:
        assert desk.admin.post("/macros", {}).status == 400

    def test_hold_where_the_account_has_it(self, desk: Desk) -> None:
        hold = [{"field": "status", "value": "hold"}]
        assert attempt(desk.admin, actions=hold).status == 200
        set_setting(desk, "tickets.status_hold", False)
        assert problem(attempt(desk.admin, actions=hold)) == ("base", "InvalidValue")


class TestUpdate:
    def test_what_is_given(self, desk: Desk) -> None:
        made = make(desk.admin, description="How", restriction=of_groups(desk.cast.support))
        desk.clock.forward(minutes=1)
        answer = desk.admin.put(f"/macros/{made['id']}", {"macro": {"title": "New"}})
        assert answer.status == 200
        wanted = {**made, "title": "New", "raw_title": "New", "updated_at": "2026-03-02T09:01:00Z"}
        assert answer.json["macro"] == wanted

    def test_null_clears(self, desk: Desk) -> None:
        made = make(desk.admin, description="How", restriction=of_groups(desk.cast.support))
        cleared = {"description": None, "restriction": None}
        macro = desk.admin.put(f"/macros/{made['id']}", {"macro": cleared}).json["macro"]
        assert (macro["description"], macro["restriction"]) == (None, None)

    def test_actions_are_replaced(self, desk: Desk) -> None:
        made = make(desk.admin)
        actions = [{"field": "priority", "value": "low"}]
        answer = desk.admin.put(f"/macros/{made['id']}", {"macro": {"actions": actions}})
        assert answer.json["macro"]["actions"] == actions
        assert desk.admin.put(f"/macros/{made['id']}", {"macro": {"actions": []}}).status == 422

    def test_agents_their_own(self, desk: Desk) -> None:
        shared = make(desk.admin)
        personal = make(desk.agent, restriction=own(desk.cast.agent))
        change_it = {"macro": {"title": "Mine"}}
        assert desk.agent.put(f"/macros/{shared['id']}", change_it).status == 403
        assert desk.agent.put(f"/macros/{personal['id']}", change_it).status == 200
        share = {"macro": {"restriction": None}}
        assert desk.agent.put(f"/macros/{personal['id']}", share).status == 403
        assert desk.bob.put(f"/macros/{personal['id']}", change_it).status == 404

    def test_many(self, desk: Desk) -> None:
        first, second = make(desk.admin, title="A"), make(desk.admin, title="B")
        body = {
            "macros": [
                {"id": second["id"], "position": 1, "title": "Not read"},
                {"id": first["id"], "active": False},
            ]
        }
        answer = desk.admin.put("/macros/update_many", body)
        found = [(macro["title"], macro["active"]) for macro in answer.json["macros"]]
        assert found == [("B", True), ("A", False)]
        assert titles(desk.agent.get("/macros", sort_by="position"))[0] == "B"

    def test_many_of_which_one_is_not_there(self, desk: Desk) -> None:
        made = make(desk.admin)
        before = desk.snapshot()
        body = {"macros": [{"id": made["id"], "active": False}, {"id": 1}]}
        assert desk.admin.put("/macros/update_many", body).status == 404
        assert desk.admin.put("/macros/update_many", {"macros": [{}]}).status == 422
        own_one = {"macros": [{"id": made["id"], "active": False}]}
        assert desk.agent.put("/macros/update_many", own_one).status == 403
        assert desk.snapshot() == before


class TestDelete:
    def test_one(self, desk: Desk) -> None:
        made = make(desk.admin, restriction=of_groups(desk.cast.support))
        assert desk.agent.delete(f"/macros/{made['id']}").status == 403
        assert desk.admin.delete(f"/macros/{made['id']}").status == 204
        assert desk.admin.get(f"/macros/{made['id']}").status == 404
        assert desk.admin.delete(f"/macros/{made['id']}").status == 404

    def test_many(self, desk: Desk) -> None:
        ids = [make(desk.agent, restriction=own(desk.cast.agent))["id"] for _ in range(2)]
        assert desk.agent.delete(f"/macros/destroy_many?ids={ids[0]},1").status == 404
        assert desk.agent.delete(f"/macros/destroy_many?ids={ids[0]},{ids[1]}").status == 204
        assert titles(desk.agent.get("/macros")) == STANDARD
        assert desk.agent.delete("/macros/destroy_many").status == 400

    def test_with_their_agent(self, desk: Desk) -> None:
        make(desk.bob, title="Bob's", restriction=own(desk.cast.bob))
        make(desk.agent, title="Alice's", restriction=own(desk.cast.agent))
        assert desk.admin.delete(f"/users/{desk.cast.bob}").status == 200
        assert titles(desk.admin.get("/macros", access="agents")) == ["Alice's"]
        body = {"user": {"role": "end-user"}}
        assert desk.admin.put(f"/users/{desk.cast.agent}", body).status == 200
        assert titles(desk.admin.get("/macros", access="agents")) == []


class TestDefinitions:
    def test_actions(self, desk: Desk) -> None:
        actions = desk.agent.get("/macros/actions").json["actions"]
        by_field = {each["field"]: each for each in actions}
        assert {"status", "cc", "comment_value", "set_tags"} <= set(by_field)
        values = by_field["status"]["values"]
        assert [each["value"] for each in values["list"]] == ["open", "pending", "hold", "solved"]
        group = by_field["group_id"]["values"]["list"]
        assert group[0] == {"value": "", "title": "-", "enabled": True}
        assert str(desk.cast.support) in {each["value"] for each in group}

    def test_definitions(self, desk: Desk) -> None:
        actions = desk.agent.get("/macros/definitions").json["definitions"]["actions"]
        subjects = [each["subject"] for each in actions]
        assert "follower" in subjects
        assert "notification_user" not in subjects
        assignee = next(each for each in actions if each["subject"] == "assignee_id")
        assert assignee["values"][0]["value"] == "__NULL__"


class TestReplica:
    def test_of_a_macro(self, desk: Desk) -> None:
        made = make(desk.admin)
        answer = desk.agent.get("/macros/new", macro_id=made["id"], ticket_id=1)
        assert answer.json["macro"]["actions"] == SOLVE

    def test_of_a_ticket(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent, priority="high", tags=["a", "b"], status="pending")
        macro = desk.agent.get("/macros/new", ticket_id=ticket_id).json["macro"]
        found = {each["field"]: each["value"] for each in macro["actions"]}
        assert (found["status"], found["priority"]) == ("pending", "high")
        assert (found["current_tags"], macro["title"]) == ("a b", "Broken lamp")
        assert attempt(desk.admin, actions=macro["actions"]).status == 200

    def test_of_nothing(self, desk: Desk) -> None:
        assert desk.agent.get("/macros/new").status == 400
        assert desk.agent.get("/macros/new", macro_id=1).status == 404
        assert desk.agent.get("/macros/new", ticket_id=999).status == 404
