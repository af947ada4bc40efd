"""The search family: its envelope, its pages, its refusals, and who finds what."""

from typing import Any

import pytest

from ombud.tables import tickets
from tests.desk import Caller, Desk
from tests.families.ticket_making import created_id


def ticket(caller: Caller, subject: str, **more: object) -> int:
    more.setdefault("comment", {"body": f"About the {subject}."})
    return created_id(caller, subject=subject, **more)


def found(caller: Caller, query: str, **more: object) -> list[Any]:
    answer = caller.get("/search", query=query, **more)
    assert answer.status == 200, answer.text
    results: list[Any] = answer.json["results"]
    count = caller.get("/search/count", query=query)
    assert count.json == {"count": answer.json["count"]}
    return results


def ids(caller: Caller, query: str, **more: object) -> list[int]:
    return [result["id"] for result in found(caller, query, **more)]


class TestList:
    def test_anonymous(self, desk: Desk) -> None:
        assert desk.anonymous.get("/search", query="x").status == 401

    def test_end_user(self, desk: Desk) -> None:
        assert desk.emma.get("/search", query="x").status == 403

    def test_light_agent(self, desk: Desk) -> None:
        assert desk.light.get("/search", query="type:group").json["count"] == 2

    def test_every_kind_with_its_whole_object(self, any_desk: Desk) -> None:
        desk = any_desk
        number = ticket(desk.agent, "Zebra crossing")
        results = {one["result_type"]: one for one in found(desk.agent, "zebra")}
        assert results.keys() == {"ticket", "user", "organization"}
        path = f"/tickets/{number}"
        shown = desk.agent.get(path).json["ticket"]
        assert results["ticket"] == {**shown, "result_type": "ticket"}
        shown = desk.agent.get(f"/users/{desk.cast.zoe}").json["user"]
        assert results["user"] == {**shown, "result_type": "user"}
        shown = desk.agent.get(f"/organizations/{desk.cast.zebra}").json["organization"]
        assert results["organization"] == {**shown, "result_type": "organization"}
        group = found(desk.agent, "type:group billing")[0]
        shown = desk.agent.get(f"/groups/{desk.cast.billing}").json["group"]
        assert group == {**shown, "result_type": "group"}

    def test_envelope(self, desk: Desk) -> None:
        answer = desk.agent.get("/search", query="nothing of the kind").json
        assert answer == {
            "results": [],
            "facets": None,
            "next_page": None,
            "previous_page": None,
            "count": 0,
        }

    def test_what_changes_is_found_at_once(self, any_desk: Desk) -> None:
        desk = any_desk
        number = ticket(desk.agent, "Lamp", tags=["bulb"])
        assert ids(desk.agent, "type:ticket lamp") == [number]
        change = {"subject": "Lantern", "comment": {"body": "A flicker", "public": False}}
        desk.agent.put(f"/tickets/{number}", {"ticket": {**change, "tags": ["wick"]}})
        assert ids(desk.agent, "subject:lamp") == []
        assert ids(desk.agent, "lantern flick") == [number]
        assert ids(desk.agent, "tags:bulb") == []
        assert ids(desk.agent, "tags:wick") == [number]

    def test_deleted_tickets_are_gone_and_come_back(self, desk: Desk) -> None:
        number = ticket(desk.admin, "Lamp")
        desk.admin.delete(f"/tickets/{number}")
        assert ids(desk.admin, "lamp") == []
        assert ids(desk.admin, "type:ticket status<closed") == []
        desk.admin.put(f"/deleted_tickets/{number}/restore")
        assert ids(desk.admin, "lamp") == [number]

    def test_restricted_agents_find_what_they_may_see(self, any_desk: Desk) -> None:
        desk = any_desk
        mine = ticket(desk.agent, "Lamp", group_id=desk.cast.billing)
        other = ticket(desk.agent, "Lamp", group_id=desk.cast.support)
        assert ids(desk.agent, "type:ticket lamp") == [other, mine]
        assert ids(desk.bob, "type:ticket lamp") == [mine]
        assert ids(desk.bob, str(other)) == []
        assert ids(desk.bob, f"type:ticket group:{desk.cast.support}") == []

    def test_people_by_every_name(self, desk: Desk) -> None:
        emma = desk.cast.emma
        number = ticket(desk.agent, "Lamp", requester_id=emma)
        for value in ("emma@acme.example", '"Emma Enduser"', "emma", str(emma)):
            assert ids(desk.agent, f"type:ticket requester:{value}") == [number]
        assert ids(desk.agent, "type:ticket submitter:me") == [number]
        assert ids(desk.bob, "type:ticket submitter:me") == []

    def test_sorting_by_parameters_wins(self, desk: Desk) -> None:
        low = ticket(desk.agent, "Lamp", priority="low")
        high = ticket(desk.agent, "Lamp", priority="high")
        text = "type:ticket order_by:priority sort:asc"
        assert ids(desk.agent, text) == [low, high]
        assert ids(desk.agent, text, sort_by="priority") == [high, low]
        assert ids(desk.agent, text, sort_by="created_at", sort_order="asc") == [low, high]
        assert ids(desk.agent, text, sort_by="nonsense") == [low, high]


class TestUpkeep:
    """Each family keeps the index in step with its records."""

    def test_users(self, any_desk: Desk) -> None:
        desk = any_desk
        person = {"name": "Uma Umbra", "email": "uma@shade.example", "notes": "Likes dusk"}
        answer = desk.admin.post("/users", {"user": {**person, "tags": ["night"]}})
        assert answer.status == 201, answer.text
        number = answer.json["user"]["id"]
        for text in ("umbra", "shade.example", "notes:dusk", "night", "name:uma", "tags:night"):
            assert ids(desk.agent, f"type:user {text}") == [number]
        assert ids(desk.agent, "type:user details:night") == []
        desk.admin.put(f"/users/{number}", {"user": {"name": "Uma Light", "notes": None}})
        assert ids(desk.agent, "type:user umbra") == ids(desk.agent, "type:user notes:dusk") == []
        assert ids(desk.agent, "type:user light uma") == [number]
        desk.admin.delete(f"/users/{number}")
        assert ids(desk.agent, "type:user uma") == []

    def test_organizations(self, any_desk: Desk) -> None:
        desk = any_desk
        body = {"name": "Prisms", "details": "Glass works", "tags": ["colour"]}
        answer = desk.admin.post("/organizations", {"organization": body})
        number = answer.json["organization"]["id"]
        for text in ("prism", "details:glass", "tags:colour", "colour", "name:prisms"):
            assert ids(desk.agent, f"type:organization {text}") == [number]
        path = f"/organizations/{number}"
        desk.admin.put(path, {"organization": {"name": "Lenses"}})
        assert ids(desk.agent, "type:organization prisms") == []
        assert ids(desk.agent, "type:organization lenses") == [number]
        desk.admin.delete(path)
        assert ids(desk.agent, "type:organization lenses") == []

    def test_groups(self, any_desk: Desk) -> None:
        desk = any_desk
        answer = desk.admin.post("/groups", {"group": {"name": "Lanterns"}})
        number = answer.json["group"]["id"]
        assert ids(desk.agent, "lanterns") == [number]
        desk.admin.put(f"/groups/{number}", {"group": {"name": "Candles"}})
        assert ids(desk.agent, "lanterns") == []
        assert ids(desk.agent, "type:group name:candles") == [number]
        desk.admin.delete(f"/groups/{number}")
        assert ids(desk.agent, "candles") == []

    def test_custom_fields_are_keywords_as_soon_as_they_are_there(self, any_desk: Desk) -> None:
        desk = any_desk
        field = {"type": "integer", "title": "Watts"}
        answer = desk.admin.post("/ticket_fields", {"ticket_field": field})
        watts = answer.json["ticket_field"]["id"]
        small = ticket(desk.agent, "Lamp", custom_fields=[{"id": watts, "value": 9}])
        large = ticket(desk.agent, "Lamp", custom_fields=[{"id": watts, "value": 100}])
        assert ids(desk.agent, f"custom_field_{watts}>10") == [large]
        assert ids(desk.agent, f"custom_field_{watts}<=9") == [small]


class TestPages:
    def test_pages_meet_every_result_once(self, desk: Desk) -> None:
        numbers = [ticket(desk.agent, "Lamp") for _ in range(5)]
        seen: list[int] = []
        answer = desk.agent.get("/search", query="type:ticket lamp", per_page=2)
        while True:
            assert answer.json["count"] == 5
            seen += [result["id"] for result in answer.json["results"]]
            if answer.json["next_page"] is None:
                break
            answer = desk.agent.get(answer.json["next_page"])
        assert seen == numbers[::-1]
        back = desk.agent.get(answer.json["previous_page"])
        assert [result["id"] for result in back.json["results"]] == seen[2:4]

    def test_past_the_end(self, desk: Desk) -> None:
        ticket(desk.agent, "Lamp")
        answer = desk.agent.get("/search", query="type:ticket", page=3).json
        assert (answer["results"], answer["count"], answer["next_page"]) == ([], 1, None)

    @pytest.mark.parametrize(
        ("page", "per_page", "status"),
        [(10, 100, 200), (11, 100, 422), (100, 10, 200), (101, 10, 422), (11, 5000, 422)],
    )
    def test_a_thousand_results(self, desk: Desk, page: int, per_page: int, status: int) -> None:
        answer = desk.agent.get("/search", query="x", page=page, per_page=per_page)
        assert answer.status == status
        if status == 422:
            assert answer.json == {
                "error": "invalid",
                "description": (
                    "Invalid search: Requested response size was greater than "
                    "Search Response Limits"
                ),
            }

    @pytest.mark.parametrize("query", [{"page": "x"}, {"page[size]": 5}, {"page[after]": "x"}])
    def test_only_numbered_pages(self, desk: Desk, query: dict[str, object]) -> None:
        answer = desk.agent.get("/search", query="x", **query)
        assert answer.status == 400
        assert "page must be an integer from api/v2/search/index" in answer.text


class TestSideloads:
    def test_beside_tickets(self, desk: Desk) -> None:
        ticket(desk.agent, "Lamp", requester_id=desk.cast.emma, group_id=desk.cast.support)
        answer = desk.agent.get(
            "/search", query="type:ticket", include="tickets(users,groups,organizations)"
        ).json
        assert {user["id"] for user in answer["users"]} == {desk.cast.emma, desk.cast.agent}
        assert [group["id"] for group in answer["groups"]] == [desk.cast.support]
        assert [one["id"] for one in answer["organizations"]] == [desk.cast.acme]

    def test_beside_users(self, desk: Desk) -> None:
        answer = desk.agent.get(
            "/search", query="type:user zoe", include="users(organizations),nonsense(x)"
        ).json
        assert [one["name"] for one in answer["organizations"]] == ["Zebra"]
        assert "users" not in answer

    def test_only_what_is_asked_for(self, desk: Desk) -> None:
        answer = desk.agent.get("/search", query="type:user", include="users,tickets()").json
        assert answer.keys() == {"results", "facets", "next_page", "previous_page", "count"}


class TestRefusals:
    @pytest.mark.parametrize("path", ["/search", "/search/count"])
    @pytest.mark.parametrize("query", [{}, {"query": ""}, {"query": " "}, {"query": "a " * 65}])
    def test_texts_that_ask_nothing_or_too_much(
        self, desk: Desk, path: str, query: dict[str, object]
    ) -> None:
        answer = desk.agent.get(path, **query)
        assert (answer.status, answer.json["error"]) == (422, "invalid")
        assert answer.json["description"].startswith("Invalid search: ")

    @pytest.mark.parametrize("path", ["/search", "/search/count"])
    def test_a_plus_that_was_not_encoded(self, desk: Desk, path: str) -> None:
        answer = desk.agent.get(f"{path}?query=created>2019-08-10T00:00:00+01:00")
        assert answer.status == 422
        assert answer.json == {
            "error": "invalid",
            "description": (
                'Invalid search: Illegal value "2019-08-10T00:00:00" for "created". Expected date '
                "as yyyy-mm-dd, ISO time such as yyyy-mm-ddThh:mm:ss+05:00, or relative time such "
                "as 2hours."
            ),
        }


class TestCount:
    def test_anonymous(self, desk: Desk) -> None:
        assert desk.anonymous.get("/search/count", query="x").status == 401

    def test_end_user(self, desk: Desk) -> None:
        assert desk.emma.get("/search/count", query="x").status == 403

    def test_agent(self, desk: Desk) -> None:
        assert desk.agent.get("/search/count", query="type:user acme.example").json == {"count": 2}


class TestTicketKeywords:
    """Those that the standing fixture of the query language has no rows for."""

    @pytest.fixture
    def numbers(self, any_desk: Desk) -> list[int]:
        """A problem with an incident, then a private ticket that was rated."""
        problem = ticket(any_desk.agent, "Lamps", type="problem")
        incident = ticket(any_desk.agent, "My lamp", problem_id=problem)
        rated = ticket(any_desk.agent, "Bulb", comment={"body": "Dim.", "public": False})
        with any_desk.account.transaction(writes=True) as db:
            for number, score in ((problem, "offered"), (rated, "bad_with_comment")):
                mine = tickets.c.id == number
                db.run(tickets.update().where(mine).values(satisfaction_score=score))
        return [problem, incident, rated]

    @pytest.mark.parametrize(
        ("query", "places"),
        [
            ("satisfaction:offered", [0]),
            ("satisfaction:badWithComment satisfaction:Offered", [0, 2]),
            ("satisfaction:bad_with_comment", [2]),
            ("satisfaction:bad", []),
            ("satisfaction:unoffered", [1]),
            ("satisfaction:good", []),
            ("type:ticket -satisfaction:badwithcomment", [0, 1]),
            ("satisfaction>bad", []),
            ("has_incidents:true", [0]),
            ("has_incidents:false", [1, 2]),
            ("has_incidents:perhaps", []),
            ("is_public:false", [2]),
            ("is_public:true", [0, 1]),
            ("problem_id:1", [1]),
            ("problem_id:lamps", []),
        ],
    )
    def test_properties(
        self, any_desk: Desk, numbers: list[int], query: str, places: list[int]
    ) -> None:
        assert sorted(ids(any_desk.agent, query)) == [numbers[place] for place in places]

    def test_lookup_fields_are_no_keywords(self, desk: Desk) -> None:
        target = {"relationship_target_type": "zen:user"}
        field = {"type": "lookup", "title": "Owner", **target}
        made = desk.admin.post("/ticket_fields", {"ticket_field": field}).json["ticket_field"]
        value = {"id": made["id"], "value": str(desk.cast.emma)}
        ticket(desk.agent, "Lamp", custom_fields=[value])
        query = f"custom_field_{made['id']}:{desk.cast.emma}"
        assert ids(desk.agent, query) == []
