"""The order in which a view shows its tickets, and its pages."""

from typing import Any

import pytest

from tests.desk import Desk
from tests.families.field_making import make as make_field
from tests.families.ticket_making import created_id
from tests.families.view_making import (
    executed,
    ids_in,
    make,
    row_ids,
)


class TestOrder:
    @pytest.fixture
    def four(self, desk: Desk) -> list[int]:
        given = (("high", "open"), ("low", "new"), (None, "pending"), ("high", "pending"))
        return [
            created_id(desk.admin, priority=priority, status=status, assignee_id=desk.cast.agent)
            for priority, status in given
        ]

    def test_newest_first_without_a_wish(self, desk: Desk, four: list[int]) -> None:
        assert ids_in(desk.admin, make(desk.admin)) == four[::-1]

    def test_groups_come_first(self, desk: Desk, four: list[int]) -> None:
        one, two, three, last = four
        output = {"group_by": "priority", "group_order": "asc", "sort_by": "nice_id"}
        view = make(desk.admin, output=output)
        assert ids_in(desk.admin, view) == [three, two, last, one]
        rows = executed(desk.admin, view)["rows"]
        assert [row["group"] for row in rows] == [None, "low", "high", "high"]
        down = {**output, "group_order": "desc", "sort_order": "asc"}
        assert ids_in(desk.admin, make(desk.admin, output=down)) == [one, last, two, three]

    def test_a_request_may_ask_for_another(self, desk: Desk, four: list[int]) -> None:
        one, two, three, last = four
        view = make(desk.admin, output={"sort_by": "nice_id", "sort_order": "asc"})
        assert ids_in(desk.admin, view) == four
        assert ids_in(desk.admin, view, sort_order="desc") == four[::-1]
        by_status = [two, one, last, three]
        wish = {"sort_by": "status", "sort_order": "asc"}
        assert ids_in(desk.admin, view, **wish) == by_status
        assert row_ids(executed(desk.admin, view, **wish)) == by_status
        assert ids_in(desk.admin, view, sort_by="colour") == four

    @pytest.mark.parametrize("group_order", ["asc", "desc"])
    @pytest.mark.parametrize("sort_order", ["asc", "desc"])
    @pytest.mark.parametrize("path", ["tickets", "execute"])
    def test_pages_hold_everything_once(
        self, desk: Desk, four: list[int], path: str, sort_order: str, group_order: str
    ) -> None:
        output = {
            "group_by": "priority",
            "group_order": group_order,
            "sort_by": "status",
            "sort_order": sort_order,
        }
        view = make(desk.admin, output=output)
        whole = ids_in(desk.admin, view)
        assert set(whole) == set(four)

        def ids(answer: Any) -> list[int]:
            rows = answer.get("rows")
            return row_ids(answer) if rows else [each["id"] for each in answer["tickets"]]

        by_offset: list[int] = []
        url: str | None = f"/views/{view['id']}/{path}?per_page=3"
        while url:
            answer = desk.admin.get(url).json
            by_offset += ids(answer)
            assert answer["count"] == 4
            url = answer["next_page"]
        assert by_offset == whole
        first = desk.admin.get(f"/views/{view['id']}/{path}", **{"page[size]": 3}).json
        second = desk.admin.get(first["links"]["next"]).json
        assert ids(first) + ids(second) == whole
        assert (first["meta"]["has_more"], second["meta"]["has_more"]) == (True, False)
        back = desk.admin.get(second["links"]["prev"]).json
        assert ids(back) == ids(first)

    @pytest.mark.parametrize(
        "column",
        [
            "assigned",
            "assignee",
            "due_date",
            "group",
            "nice_id",
            "updated",
            "updated_assignee",
            "updated_requester",
            "updated_by_type",
            "organization",
            "priority",
            "created",
            "requester",
            "locale_id",
            "satisfaction_score",
            "solved",
            "status",
            "ticket_form",
            "type",
            "brand",
            "custom_status_id",
            "sla_next_breach_at",
        ],
    )
    def test_every_column(self, any_desk: Desk, column: str) -> None:
        desk = any_desk
        given = [
            created_id(desk.admin, requester_id=requester)
            for requester in (desk.cast.zoe, desk.cast.emma, desk.cast.eric)
        ]
        view = make(desk.admin, output={"columns": [column], "group_by": column})
        first = executed(desk.admin, view, **{"page[size]": 2})
        second = desk.admin.get(first["links"]["next"]).json
        assert sorted(row_ids(first) + row_ids(second)) == given
        if column == "requester":
            assert row_ids(first) == [given[0], given[2]]

    @pytest.mark.parametrize(
        ("kind", "values"),
        [
            ("integer", [None, 9, 10]),
            ("decimal", [None, "9.5", "10.25"]),
            ("text", [None, "Amber", "Blue"]),
            ("date", [None, "2026-01-02", "2026-11-01"]),
        ],
    )
    def test_custom_fields(self, any_desk: Desk, kind: str, values: list[Any]) -> None:
        desk = any_desk
        field = make_field(desk.admin, kind)
        ids = [
            created_id(desk.admin, custom_fields=[{"id": field["id"], "value": value}])
            for value in values
        ]
        output = {"columns": [field["id"]], "sort_by": str(field["id"]), "sort_order": "asc"}
        view = make(desk.admin, output=output)
        first = executed(desk.admin, view, **{"page[size]": 2})
        second = desk.admin.get(first["links"]["next"]).json
        assert row_ids(first) + row_ids(second) == ids
        assert first["rows"][0]["custom_fields"] == [{"id": field["id"], "value": None}]
