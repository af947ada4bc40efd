"""Options of ticket fields, and what becomes of values on tickets when options or fields go."""

from typing import Any

import pytest

from ombud.families.ticket_fields import removal
from ombud.tables import tickets
from tests.desk import Desk
from tests.families.field_making import attempt, make, problem
from tests.families.ticket_making import created_id

SIZES = [{"name": "Small", "value": "small"}, {"name": "Very large", "value": "Very Large"}]


class TestOptions:
    def test_values_are_made_tags(self, desk: Desk) -> None:
        made = make(desk.admin, "tagger", custom_field_options=SIZES)
        options = made["custom_field_options"]
        assert [option["value"] for option in options] == ["small", "very_large"]
        assert [option["position"] for option in options] == [0, 1]
        assert [option["default"] for option in options] == [False, False]

    @pytest.mark.parametrize("type_", ["tagger", "multiselect"])
    @pytest.mark.parametrize("options", [None, []])
    def test_at_least_one(self, desk: Desk, type_: str, options: object) -> None:
        before = desk.snapshot()
        answer = attempt(desk.admin, title="x", type=type_, custom_field_options=options)
        assert problem(answer) == ("custom_field_options", "BlankValue")
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        ("options", "attribute"),
        [
            ([{"name": "A"}], "value"),
            ([{"value": "a"}], "name"),
            ([{"name": "A", "value": "a"}, {"name": "B", "value": "A"}], "custom_field_options"),
            ([{"id": 1, "name": "A", "value": "a"}], "custom_field_options"),
            ([{"name": str(n), "value": str(n)} for n in range(2001)], "custom_field_options"),
            ([{"name": "A", "value": "a" * 256}], "value"),
        ],
    )
    def test_wrong_options(self, desk: Desk, options: object, attribute: str) -> None:
        answer = attempt(desk.admin, title="x", type="tagger", custom_field_options=options)
        assert problem(answer)[0] == attribute

    def test_a_tag_belongs_to_one_field(self, desk: Desk) -> None:
        make(desk.admin, "tagger", custom_field_options=SIZES)
        before = desk.snapshot()
        answer = attempt(desk.admin, title="x", type="multiselect", custom_field_options=SIZES)
        assert problem(answer) == ("custom_field_options", "DuplicateValue")
        assert desk.snapshot() == before

    def test_a_deleted_field_gives_its_tags_back(self, desk: Desk) -> None:
        made = make(desk.admin, "tagger", custom_field_options=SIZES)
        desk.admin.delete(f"/ticket_fields/{made['id']}")
        again = make(desk.admin, "multiselect", custom_field_options=SIZES)
        values = [option["value"] for option in again["custom_field_options"]]
        assert values == [option["value"] for option in made["custom_field_options"]]

    def test_sent_options_replace(self, desk: Desk) -> None:
        made = make(desk.admin, "tagger", custom_field_options=SIZES)
        small, large = made["custom_field_options"]
        sent = [
            {"id": large["id"], "name": "Huge", "value": "huge"},
            {"name": "Medium", "value": "medium", "default": True},
            {"name": "Tiny", "value": "small"},
        ]
        body = {"ticket_field": {"custom_field_options": sent}}
        answer = desk.admin.put(f"/ticket_fields/{made['id']}", body)
        options = answer.json["ticket_field"]["custom_field_options"]
        assert [(one["name"], one["value"], one["default"]) for one in options] == [
            ("Huge", "huge", False),
            ("Medium", "medium", True),
            ("Tiny", "small", False),
        ]
        assert [options[0]["id"], options[2]["id"]] == [large["id"], small["id"]]

    def test_two_options_can_swap_their_values(self, any_desk: Desk) -> None:
        made = make(any_desk.admin, "tagger", custom_field_options=SIZES)
        small, large = made["custom_field_options"]
        sent = [{**small, "value": "very_large"}, {**large, "value": "small"}]
        body = {"ticket_field": {"custom_field_options": sent}}
        answer = any_desk.admin.put(f"/ticket_fields/{made['id']}", body)
        options = answer.json["ticket_field"]["custom_field_options"]
        assert [(one["id"], one["value"]) for one in options] == [
            (small["id"], "very_large"),
            (large["id"], "small"),
        ]

    def test_absent_stays_and_null_is_refused(self, desk: Desk) -> None:
        made = make(desk.admin, "tagger", custom_field_options=SIZES)
        path = f"/ticket_fields/{made['id']}"
        kept = desk.admin.put(path, {"ticket_field": {"title": "Size"}}).json["ticket_field"]
        assert kept["custom_field_options"] == made["custom_field_options"]
        answer = desk.admin.put(path, {"ticket_field": {"custom_field_options": None}})
        assert problem(answer) == ("custom_field_options", "BlankValue")

    def test_a_dropdown_has_one_default(self, desk: Desk) -> None:
        both = [{**option, "default": True} for option in SIZES]
        answer = attempt(desk.admin, title="x", type="tagger", custom_field_options=both)
        assert problem(answer) == ("custom_field_options", "InvalidValue")
        make(desk.admin, "multiselect", custom_field_options=both)


class TestOptionOperations:
    def test_list_pages(self, desk: Desk) -> None:
        made = make(desk.admin, "tagger", custom_field_options=SIZES)
        path = f"/ticket_fields/{made['id']}/options"
        body = desk.agent.get(path).json
        assert [option["value"] for option in body["custom_field_options"]] == [
            "small",
            "very_large",
        ]
        assert body["count"] == 2
        first = desk.agent.get(path, **{"page[size]": 1}).json
        rest = desk.agent.get(first["links"]["next"]).json["custom_field_options"]
        assert [option["value"] for option in rest] == ["very_large"]
        assert desk.emma.get(path).status == 403

    def test_of_a_field_without_options(self, desk: Desk) -> None:
        path = f"/ticket_fields/{make(desk.admin)['id']}/options"
        assert desk.agent.get(path).json["custom_field_options"] == []
        answer = desk.admin.post(path, {"custom_field_option": {"name": "A", "value": "a"}})
        assert problem(answer) == ("base", "InvalidValue")
        assert desk.agent.get("/ticket_fields/1/options").status == 404

    def test_show(self, desk: Desk) -> None:
        made = make(desk.admin, "tagger", custom_field_options=SIZES)
        option = made["custom_field_options"][1]
        shown = desk.agent.get(option["url"]).json["custom_field_option"]
        assert shown == {key: value for key, value in option.items() if key != "default"}
        other = make(desk.admin, title="Other")
        path = f"/ticket_fields/{other['id']}/options/{option['id']}"
        assert desk.agent.get(path).status == 404

    def test_create_then_update(self, desk: Desk) -> None:
        made = make(desk.admin, "tagger", custom_field_options=SIZES)
        path = f"/ticket_fields/{made['id']}/options"
        option = {"name": "Medium", "value": "medium", "position": 1}
        answer = desk.admin.post(path, {"custom_field_option": option})
        assert answer.status == 201
        assert answer.headers["location"].endswith(f"{path}.json")
        created = answer.json["custom_field_option"]
        assert created["position"] == 1
        again = {"id": created["id"], "name": "Middle"}
        answer = desk.admin.post(path, {"custom_field_option": again})
        assert answer.status == 200
        assert answer.json["custom_field_option"] == {
            **created,
            "name": "Middle",
            "raw_name": "Middle",
        }
        listed = desk.agent.get(path).json["custom_field_options"]
        assert [one["value"] for one in listed] == ["small", "medium", "very_large"]

    def test_refusals(self, desk: Desk) -> None:
        made = make(desk.admin, "tagger", custom_field_options=SIZES)
        path = f"/ticket_fields/{made['id']}/options"
        before = desk.snapshot()
        for option in ({"name": "S", "value": "small"}, {"name": "S"}, {"id": 1, "name": "S"}):
            assert desk.admin.post(path, {"custom_field_option": option}).status == 422
        body = {"custom_field_option": {"name": "S", "value": "s"}}
        assert desk.agent.post(path, body).status == 403
        assert desk.snapshot() == before

    def test_delete_all_but_the_last(self, desk: Desk) -> None:
        made = make(desk.admin, "tagger", custom_field_options=SIZES)
        path = f"/ticket_fields/{made['id']}/options"
        first, last = (option["id"] for option in made["custom_field_options"])
        assert desk.agent.delete(f"{path}/{first}").status == 403
        assert desk.admin.delete(f"{path}/{first}").status == 204
        assert desk.admin.delete(f"{path}/{first}").status == 404
        assert problem(desk.admin.delete(f"{path}/{last}")) == (
            "custom_field_options",
            "BlankValue",
        )


class TestRemovalFromTickets:
    def test_a_deleted_field_vanishes_and_its_tags_stay(self, any_desk: Desk) -> None:
        sizes = make(any_desk.admin, "tagger", custom_field_options=SIZES)
        note = make(any_desk.admin, title="Note")
        ticket = ticket_with(any_desk, {sizes["id"]: "small", note["id"]: "hello"})
        any_desk.admin.delete(f"/ticket_fields/{sizes['id']}")
        assert any_desk.run_jobs() == 1
        after = any_desk.agent.get(f"/tickets/{ticket}").json["ticket"]
        assert after["custom_fields"] == [{"id": note["id"], "value": "hello"}]
        assert after["tags"] == ["small"]
        assert value_rows(any_desk) == [(ticket, note["id"], "hello")]

    def test_a_deleted_option_takes_its_tag_along(self, any_desk: Desk) -> None:
        sizes = make(any_desk.admin, "multiselect", custom_field_options=SIZES)
        small = sizes["custom_field_options"][0]["id"]
        first = ticket_with(any_desk, {sizes["id"]: ["small", "very_large"]})
        second = ticket_with(any_desk, {sizes["id"]: ["small"]})
        any_desk.admin.delete(f"/ticket_fields/{sizes['id']}/options/{small}")
        any_desk.run_jobs()
        kept = any_desk.agent.get(f"/tickets/{first}").json["ticket"]
        assert kept["custom_fields"] == [{"id": sizes["id"], "value": ["very_large"]}]
        assert kept["tags"] == ["very_large"]
        emptied = any_desk.agent.get(f"/tickets/{second}").json["ticket"]
        assert (emptied["custom_fields"][0]["value"], emptied["tags"]) == (None, [])
        assert value_rows(any_desk) == [(first, sizes["id"], "very_large")]
        assert any_desk.snapshot()["ticket_tags"] == [("very_large", first)]

    def test_values_that_swap_do_so_on_tickets_as_well(self, any_desk: Desk) -> None:
        made = make(any_desk.admin, "tagger", custom_field_options=SIZES)
        changed = [
            ticket_with(any_desk, {made["id"]: value}) for value in ("small", "very_large", "small")
        ]
        small, large = made["custom_field_options"]
        sent = [{**small, "value": "very_large"}, {**large, "value": "small"}]
        body = {"ticket_field": {"custom_field_options": sent}}
        any_desk.admin.put(f"/ticket_fields/{made['id']}", body)
        any_desk.run_jobs()
        found = [any_desk.agent.get(f"/tickets/{one}").json["ticket"] for one in changed]
        wanted = ["very_large", "small", "very_large"]
        assert [ticket["custom_fields"][0]["value"] for ticket in found] == wanted
        assert [ticket["tags"] for ticket in found] == [[value] for value in wanted]

    def test_search_no_longer_finds_the_value(self, desk: Desk) -> None:
        made = make(desk.admin)
        ticket_with(desk, {made["id"]: "xylophone"})

        def count() -> int:
            return int(desk.agent.get("/search", query="type:ticket xylophone").json["count"])

        assert count() == 1
        desk.admin.delete(f"/ticket_fields/{made['id']}")
        desk.run_jobs()
        assert count() == 0

    def test_goes_on_step_by_step(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(removal, "BATCH", 2)
        made = make(desk.admin)
        emptied = [ticket_with(desk, {made["id"]: str(number)}) for number in range(5)]
        desk.admin.delete(f"/ticket_fields/{made['id']}")
        assert desk.run_jobs() == 1
        assert value_rows(desk) == []
        for ticket in emptied:
            assert desk.agent.get(f"/tickets/{ticket}").json["ticket"]["custom_fields"] == []

    def test_no_job_without_values(self, desk: Desk) -> None:
        desk.admin.delete(f"/ticket_fields/{make(desk.admin)['id']}")
        assert desk.run_jobs() == 0

    def test_exports_see_the_change(self, desk: Desk) -> None:
        made = make(desk.admin)
        ticket = ticket_with(desk, {made["id"]: "x"})
        before = desk.agent.get(f"/tickets/{ticket}").json["ticket"]
        desk.clock.forward(minutes=5)
        desk.admin.delete(f"/ticket_fields/{made['id']}")
        desk.run_jobs()
        with desk.account.transaction(writes=False) as db:
            row = db.rows(tickets.select().where(tickets.c.id == ticket))[0]
        assert row.generated_at == desk.clock.now()
        after = desk.agent.get(f"/tickets/{ticket}").json["ticket"]
        assert after["updated_at"] == before["updated_at"]


def ticket_with(desk: Desk, values: dict[int, object]) -> int:
    """A ticket with these values of custom fields."""
    fields = [{"id": field_id, "value": value} for field_id, value in values.items()]
    return created_id(desk.agent, custom_fields=fields)


def value_rows(desk: Desk) -> list[Any]:
    return sorted(desk.snapshot()["ticket_field_values"])
