"""Values of custom fields of tickets, users and organizations: what is taken and what is stored."""

from typing import Any

import pytest

from ombud.families.record_fields.values import (
    Definitions,
    RecordField,
    clean_values,
    rows_of,
    shown,
)
from ombud.families.ticket_fields.definitions import Field, Option
from ombud.families.ticket_fields.values import clean, tags_of
from ombud.wire.errors import Invalid


def ticket_field(type_: str) -> Field:
    return Field(
        id=7,
        type=type_,
        title="Colour",
        active=True,
        required=False,
        tag="flag",
        regexp="^[a-z]{3}$",
        options=(Option(1, "Red", "red", False), Option(2, "Blue", "blue", False)),
        visible_in_portal=False,
        editable_in_portal=False,
        required_in_portal=False,
        title_in_portal="Colour",
        relationship_target_type=None,
    )


def record_field(type_: str, field_id: int = 1, *, active: bool = True) -> RecordField:
    return RecordField(field_id, type_, type_, "Colour", active, "^a", None, ("red", "blue"), None)


GOOD: list[tuple[str, object, object]] = [
    ("text", "x", "x"),
    ("text", 7, "7"),
    ("text", "", None),
    ("textarea", "a\nb", "a\nb"),
    ("checkbox", True, True),
    ("checkbox", "true", True),
    ("checkbox", 1, True),
    ("checkbox", "on", True),
    ("checkbox", "0", False),
    ("checkbox", "", False),
    ("date", "2026-02-28", "2026-02-28"),
    ("date", "2026-02-28T10:00:00Z", "2026-02-28"),
    ("date", "", None),
    ("integer", 7, "7"),
    ("integer", "-07", "-7"),
    ("integer", 7.0, "7"),
    ("integer", " 7 ", "7"),
    ("decimal", "1,50", "1.50"),
    ("decimal", 1.5, "1.5"),
    ("decimal", ".5", "0.5"),
    ("decimal", 1e-7, "0.0000001"),
    ("regexp", "abc", "abc"),
    ("regexp", "", None),
    ("partialcreditcard", "4242-4242-4242-4242", "XXXXXXXXXXXX4242"),
    ("partialcreditcard", "XXXXXXXXXXXX4242", "XXXXXXXXXXXX4242"),
    ("tagger", "red", "red"),
    ("tagger", "RED", "red"),
    ("tagger", "green", None),
    ("tagger", ["red"], "red"),
    ("tagger", [], None),
    ("multiselect", ["blue", "red", "green"], ["red", "blue"]),
    ("multiselect", "blue", ["blue"]),
    ("multiselect", [], None),
    ("multiselect", ["green"], None),
    ("lookup", 12, "12"),
    ("lookup", "12", "12"),
]
BAD: list[tuple[str, object]] = [
    ("text", []),
    ("text", True),
    ("text", "x" * 65_536),
    ("checkbox", "maybe"),
    ("checkbox", {}),
    ("date", "2026-02-30"),
    ("date", "tomorrow"),
    ("date", 20260101),
    ("integer", "1.5"),
    ("integer", 1.5),
    ("integer", "x"),
    ("integer", 2**63),
    ("integer", "٣"),
    ("decimal", "1.2.3"),
    ("decimal", "1e9"),
    ("decimal", True),
    ("regexp", "abcd"),
    ("regexp", "ABC"),
    ("partialcreditcard", "1234"),
    ("partialcreditcard", "cardnumber"),
    ("tagger", {}),
    ("tagger", ["red", "blue"]),
    ("multiselect", [{}]),
    ("lookup", []),
]


class TestOfTickets:
    @pytest.mark.parametrize(("type_", "value", "stored"), GOOD)
    def test_good(self, type_: str, value: object, stored: object) -> None:
        cleaned = clean(ticket_field(type_), value)
        assert (cleaned, type(cleaned)) == (stored, type(stored))

    @pytest.mark.parametrize(("type_", "value"), BAD)
    def test_bad(self, type_: str, value: object) -> None:
        with pytest.raises(Invalid) as caught:
            clean(ticket_field(type_), value)
        [problem] = caught.value.details["base"]
        assert problem["ticket_field_id"] == 7
        assert problem["ticket_field_type"].startswith("Field")

    @pytest.mark.parametrize("type_", sorted({type_ for type_, *_ in GOOD}))
    def test_null_is_no_value(self, type_: str) -> None:
        assert clean(ticket_field(type_), None) is None

    @pytest.mark.parametrize(
        ("type_", "value", "tags"),
        [
            ("checkbox", True, ["flag"]),
            ("checkbox", False, []),
            ("tagger", "red", ["red"]),
            ("tagger", None, []),
            ("multiselect", ["red", "blue"], ["red", "blue"]),
            ("text", "red", []),
        ],
    )
    def test_tags(self, type_: str, value: object, tags: list[str]) -> None:
        assert tags_of(ticket_field(type_), value) == tags


class TestOfRecords:
    def test_numbers_and_dates_have_their_own_form(self) -> None:
        known = Definitions(
            tuple(
                record_field(type_, number)
                for number, type_ in enumerate(("integer", "decimal", "date", "checkbox", "text"))
            )
        )
        given = {"integer": "7", "decimal": "1,5", "date": "2022-11-30"}
        stored = clean_values(known, given, {})
        assert stored == {"integer": 7, "decimal": 1.5, "date": "2022-11-30"}
        assert shown(known, stored) == {
            "integer": 7,
            "decimal": 1.5,
            "date": "2022-11-30T00:00:00+00:00",
            "checkbox": False,
            "text": None,
        }

    def test_absent_stays_null_clears_unknown_is_ignored(self) -> None:
        known = Definitions((record_field("text"), record_field("dropdown", 2)))
        stored = clean_values(known, {"text": "a", "dropdown": "red", "nonsense": 1}, {})
        assert stored == {"text": "a", "dropdown": "red"}
        assert clean_values(known, {"text": None}, stored) == {"dropdown": "red"}
        assert clean_values(known, None, stored) == stored

    def test_inactive_fields_keep_what_they_have(self) -> None:
        known = Definitions((record_field("text", active=False),))
        assert clean_values(known, {"text": "new"}, {"text": "old"}) == {"text": "old"}
        assert shown(known, {"text": "old"}) == {}

    def test_rows(self) -> None:
        known = Definitions((record_field("multiselect", 3), record_field("checkbox", 4)))
        stored: dict[str, Any] = {"multiselect": ["red", "blue"], "checkbox": True, "gone": 1}
        assert rows_of(known, stored) == [(3, "red"), (3, "blue"), (4, "true")]

    @pytest.mark.parametrize(
        ("type_", "value"), [("integer", "x"), ("date", "x"), ("regexp", "b"), ("text", {})]
    )
    def test_refused_by_key(self, type_: str, value: object) -> None:
        with pytest.raises(Invalid) as caught:
            clean_values(Definitions((record_field(type_),)), {type_: value}, {})
        assert list(caught.value.details) == [type_]
