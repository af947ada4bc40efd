"""Definitions say of every row what the row itself knows."""

from collections.abc import Sequence
from typing import Any

import pytest

from ombud.rules import definitions
from ombud.rules.actions import ActionTable
from ombud.rules.fields import Place
from ombud.rules.kinds.kind import Listed
from tests.units.rules.rule_facts import TABLE

ACTIONS = ActionTable(TABLE.custom)


class OneOfEach:
    """An account with one record of every kind."""

    def uses(self, field: str, value: object = None) -> bool:
        del field, value
        return True

    def shown(self, title: str) -> str:
        return title

    def choices(self, record: str) -> Sequence[Listed]:
        return [Listed("77", f"The {record}")]


def by_subject(shown: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {each["subject"]: each for each in shown}


def test_the_first_condition_of_a_trigger() -> None:
    found = definitions.conditions(TABLE, "trigger", OneOfEach())["conditions_all"]
    status = found[0]
    assert status["subject"] == "status"
    assert status["operators"][0] == {"value": "is", "title": "Is", "terminal": False}
    assert [each["value"] for each in status["operators"]] == [
        "is",
        "is_not",
        "less_than",
        "greater_than",
        "changed",
        "value",
        "value_previous",
        "not_changed",
        "not_value",
        "not_value_previous",
    ]
    assert {each["value"] for each in status["operators"] if each["terminal"]} == {
        "changed",
        "not_changed",
    }
    assert status["values"][0] == {"value": "new", "title": "New", "enabled": True}
    assert not status["nullable"]


def test_the_order_is_that_of_the_real_ones() -> None:
    shown = definitions.conditions(TABLE, "trigger", OneOfEach())["conditions_all"]
    names = [each["subject"] for each in shown]
    wanted = ["status", "brand_id", "type", "group_id", "current_tags", "update_type", "role"]
    assert [name for name in names if name in wanted] == wanted
    assert names.index("role") < names.index("custom_fields_100")
    assert "user.custom_fields.plan" not in names
    actions = [each["subject"] for each in definitions.actions(ACTIONS, "trigger", OneOfEach())]
    assert actions[:3] == ["status", "custom_status_id", "brand_id"]


def test_values_are_null_words_and_records() -> None:
    group = by_subject(definitions.conditions(TABLE, "view", OneOfEach())["conditions_all"])[
        "group_id"
    ]
    assert [each["value"] for each in group["values"]] == ["__NULL__", "current_groups", "77"]
    of_trigger = by_subject(
        definitions.conditions(TABLE, "trigger", OneOfEach())["conditions_all"]
    )["group_id"]
    assert [each["value"] for each in of_trigger["values"]] == ["__NULL__", "77"]
    product = by_subject(definitions.actions(ACTIONS, "macro", OneOfEach()))["custom_fields_105"]
    assert [each["value"] for each in product["values"]] == ["__NULL__", "opt_a", "opt_b"]


def test_hours_are_offered_in_all_only() -> None:
    found = definitions.conditions(TABLE, "automation", OneOfEach())
    assert "PENDING" in by_subject(found["conditions_all"])
    assert "PENDING" not in by_subject(found["conditions_any"])
    assert "status" in by_subject(found["conditions_any"])


@pytest.mark.parametrize("place", ["trigger", "automation", "view", "routing", "workspace"])
def test_every_row_is_offered_as_it_is(place: Place) -> None:
    found = definitions.conditions(TABLE, place, OneOfEach())["conditions_all"]
    for field, shown in zip(TABLE.offered(place), found, strict=True):
        assert tuple(each["value"] for each in shown["operators"]) == field.operators_in(place)
        assert all(each["title"] for each in shown["operators"])


def test_macros_have_two_forms() -> None:
    rules = definitions.rule_definitions(TABLE, ACTIONS, "macro", OneOfEach())
    assert list(rules) == ["actions"]
    older = {each["field"]: each for each in definitions.macro_actions(ACTIONS, OneOfEach())}
    assert "cc" in older
    assert "follower" not in older
    assert older["group_id"]["values"]["list"][0] == {"value": "", "title": "-", "enabled": True}


def test_filters_of_policies() -> None:
    found = {each["value"]: each for each in _filters("sla")["all"]}
    assert found["ticket_fields_105"]["values"]["list"] == [
        {"value": None, "title": "-"},
        {"value": "1", "title": "A"},
        {"value": "2", "title": "B"},
    ]
    (group,) = _filters("group_sla")["all"]
    assert group["values"]["list"][-1] == {"value": 77, "title": "The group"}
    assert group["operators"][0] == {
        "value": "includes",
        "title": "Contains at least one of the following",
    }


def _filters(place: Place) -> dict[str, Any]:
    return definitions.filter_definitions(TABLE, place, OneOfEach())
