"""Views made, changed and deleted: what is kept, and what is refused."""

from typing import Any

import pytest

from tests.desk import Desk
from tests.families.field_making import make as make_field
from tests.families.preparing import with_role
from tests.families.view_making import (
    UNSOLVED,
    asking,
    attempt,
    make,
    own,
    problem,
)

ANCHOR = (
    "View must test for at least <strong>one</strong> of the following ticket properties "
    "in the ALL conditions section: Status, Type, Group, Assignee, Requester."
)


class TestCreate:
    def test_the_whole_object(self, desk: Desk) -> None:
        view = make(
            desk.admin,
            description="What shines no more",
            all=[UNSOLVED, asking("assignee_id", "is", desk.cast.agent)],
            any=[asking("current_tags", "includes", "lamp")],
            output={
                "columns": ["nice_id", "subject", "status"],
                "group_by": "priority",
                "group_order": "asc",
                "sort_by": "nice_id",
                "sort_order": "asc",
            },
        )
        assert desk.agent.get(f"/views/{view['id']}").json["view"] == view
        assert view["position"] == 11
        assert view["restriction"] is None
        assert view["conditions"] == {
            "all": [UNSOLVED, asking("assignee_id", "is", str(desk.cast.agent))],
            "any": [asking("current_tags", "includes", "lamp")],
        }
        execution = view["execution"]
        assert [column["id"] for column in execution["columns"]] == [
            "ticket_id",
            "subject",
            "status",
        ]
        assert execution["fields"] == execution["columns"]
        assert (execution["sort"]["id"], execution["sort"]["title"]) == ("ticket_id", "ID")
        assert execution["sort_by"] == "nice_id"
        assert execution["group"] == {
            "id": "priority",
            "title": "Priority",
            "filterable": True,
            "sortable": True,
            "order": "asc",
        }

    def test_the_defaults(self, desk: Desk) -> None:
        execution = make(desk.admin)["execution"]
        assert (execution["group"], execution["sort"]) == (None, None)
        assert (execution["group_order"], execution["sort_order"]) == ("desc", "desc")
        names = [column["id"] for column in execution["columns"]]
        assert names == ["subject", "requester", "created", "updated", "group", "assignee"]

    def test_nested_conditions(self, desk: Desk) -> None:
        answer = desk.admin.post(
            "/views", {"view": {"title": "Lamps", "conditions": {"all": [UNSOLVED]}}}
        )
        assert answer.json["view"]["conditions"] == {"all": [UNSOLVED], "any": []}

    def test_columns_of_custom_fields(self, desk: Desk) -> None:
        field = make_field(desk.admin, "integer", title="Watts")
        execution = make(desk.admin, output={"columns": ["subject", field["id"]]})["execution"]
        assert execution["custom_fields"] == [
            {
                "id": field["id"],
                "title": "Watts",
                "type": "integer",
                "url": field["url"],
                "filterable": True,
                "sortable": True,
            }
        ]

    def test_agents_make_their_own(self, desk: Desk) -> None:
        assert make(desk.agent)["restriction"] == {"type": "User", "id": desk.cast.agent}
        before = desk.snapshot()
        assert attempt(desk.agent, restriction=None).status == 403
        groups = {"type": "Group", "id": desk.cast.support}
        assert attempt(desk.agent, restriction=groups).status == 403
        other = {"type": "User", "id": desk.cast.bob}
        assert attempt(desk.agent, restriction=other).status == 403
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        ("given", "attribute", "description"),
        [
            ({"title": " "}, "title", "Title: cannot be blank"),
            ({"title": None}, "title", "Title: cannot be blank"),
            ({"title": "x" * 256}, "title", "Title: is too long (maximum is 255 characters)"),
            (
                {"all": []},
                "base",
                "Invalid conditions. You must select at least one condition",
            ),
            (
                {"all": [asking("priority", "is", "high")]},
                "base",
                ANCHOR,
            ),
            (
                {"all": [UNSOLVED, asking("colour", "is", "red")]},
                "base",
                "Invalid conditions. all[1]: colour is 'red': is not a known field",
            ),
            (
                {"any": [asking("update_type", "is", "Create")]},
                "base",
                "Invalid conditions. any[0]: update_type is 'Create': cannot be used in a view",
            ),
            (
                {"all": [asking("status", "changed", None)]},
                "base",
                "Invalid conditions. all[0]: status changed: has no such operator",
            ),
            (
                {"all": [UNSOLVED, asking("group_id", "is", "7")]},
                "base",
                "Group 7 was deleted and cannot be used",
            ),
            (
                {"output": {"columns": ["subject", "colour"]}},
                "output",
                "Output: columns: colour is not a column",
            ),
            (
                {"output": {"sort_by": "submitter"}},
                "output",
                "Output: sort_by: submitter is not a column that can be sorted by",
            ),
            (
                {"output": {"group_order": "up"}},
                "output",
                "Output: group_order: must be asc or desc",
            ),
            (
                {"output": {"columns": [f"column{number}" for number in range(11)]}},
                "output",
                "Output: columns: at most 10 columns can be shown",
            ),
            (
                {"restriction": {"type": "Group", "id": 7}},
                "restriction",
                "Restriction: Group 7 is not valid",
            ),
            (
                {"restriction": {"type": "Group", "ids": []}},
                "restriction",
                "Restriction: from 1 to 1000 groups are needed",
            ),
            ({"position": -1}, "position", "Position: -1 is not valid"),
        ],
    )
    def test_refusals(
        self, desk: Desk, given: dict[str, Any], attribute: str, description: str
    ) -> None:
        before = desk.snapshot()
        assert problem(attempt(desk.admin, **given)) == (attribute, description)
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        "given",
        [
            {"title": ["x"]},
            {"all": "status"},
            {"output": "subject"},
            {"restriction": {"type": "Brand", "id": 1}},
            {"active": "perhaps"},
        ],
    )
    def test_wrong_types(self, desk: Desk, given: dict[str, Any]) -> None:
        before = desk.snapshot()
        assert attempt(desk.admin, **given).status == 400
        assert desk.snapshot() == before


class TestUpdate:
    def test_what_is_given(self, desk: Desk) -> None:
        view = make(desk.admin, any=[asking("priority", "is", "high")], description="Old")
        desk.clock.forward(hours=1)
        path = f"/views/{view['id']}"
        changed = desk.admin.put(path, {"view": {"title": "Torches", "active": False}}).json["view"]
        assert changed["updated_at"] > view["updated_at"]
        assert changed == {
            **view,
            "title": "Torches",
            "raw_title": "Torches",
            "active": False,
            "updated_at": changed["updated_at"],
        }
        cleared = desk.admin.put(path, {"view": {"description": None}}).json["view"]
        assert cleared["description"] is None

    def test_lists_of_conditions(self, desk: Desk) -> None:
        some = [asking("priority", "is", "high")]
        view = make(desk.admin, any=some)
        path, pending = f"/views/{view['id']}", asking("status", "is", "pending")
        changed = desk.admin.put(path, {"view": {"all": [pending]}}).json["view"]
        assert changed["conditions"] == {"all": [pending], "any": some}
        given = {"view": {"conditions": {"all": [UNSOLVED]}}}
        changed = desk.admin.put(path, given).json["view"]
        assert changed["conditions"] == {"all": [UNSOLVED], "any": []}
        assert problem(desk.admin.put(path, {"view": {"all": []}}))[0] == "base"

    def test_output(self, desk: Desk) -> None:
        view = make(desk.admin, output={"columns": ["status"], "sort_by": "created"})
        path = f"/views/{view['id']}"
        given = {"view": {"output": {"sort_order": "asc"}}}
        execution = desk.admin.put(path, given).json["view"]["execution"]
        assert [column["id"] for column in execution["columns"]] == ["status"]
        assert (execution["sort_by"], execution["sort_order"]) == ("created", "asc")
        execution = desk.admin.put(path, {"view": {"output": None}}).json["view"]["execution"]
        assert (len(execution["columns"]), execution["sort"]) == (6, None)

    def test_restriction(self, desk: Desk) -> None:
        view = make(desk.admin)
        path = f"/views/{view['id']}"
        mine = {"view": {"restriction": {"type": "User"}}}
        shown = desk.admin.put(path, mine).json["view"]
        assert shown["restriction"] == {"type": "User", "id": desk.cast.admin}
        assert desk.agent.get(path).status == 404
        shown = desk.admin.put(path, {"view": {"restriction": None}}).json["view"]
        assert shown["restriction"] is None
        assert desk.agent.get(path).status == 200

    def test_who_may(self, desk: Desk) -> None:
        shared, mine = make(desk.admin), make(desk.agent)
        before = desk.snapshot()
        title = {"view": {"title": "Torches"}}
        assert desk.agent.put(f"/views/{shared['id']}", title).status == 403
        assert desk.bob.put(f"/views/{mine['id']}", title).status == 404
        assert desk.admin.put(f"/views/{mine['id']}", title).status == 404
        share = {"view": {"restriction": None}}
        assert desk.agent.put(f"/views/{mine['id']}", share).status == 403
        assert desk.agent.put("/views/999", title).status == 404
        assert desk.snapshot() == before
        assert desk.agent.put(f"/views/{mine['id']}", title).status == 200


class TestUpdateMany:
    def test_places_and_activity(self, desk: Desk) -> None:
        first, second = make(desk.admin, title="A"), make(desk.admin, title="B")
        given = [{"id": first["id"], "position": 40}, {"id": second["id"], "active": False}]
        answer = desk.admin.put("/views/update_many", {"views": given})
        shown = {view["title"]: view for view in answer.json["views"]}
        assert (shown["A"]["position"], shown["B"]["active"]) == (40, False)

    def test_all_or_none(self, desk: Desk) -> None:
        view = make(desk.admin)
        before = desk.snapshot()
        given = [{"id": view["id"], "position": 40}, {"id": 999, "position": 1}]
        assert desk.admin.put("/views/update_many", {"views": given}).status == 404
        assert desk.agent.put("/views/update_many", {"views": given[:1]}).status == 403
        assert desk.admin.put("/views/update_many", {"views": [{"position": 1}]}).status == 400
        assert desk.snapshot() == before


class TestDelete:
    def test_one(self, desk: Desk) -> None:
        view = make(desk.admin, restriction={"type": "Group", "id": desk.cast.billing})
        path = f"/views/{view['id']}"
        assert desk.agent.delete(path).status == 403
        assert desk.admin.delete(path).status == 204
        assert desk.admin.get(path).status == 404
        assert desk.snapshot()["view_groups"] == []

    def test_many(self, desk: Desk) -> None:
        ids = [make(desk.admin)["id"], make(desk.admin)["id"]]
        path = "/views/destroy_many"
        before = desk.snapshot()
        assert desk.admin.delete(path, ids=f"{ids[0]},999").status == 404
        assert desk.agent.delete(path, ids=ids[0]).status == 403
        assert desk.snapshot() == before
        assert desk.admin.delete(path, ids=",".join(map(str, ids))).status == 204
        assert own(desk.admin) == []
        assert desk.admin.delete(path).status == 400


class TestCustomRoles:
    """What `view_access` of a role lets its agents do; Bob is in Billing."""

    @pytest.mark.parametrize(
        ("access", "allowed"),
        [
            ("full", {"shared", "support", "billing", "own"}),
            ("manage-group", {"billing", "own"}),
            ("manage-personal", {"own"}),
            ("readonly", set[str]()),
        ],
    )
    def test_creating(self, desk: Desk, access: str, allowed: set[str]) -> None:
        with_role(desk, desk.cast.bob, view_access=access)
        restrictions: dict[str, Any] = {
            "shared": None,
            "support": {"type": "Group", "id": desk.cast.support},
            "billing": {"type": "Group", "id": desk.cast.billing},
            "own": {"type": "User"},
        }
        for name, restriction in restrictions.items():
            status = attempt(desk.bob, restriction=restriction).status
            assert status == (200 if name in allowed else 403), name

    def test_changing(self, desk: Desk) -> None:
        of_support = make(desk.admin, restriction={"type": "Group", "id": desk.cast.support})
        of_billing = make(desk.admin, restriction={"type": "Group", "id": desk.cast.billing})
        title = {"view": {"title": "Torches"}}
        with_role(desk, desk.cast.bob, view_access="manage-group")
        assert desk.bob.put(f"/views/{of_support['id']}", title).status == 404
        assert desk.bob.put(f"/views/{of_billing['id']}", title).status == 200
        with_role(desk, desk.cast.bob, view_access="full")
        assert desk.bob.put(f"/views/{of_support['id']}", title).status == 200
