"""Views themselves: who sees which, and how they are listed."""

from typing import Any

import pytest

from tests.desk import Caller, Desk
from tests.families.view_making import (
    STANDARD,
    make,
    own,
    titles,
)


class TestStandard:
    def test_a_new_account_has_ten(self, desk: Desk) -> None:
        answer = desk.agent.get("/views").json
        assert [view["title"] for view in answer["views"]] == STANDARD
        assert answer["views"][0]["raw_title"] == "{{zd.your_unsolved_tickets}}"
        assert {view["default"] for view in answer["views"]} == {True}
        assert answer["count"] == 10

    def test_all_of_them_are_valid(self, any_desk: Desk) -> None:
        desk = any_desk
        for view in desk.admin.get("/views").json["views"]:
            assert "invalid" not in view
            assert desk.admin.get(f"/views/{view['id']}/execute").json["rows"] == []


class TestList:
    def test_end_users_and_strangers(self, desk: Desk) -> None:
        assert desk.emma.get("/views").status == 403
        assert desk.anonymous.get("/views").status == 401

    def test_by_position_with_inactive_ones_last(self, desk: Desk) -> None:
        make(desk.admin, title="Off", active=False, position=1)
        make(desk.admin, title="First", position=0)
        make(desk.admin, title="Last")
        assert titles(desk.agent) == ["First", *STANDARD, "Last", "Off"]

    def test_orders(self, any_desk: Desk) -> None:
        desk = any_desk
        make(desk.admin, title="aardvark")
        desk.clock.forward(hours=1)
        make(desk.admin, title="Zebra")
        names = titles(desk.agent, sort_by="alphabetical")
        assert (names[0], names[-1]) == ("aardvark", "Zebra")
        assert titles(desk.agent, sort_by="alphabetical", sort_order="desc")[-1] == "aardvark"
        assert titles(desk.agent, sort_by="created_at")[0] == "Zebra"
        assert titles(desk.agent, sort_by="updated_at", sort_order="asc")[-1] == "Zebra"

    def test_filters(self, any_desk: Desk) -> None:
        desk = any_desk
        billing = {"type": "Group", "id": desk.cast.billing}
        make(desk.admin, title="For billing", restriction=billing)
        make(desk.admin, title="Off", active=False)
        make(desk.agent, title="Mine", restriction={"type": "User", "id": desk.cast.agent})
        assert own(desk.agent, access="personal") == ["Mine"]
        assert own(desk.agent, access="shared") == ["For billing", "Off"]
        assert own(desk.agent, access="account") == ["Off"]
        assert own(desk.agent, group_id=desk.cast.billing) == ["For billing"]
        assert own(desk.agent, active=False) == ["Off"]
        assert own(desk.agent, "/views/active") == ["For billing", "Mine"]
        assert desk.agent.get("/views", access="everybody").status == 400

    def test_pages(self, desk: Desk) -> None:
        first = desk.agent.get("/views", per_page=4).json
        assert len(first["views"]) == 4
        second = desk.agent.get(first["next_page"]).json
        assert [view["title"] for view in second["views"]] == STANDARD[4:8]
        walked = desk.agent.get("/views", **{"page[size]": 6}).json
        rest = desk.agent.get(walked["links"]["next"]).json
        assert [view["title"] for view in rest["views"]] == STANDARD[6:]

    def test_side_loads(self, desk: Desk) -> None:
        make(desk.agent, title="Mine")
        listed = desk.agent.get("/views", include="permissions,app_installation").json["views"]
        assert listed[0]["permissions"] == {"can_edit": False, "can_delete": False}
        assert listed[-1]["permissions"] == {"can_edit": True, "can_delete": True}
        assert listed[0]["app_installation"] is None
        assert "permissions" not in desk.agent.get("/views").json["views"][0]


class TestCompact:
    def test_at_most_32_active_ones(self, desk: Desk) -> None:
        for number in range(25):
            make(desk.admin, title=f"View {number}")
        make(desk.admin, title="Off", active=False, position=0)
        names = titles(desk.agent, "/views/compact", per_page=3)
        assert len(names) == 32
        assert "Off" not in names


class TestSearch:
    def test_words_of_titles(self, any_desk: Desk) -> None:
        desk = any_desk
        make(desk.admin, title="Broken LAMPS")
        assert own(desk.agent, "/views/search", query="lamps") == ["Broken LAMPS"]
        assert titles(desk.agent, "/views/search", query="%") == []
        assert desk.agent.get("/views/search").status == 400


class TestShowMany:
    def test_those_that_are_seen(self, desk: Desk) -> None:
        mine = make(desk.agent, title="Mine")
        shared = make(desk.admin, title="Shared", active=False)
        ids = f"{mine['id']},{shared['id']},999"
        assert titles(desk.agent, "/views/show_many", ids=ids) == ["Mine", "Shared"]
        assert titles(desk.admin, "/views/show_many", ids=ids) == ["Shared"]
        assert titles(desk.agent, "/views/show_many", ids=ids, active=True) == ["Mine"]
        assert desk.agent.get("/views/show_many").status == 400


class TestCount:
    def test_counts_what_is_seen(self, desk: Desk) -> None:
        make(desk.agent, title="Mine")
        assert desk.agent.get("/views/count").json["count"]["value"] == 11
        assert desk.admin.get("/views/count").json["count"]["value"] == 10


class TestWhoSees:
    @pytest.mark.parametrize(
        ("restriction", "seers"),
        [
            (None, {"admin", "agent", "bob", "light"}),
            ({"type": "Group", "id": "billing"}, {"admin", "agent", "bob"}),
            ({"type": "Group", "ids": ["support", "billing"]}, {"admin", "agent", "bob", "light"}),
            ({"type": "User", "id": "admin"}, {"admin"}),
            ({"type": "User", "id": "bob"}, {"bob"}),
        ],
    )
    def test_restrictions(
        self, desk: Desk, restriction: dict[str, Any] | None, seers: set[str]
    ) -> None:
        given = None
        if restriction:
            given = dict(restriction)
            if "id" in given:
                given["id"] = getattr(desk.cast, given["id"])
            else:
                given["ids"] = [getattr(desk.cast, name) for name in given["ids"]]
        view = make(desk.admin, restriction=given)
        for name in ("admin", "agent", "bob", "light"):
            caller: Caller = getattr(desk, name)
            status = 200 if name in seers else 404
            for path in ("", "/tickets", "/execute", "/count", "/export"):
                assert caller.get(f"/views/{view['id']}{path}").status == status, (name, path)

    def test_how_it_is_shown(self, desk: Desk) -> None:
        ids = [desk.cast.billing, desk.cast.support]
        view = make(desk.admin, restriction={"type": "Group", "ids": ids})
        assert view["restriction"] == {"type": "Group", "id": desk.cast.billing, "ids": ids}
        mine = make(desk.agent, restriction={"type": "User"})
        assert mine["restriction"] == {"type": "User", "id": desk.cast.agent}


class TestDefinitions:
    def test_what_can_be_asked(self, desk: Desk) -> None:
        found = desk.agent.get("/views/definitions").json["definitions"]
        fields = {each["subject"]: each for each in found["conditions_all"]}
        assert {"status", "group_id", "updated_at"} <= fields.keys()
        assert "update_type" not in fields
        groups = [value["value"] for value in fields["group_id"]["values"]]
        assert {"current_groups", str(desk.cast.billing)} <= set(groups)
        assert "updated_at" not in {each["subject"] for each in found["conditions_any"]}
