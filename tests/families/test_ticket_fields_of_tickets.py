"""Tags and custom field values of tickets, which mirror each other."""

from typing import Any

import pytest

from tests.desk import Desk
from tests.families.ticket_making import change, create, events


def field(desk: Desk, kind: str, **more: Any) -> int:
    """A new ticket field's id."""
    body = {"ticket_field": {"type": kind, "title": f"A {kind}", **more}}
    answer = desk.admin.post("/ticket_fields", body)
    assert answer.status == 201, answer.text
    return int(answer.json["ticket_field"]["id"])


def options(*values: str) -> list[dict[str, str]]:
    return [{"name": value.upper(), "value": value} for value in values]


def value(ticket: Any, field_id: int) -> Any:
    """The value of one custom field, which must be the same in both lists."""
    assert ticket["fields"] == ticket["custom_fields"]
    return next(each["value"] for each in ticket["custom_fields"] if each["id"] == field_id)


class TestTags:
    @pytest.mark.parametrize(
        ("given", "tags"),
        [
            (["B", "a"], ["a", "b"]),
            ("x y,z", ["x", "y", "z"]),
            (["two words", "two"], ["two", "words"]),
            (["v1.2-x_y/z:q"], ["v1.2-x_y/z:q"]),
            ([], []),
            (None, []),
            ([7], ["7"]),
        ],
    )
    def test_as_they_are_stored(self, desk: Desk, given: Any, tags: list[str]) -> None:
        assert create(desk.agent, tags=given)["ticket"]["tags"] == tags

    def test_replaced_added_removed(self, desk: Desk) -> None:
        create(desk.agent, tags=["a", "b"])
        assert change(desk.agent, 1, tags=["c"])["ticket"]["tags"] == ["c"]
        told = change(desk.agent, 1, additional_tags=["d"], remove_tags=["c"])
        assert told["ticket"]["tags"] == ["d"]
        assert events(told)["tags"] == ["d"]

    def test_taken_over_from_requester_and_organization(self, desk: Desk) -> None:
        desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"tags": ["vip"]}})
        desk.admin.put(f"/organizations/{desk.cast.acme}", {"organization": {"tags": ["gold"]}})
        made = create(desk.agent, requester_id=desk.cast.emma, tags=["x"])["ticket"]
        assert made["tags"] == ["gold", "vip", "x"]


class TestValues:
    @pytest.mark.parametrize(
        ("kind", "given", "stored"),
        [
            ("text", "Sun", "Sun"),
            ("textarea", "a\nb", "a\nb"),
            ("integer", 7, "7"),
            ("integer", "-7", "-7"),
            ("decimal", "1,5", "1.5"),
            ("date", "2026-02-28", "2026-02-28"),
            ("checkbox", "1", True),
            ("checkbox", False, False),
            ("partialcreditcard", "4111111111114242", "XXXXXXXXXXXX4242"),
        ],
    )
    def test_read_back(self, desk: Desk, kind: str, given: Any, stored: Any) -> None:
        field_id = field(desk, kind)
        made = create(desk.agent, custom_fields=[{"id": field_id, "value": given}])["ticket"]
        assert value(made, field_id) == stored

    @pytest.mark.parametrize(
        ("kind", "given"), [("integer", "x"), ("decimal", "1.2.3"), ("date", "2026-02-30")]
    )
    def test_refused(self, desk: Desk, kind: str, given: Any) -> None:
        field_id = field(desk, kind)
        before = desk.snapshot()
        ticket = {"comment": {"body": "x"}, "custom_fields": [{"id": field_id, "value": given}]}
        assert desk.agent.post("/tickets", {"ticket": ticket}).status == 422
        assert desk.snapshot() == before

    def test_every_form_in_which_clients_write_them(self, desk: Desk) -> None:
        field_id = field(desk, "text")
        for given in (
            {"custom_fields": [{"id": str(field_id), "value": "a"}]},
            {"custom_fields": {str(field_id): "a"}},
            {"fields": [{"id": field_id, "value": "a"}]},
        ):
            assert value(create(desk.agent, **given)["ticket"], field_id) == "a"

    def test_absent_stays_null_clears_unknown_is_ignored(self, desk: Desk) -> None:
        one, two = field(desk, "text"), field(desk, "text")
        both = [{"id": one, "value": "a"}, {"id": two, "value": "b"}]
        create(desk.agent, custom_fields=both)
        given = [{"id": one, "value": None}, {"id": 7, "value": "x"}]
        changed = change(desk.agent, 1, custom_fields=given)
        assert (value(changed["ticket"], one), value(changed["ticket"], two)) == (None, "b")
        assert set(events(changed)) == {str(one)}


class TestMirror:
    def test_an_option_chosen_is_a_tag(self, desk: Desk) -> None:
        field_id = field(desk, "tagger", custom_field_options=options("red", "blue"))
        chosen = [{"id": field_id, "value": "red"}]
        made = create(desk.agent, tags=["x"], custom_fields=chosen)["ticket"]
        assert made["tags"] == ["red", "x"]
        changed = change(desk.agent, 1, custom_fields=[{"id": field_id, "value": "blue"}])
        assert changed["ticket"]["tags"] == ["blue", "x"]

    def test_a_tag_chooses_the_option(self, desk: Desk) -> None:
        field_id = field(desk, "tagger", custom_field_options=options("red", "blue"))
        create(desk.agent, tags=["red"])
        made = desk.agent.get("/tickets/1").json["ticket"]
        assert value(made, field_id) == "red"
        assert value(change(desk.agent, 1, tags=["x"])["ticket"], field_id) is None

    def test_a_multiselect_has_a_tag_for_each(self, desk: Desk) -> None:
        field_id = field(desk, "multiselect", custom_field_options=options("a", "b", "c"))
        made = create(desk.agent, custom_fields=[{"id": field_id, "value": ["a", "b"]}])["ticket"]
        assert made["tags"] == ["a", "b"]
        changed = change(desk.agent, 1, remove_tags=["a"], additional_tags=["c"])["ticket"]
        assert sorted(value(changed, field_id)) == ["b", "c"]

    def test_a_checkbox_has_a_tag(self, desk: Desk) -> None:
        field_id = field(desk, "checkbox", tag="insured")
        made = create(desk.agent, custom_fields=[{"id": field_id, "value": True}])["ticket"]
        assert made["tags"] == ["insured"]
        changed = change(desk.agent, 1, custom_fields=[{"id": field_id, "value": False}])
        assert changed["ticket"]["tags"] == []
        assert value(change(desk.agent, 1, tags=["insured"])["ticket"], field_id) is True
