"""The tickets of views: which they are, with which columns, and how many."""

from typing import Any

import pytest

from ombud.families.views.counting import pretty
from tests.desk import Caller, Desk
from tests.families.field_making import make as make_field
from tests.families.ticket_making import change, created_id
from tests.families.view_making import (
    UNSOLVED,
    asking,
    attempt,
    executed,
    ids_in,
    make,
    problem,
    row_ids,
)


def standard(caller: Caller, title: str) -> Any:
    [view] = [each for each in caller.get("/views").json["views"] if each["title"] == title]
    return view


class TestTickets:
    def test_what_the_conditions_ask_for(self, desk: Desk) -> None:
        admin = desk.admin
        high = created_id(admin, priority="high", tags=["lamp"])
        low = created_id(admin, priority="low", tags=["lamp"])
        plain = created_id(admin)
        solved = created_id(admin, status="solved", assignee_id=desk.cast.agent, tags=["lamp"])
        assert ids_in(admin, make(admin)) == [plain, low, high]
        some = [asking("priority", "is", "high"), asking("priority", "is", "low")]
        assert ids_in(admin, make(admin, any=some)) == [low, high]
        tagged = [
            asking("status", "greater_than", "new"),
            asking("current_tags", "includes", "lamp"),
        ]
        assert ids_in(admin, make(admin, all=tagged)) == [solved]

    def test_the_first_page_by_cursor_has_none_before_it(self, desk: Desk) -> None:
        ids = [created_id(desk.admin) for _ in range(5)][::-1]
        path = f"/views/{make(desk.admin)['id']}/tickets"
        pages = [desk.agent.get(path, **{"page[size]": 2}).json]
        while pages[-1]["meta"]["has_more"]:
            pages.append(desk.agent.get(pages[-1]["links"]["next"]).json)
        assert [ticket["id"] for page in pages for ticket in page["tickets"]] == ids
        first, second, last = pages
        assert (first["links"]["prev"], first["meta"]["before_cursor"]) == (None, None)
        assert first["meta"]["after_cursor"]
        assert last["links"]["next"]
        again = desk.agent.get(second["links"]["prev"]).json
        assert [ticket["id"] for ticket in again["tickets"]] == ids[:2]
        assert again["links"]["prev"] is None
        middle = desk.agent.get(last["links"]["prev"]).json
        assert [ticket["id"] for ticket in middle["tickets"]] == ids[2:4]
        assert middle["links"]["prev"]

    def test_for_whom_they_are_asked(self, desk: Desk) -> None:
        mine = make(desk.admin, all=[asking("assignee_id", "is", "current_user")])
        groups = make(desk.admin, all=[asking("group_id", "is", "current_groups")])
        alice = created_id(desk.admin, assignee_id=desk.cast.agent, group_id=desk.cast.support)
        bob = created_id(desk.admin, assignee_id=desk.cast.bob, group_id=desk.cast.billing)
        assert ids_in(desk.agent, mine) == [alice]
        assert ids_in(desk.bob, mine) == [bob]
        assert ids_in(desk.agent, groups) == [bob, alice]
        assert ids_in(desk.bob, groups) == [bob]
        assert ids_in(desk.admin, mine) == []

    def test_agents_see_only_their_tickets(self, desk: Desk) -> None:
        view = make(desk.admin)
        created_id(desk.admin, group_id=desk.cast.support)
        billing = created_id(desk.admin, group_id=desk.cast.billing)
        assert ids_in(desk.bob, view) == [billing]
        assert executed(desk.bob, view)["count"] == 1
        assert desk.bob.get(f"/views/{view['id']}/count").json["view_count"]["value"] == 1

    def test_deleted_and_archived_ones_are_left_out(self, desk: Desk) -> None:
        from sqlalchemy import update

        from ombud.tables import tickets

        view = make(desk.admin, all=[asking("status", "less_than", "closed")])
        deleted, archived, left = (created_id(desk.admin) for _ in range(3))
        desk.admin.delete(f"/tickets/{deleted}")
        with desk.account.transaction(writes=True) as db:
            gone = update(tickets).where(tickets.c.id == archived)
            db.run(gone.values(archived_at=desk.clock.now()))
        assert ids_in(desk.admin, view) == [left]

    def test_side_loads(self, desk: Desk) -> None:
        created_id(desk.admin, requester_id=desk.cast.emma)
        view = make(desk.admin)
        answer = desk.admin.get(f"/views/{view['id']}/tickets", include="users,organizations")
        assert desk.cast.emma in {user["id"] for user in answer.json["users"]}
        assert [each["id"] for each in answer.json["organizations"]] == [desk.cast.acme]

    def test_closed_ones_where_they_are_asked_for(self, desk: Desk) -> None:
        closed = created_id(desk.admin, assignee_id=desk.cast.agent, status="solved")
        change(desk.admin, closed, status="closed")
        created_id(desk.admin)
        view = make(desk.admin, all=[asking("status", "is", "closed")])
        assert ids_in(desk.admin, view) == [closed]


class TestExecute:
    def test_the_whole_answer(self, any_desk: Desk) -> None:
        desk = any_desk
        ticket_id = created_id(
            desk.admin,
            requester_id=desk.cast.emma,
            assignee_id=desk.cast.agent,
            group_id=desk.cast.support,
            priority="high",
        )
        change(desk.agent, ticket_id, comment={"body": "Which lamp?", "public": False})
        view = make(desk.admin, output={"columns": ["nice_id", "subject", "requester", "group"]})
        answer = executed(desk.agent, view)
        assert answer["columns"] == view["execution"]["columns"]
        assert answer["view"] == {"id": view["id"], "url": view["url"]}
        [row] = answer["rows"]
        ticket = row.pop("ticket")
        assert row == {
            "ticket_id": ticket_id,
            "subject": "Broken lamp",
            "requester_id": desk.cast.emma,
            "group_id": desk.cast.support,
        }
        comment = ticket.pop("last_comment")
        assert (comment["body"], comment["public"]) == ("Which lamp?", False)
        assert comment["author_id"] == desk.cast.agent
        assert ticket == {
            "id": ticket_id,
            "subject": "Broken lamp",
            "description": "It went dark.",
            "status": "open",
            "type": None,
            "priority": "high",
            "url": f"http://localhost/api/v2/tickets/{ticket_id}.json",
        }
        assert [each["name"] for each in answer["users"]] == ["Emma Enduser"]
        assert [each["name"] for each in answer["groups"]] == ["Support"]
        assert answer["organizations"] == []

    def test_what_columns_hold(self, any_desk: Desk) -> None:
        desk = any_desk
        desk.admin.post("/tickets", {"ticket": {"subject": "Due", "comment": {"body": "x"}}})
        ticket_id = created_id(
            desk.admin,
            requester_id=desk.cast.emma,
            type="task",
            due_at="2026-03-09T10:00:00Z",
            assignee_id=desk.cast.agent,
        )
        columns = ["due_date", "locale_id", "updated_by_type", "assigned", "type", "solved"]
        view = make(desk.admin, all=[asking("type", "is", "task")], output={"columns": columns})
        [row] = executed(desk.admin, view)["rows"]
        assert row["ticket"]["id"] == ticket_id
        assert row["due_date"] == "2026-03-09T10:00:00Z"
        assert row["locale"] == "en-US"
        assert row["updated_by_type"] == "agent"
        assert row["assigned"] == "2026-03-02T09:00:00Z"
        assert (row["type"], row["solved"]) == ("task", None)


class TestCount:
    def test_one(self, desk: Desk) -> None:
        created_id(desk.admin)
        view = make(desk.admin)
        path = f"/views/{view['id']}/count"
        assert desk.agent.get(path).json["view_count"] == {
            "url": f"http://localhost/api/v2{path}.json",
            "view_id": view["id"],
            "value": 1,
            "pretty": "1",
            "fresh": True,
            "active": True,
        }
        assert desk.agent.get("/views/999/count").status == 404

    def test_many(self, any_desk: Desk) -> None:
        desk = any_desk
        created_id(desk.admin)
        full, empty = make(desk.admin), make(desk.admin, all=[asking("status", "is", "hold")])
        path = "/views/count_many"
        answer = desk.agent.get(path, ids=f"{full['id']},{empty['id']},999")
        assert [each["value"] for each in answer.json["view_counts"]] == [1, 0]
        too_many = ",".join(map(str, range(21)))
        assert desk.agent.get(path, ids=too_many).json["error"] == "TooManyValues"
        assert desk.agent.get(path).status == 400

    @pytest.mark.parametrize(
        ("value", "words"),
        [(0, "0"), (100, "100"), (719, "~700"), (12_345, "~12000"), (100_000, "100000+")],
    )
    def test_for_people(self, value: int, words: str) -> None:
        assert pretty(value) == words


class TestPreview:
    def test_rows(self, any_desk: Desk) -> None:
        desk = any_desk
        ids = [created_id(desk.admin) for _ in range(3)]
        desk.agent.get("/views")
        before = desk.snapshot()
        output = {"columns": ["status"], "sort_by": "nice_id", "sort_order": "asc"}
        given = {"view": {"all": [UNSOLVED], "output": output}}
        answer = desk.agent.post("/views/preview", given, per_page=2).json
        assert row_ids(answer) == ids[:2]
        assert [column["id"] for column in answer["columns"]] == ["status"]
        assert answer["count"] == 3
        assert desk.snapshot() == before

    def test_count(self, desk: Desk) -> None:
        created_id(desk.admin)
        answer = desk.agent.post("/views/preview/count", {"view": {"all": [UNSOLVED]}})
        assert answer.json["view_count"] == {
            "url": "http://localhost/api/v2/views/preview/count.json",
            "view_id": None,
            "value": 1,
            "pretty": "1",
            "fresh": True,
        }

    @pytest.mark.parametrize("path", ["/views/preview", "/views/preview/count"])
    def test_refusals(self, desk: Desk, path: str) -> None:
        given = {"view": {"all": [asking("priority", "is", "high")]}}
        assert problem(desk.agent.post(path, given))[0] == "base"
        colour = {"view": {"all": [UNSOLVED], "output": {"columns": ["colour"]}}}
        assert problem(desk.agent.post(path, colour))[0] == "output"
        assert desk.agent.post(path, {}).status == 400
        assert desk.emma.post(path, given).status == 403


class TestInvalid:
    """A view whose conditions name what is no more says so and holds no ticket."""

    def test_a_deleted_group(self, desk: Desk) -> None:
        group = desk.admin.post("/groups", {"group": {"name": "Lights"}}).json["group"]["id"]
        view = make(desk.admin, all=[UNSOLVED, asking("group_id", "is_not", group)])
        created_id(desk.admin)
        assert len(ids_in(desk.admin, view)) == 1
        desk.admin.delete(f"/groups/{group}")
        shown = desk.admin.get(f"/views/{view['id']}").json["view"]
        assert shown["invalid"] == f"Group {group} was deleted and cannot be used"
        assert ids_in(desk.admin, view) == []
        assert desk.admin.get(f"/views/{view['id']}/count").json["view_count"]["value"] == 0
        renamed = desk.admin.put(f"/views/{view['id']}", {"view": {"title": "Other"}})
        assert renamed.status == 200
        again = {"view": {"all": shown["conditions"]["all"]}}
        refused = desk.admin.put(f"/views/{view['id']}", again)
        assert problem(refused) == ("base", shown["invalid"])

    def test_a_deleted_field(self, any_desk: Desk) -> None:
        desk = any_desk
        field = make_field(desk.admin, "checkbox")
        name = f"custom_fields_{field['id']}"
        output = {"columns": ["status", field["id"]], "sort_by": str(field["id"])}
        view = make(desk.admin, all=[UNSOLVED, asking(name, "is", "false")], output=output)
        created_id(desk.admin)
        assert len(ids_in(desk.admin, view)) == 1
        assert desk.admin.delete(f"/ticket_fields/{field['id']}").status == 204
        shown = desk.admin.get(f"/views/{view['id']}").json["view"]
        assert "is not a known field" in shown["invalid"]
        assert [column["id"] for column in shown["execution"]["columns"]] == ["status"]
        assert executed(desk.admin, view)["rows"] == []

    def test_one_of_several(self, desk: Desk) -> None:
        group = desk.admin.post("/groups", {"group": {"name": "Lights"}}).json["group"]["id"]
        some = [asking("group_id", "is", group), asking("priority", "is", "high")]
        view = make(desk.admin, any=some)
        ticket_id = created_id(desk.admin, priority="high")
        desk.admin.delete(f"/groups/{group}")
        assert "invalid" not in desk.admin.get(f"/views/{view['id']}").json["view"]
        assert ids_in(desk.admin, view) == [ticket_id]


class TestStandardViews:
    @pytest.fixture
    def tickets(self, desk: Desk) -> dict[str, int]:
        alice, support = desk.cast.agent, desk.cast.support
        return {
            "mine": created_id(desk.admin, assignee_id=alice, group_id=support),
            "new": created_id(desk.admin, group_id=support),
            "pending": created_id(desk.admin, assignee_id=desk.cast.bob, status="pending"),
            "solved": created_id(desk.admin, assignee_id=alice, status="solved"),
            "task": created_id(
                desk.admin,
                type="task",
                due_at="2026-03-01T00:00:00Z",
                assignee_id=desk.cast.admin,
                group_id=support,
            ),
        }

    @pytest.mark.parametrize(
        ("title", "names"),
        [
            ("Your unsolved tickets", ["mine"]),
            ("Unassigned tickets", ["new"]),
            ("All unsolved tickets", ["task", "pending", "new", "mine"]),
            ("New tickets in your groups", ["new"]),
            ("Pending tickets", ["pending"]),
            ("Recently solved tickets", ["solved"]),
            ("Unsolved tickets in your groups", ["task", "pending", "new", "mine"]),
            ("Current tasks", ["task"]),
            ("Overdue tasks", ["task"]),
        ],
    )
    def test_what_is_in_them(
        self, desk: Desk, tickets: dict[str, int], title: str, names: list[str]
    ) -> None:
        view = standard(desk.agent, title)
        assert ids_in(desk.agent, view) == [tickets[name] for name in names]

    def test_recently_updated(self, desk: Desk, tickets: dict[str, int]) -> None:
        view = standard(desk.agent, "Recently updated tickets")
        desk.clock.forward(hours=23)
        assert set(ids_in(desk.agent, view)) == set(tickets.values())
        desk.clock.forward(hours=2)
        change(desk.admin, tickets["mine"], priority="high")
        assert ids_in(desk.agent, view) == [tickets["mine"]]


def test_attempts_leave_no_trace(desk: Desk) -> None:
    before = desk.snapshot()
    assert attempt(desk.emma).status == 403
    assert attempt(desk.anonymous).status == 401
    assert desk.snapshot() == before
