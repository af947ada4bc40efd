"""Conditions as they are written, stored and shown."""

import pytest

from ombud.rules.conditions import Condition, Conditions
from ombud.rules.errors import Malformed, RuleError

OPEN = {"field": "status", "operator": "is", "value": "open"}
OPEN_SHOWN = {"all": [OPEN], "any": []}


@pytest.mark.parametrize(
    "rule",
    [
        {"conditions": {"all": [OPEN], "any": []}},
        {"conditions": {"all": [OPEN]}},
        {"conditions": {"all": [OPEN], "any": None}},
        {"all": [OPEN], "title": "Flat"},
        {"all": {"0": OPEN}, "any": {}},
        {"conditions": {"all": [{"source": "status", "operator": "is", "value": "open"}]}},
    ],
)
def test_every_written_form_reads_back_nested(rule: dict[str, object]) -> None:
    found = Conditions.of_rule(rule)
    assert found is not None
    assert found.shown() == OPEN_SHOWN
    assert Conditions.of_stored(found.stored()) == found


def test_a_rule_that_says_nothing_of_conditions() -> None:
    assert Conditions.of_rule({"title": "Only a title", "conditions": None}) is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (96, "96"),
        ("96", "96"),
        (1.5, "1.5"),
        (True, True),
        (None, None),
        ("__NULL__", ""),
        ([1, "2"], ("1", "2")),
    ],
)
def test_values_are_kept_as_texts_but_for_booleans_and_lists(given: object, kept: object) -> None:
    (condition,) = Conditions.of_object({"all": [{"field": "x", "value": given}]}).all
    assert condition == Condition("x", None, kept)  # type: ignore[arg-type]  # what is tested
    shown = list(kept) if isinstance(kept, tuple) else kept
    assert condition.shown() == {"field": "x", "operator": "is", "value": shown}


@pytest.mark.parametrize(
    ("given", "attribute"),
    [
        ("x", "conditions"),
        ({"all": "x"}, "conditions.all"),
    ],
)
def test_what_is_no_list_of_conditions_is_refused(given: object, attribute: str) -> None:
    with pytest.raises(Malformed) as refused:
        Conditions.of_object(given)
    assert refused.value.attribute == attribute


@pytest.mark.parametrize(
    ("given", "position", "value"),
    [
        ({"any": ["x"]}, "any[0]", "x"),
        ({"all": [OPEN, {"operator": "is"}]}, "all[1]", None),
        ({"all": [{"field": "x", "operator": 1}]}, "all[0]", 1),
        ({"all": [{"field": "x", "value": {"a": 1}}]}, "all[0]", {"a": 1}),
        ({"all": [{"field": "x", "value": [[1]]}]}, "all[0]", [[1]]),
        ({"all": [{"field": "x", "value": "a\0b"}]}, "all[0]", "a\0b"),
    ],
)
def test_what_is_no_condition_is_refused(given: object, position: str, value: object) -> None:
    with pytest.raises(RuleError) as refused:
        Conditions.of_object(given)
    assert (refused.value.position, refused.value.value) == (position, value)
