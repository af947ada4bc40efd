"""What actions may be given and what comes of it."""

from typing import Any

import pytest

from ombud.rules.actions import Action, ActionPlace, ActionTable, Keep, Resolving, Sent
from ombud.rules.conditions import Condition, Conditions
from ombud.rules.errors import Malformed, RuleError
from ombud.rules.validation import check_size
from tests.units.rules.rule_facts import ALICE, EMMA, TABLE, Everything, Nothing

ACTIONS = ActionTable(TABLE.custom)
WEBHOOK = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
WHO = Resolving("2026-03-04", EMMA, None, ALICE, 21)


@pytest.mark.parametrize(
    ("field", "value", "place", "expected"),
    [
        ("status", "closed", "trigger", "closed"),
        ("priority", "low", "macro", "low"),
        ("group_id", "5", "automation", 5),
        ("group_id", "", "trigger", None),
        ("group_id", "current_groups", "macro", 21),
        ("assignee_id", "current_user", "trigger", ALICE),
        ("assignee_id", "requester_id", "trigger", EMMA),
        ("ticket_form_id", "default_ticket_form", "macro", "default_ticket_form"),
        ("set_tags", "B a,b", "trigger", ["a", "b"]),
        ("set_tags", "", "trigger", []),
        ("current_tags", ["x y", "z"], "trigger", ["x", "y", "z"]),
        ("subject", "Re: {{ticket.title}}", "macro", "Re: {{ticket.title}}"),
        ("comment_value", ["channel:all", "Hello"], "macro", "Hello"),
        ("comment_mode_is_public", "false", "macro", False),
        ("custom_fields_100", "", "trigger", None),
        ("custom_fields_101", True, "trigger", True),
        ("custom_fields_102", "2026-03-04", "trigger", "2026-03-04"),
        ("custom_fields_102", ["days_from_now", "3"], "trigger", "2026-03-07"),
        ("custom_fields_105", "opt_a", "macro", "opt_a"),
        ("custom_fields_106", "opt_a opt_b", "trigger", ["opt_a", "opt_b"]),
        ("requester.custom_fields.plan", "2", "trigger", "opt_b"),
        (
            "notification_user",
            ["requester_id", "Subject", "Body"],
            "trigger",
            Sent("requester_id", ("Subject", "Body")),
        ),
        ("notification_group", ["5", "S", "B"], "automation", Sent(5, ("S", "B"))),
        (
            "notification_webhook",
            [WEBHOOK, [["a", "1"], ["b", "2"]]],
            "trigger",
            Sent(WEBHOOK, ([["a", "1"], ["b", "2"]],)),
        ),
    ],
)
def test_valid_actions(field: str, value: Any, place: ActionPlace, expected: object) -> None:
    (action,) = ACTIONS.validated((Action(field, value),), place, Everything())
    assert ACTIONS.resolved(action, place, WHO) == expected


def test_a_word_that_stands_for_nobody_changes_nothing() -> None:
    action = Action("assignee_id", "current_user")
    assert ACTIONS.resolved(action, "automation", Resolving("2026-03-04")) is Keep.KEEP


@pytest.mark.parametrize(
    ("field", "value", "place", "reason"),
    [
        ("colour", "red", "trigger", "is not a known action"),
        ("reply_public", "Hello", "macro", "cannot be used in a macro"),
        ("status", "closed", "macro", "is not one of the possible values"),
        ("group_id", "current_groups", "trigger", "is not an id"),
        ("brand_id", "", "trigger", "cannot be blank"),
        ("current_tags", " ", "trigger", "cannot be blank"),
        ("notification_user", "requester_id", "trigger", "must be an array of 3 values"),
        ("notification_user", ["nobody", "s", "b"], "trigger", "names no recipient"),
        ("notification_user", ["5", "s", ["b"]], "trigger", "must hold texts"),
        ("notification_webhook", "5", "trigger", "must be an array of 2 values"),
        ("notification_webhook", [WEBHOOK, [["a"]]], "trigger", "must hold texts"),
        ("notification_webhook", ["5", "b"], "trigger", "names no recipient"),
        ("custom_fields_105", "opt_z", "trigger", "is not one of the possible values"),
        ("custom_fields_102", "tomorrow", "trigger", "is not a date"),
        ("custom_fields_101", "maybe", "trigger", "is neither true nor false"),
        ("custom_fields_100", ["a", "b"], "trigger", "takes one value"),
    ],
)
def test_invalid_actions(field: str, value: Any, place: ActionPlace, reason: str) -> None:
    with pytest.raises(RuleError) as refused:
        ACTIONS.validated((Action("type", "task"), Action(field, value)), place, Everything())
    assert (refused.value.place, refused.value.index) == ("actions", 1)
    assert refused.value.field == field
    assert f"actions[1]: {field}" in refused.value.description
    assert reason in refused.value.description


def test_actions_that_name_the_dead() -> None:
    for field, value in (("group_id", "5"), ("notification_group", ["5", "s", "b"])):
        with pytest.raises(RuleError) as refused:
            ACTIONS.validated((Action(field, value),), "trigger", Nothing())
        assert refused.value.description == "Group 5 was deleted and cannot be used"


def test_a_rule_needs_actions() -> None:
    with pytest.raises(RuleError):
        ACTIONS.validated((), "trigger", Everything())


def test_conditions_and_actions_have_room_together() -> None:
    conditions = Conditions((Condition("subject_includes_word", "is", "x" * 40_000),))
    fits, exceeds = (Action("reply_public", "x" * size) for size in (20_000, 30_000))
    check_size(conditions, (fits,))
    with pytest.raises(RuleError) as refused:
        check_size(conditions, (exceeds,))
    assert refused.value.description.endswith("bytes, 65535 are allowed")


def test_actions_are_kept_as_written_but_for_numbers_and_nulls() -> None:
    written = [
        {"field": "group_id", "value": 5},
        {"field": "assignee_id", "value": None},
        {"field": "notification_webhook", "value": [5, [["a", 1]]]},
        {"field": "comment_mode_is_public", "value": True},
    ]
    kept = Action.of_list(written)
    assert [action.value for action in kept] == ["5", "", ["5", [["a", "1"]]], True]
    assert Action.of_stored(Action.stored(kept)) == kept


def test_what_is_no_list_of_actions_is_refused() -> None:
    with pytest.raises(Malformed) as refused:
        Action.of_list("x")
    assert refused.value.attribute == "actions"


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (1, 1),
        ({"value": 1}, None),
        ({"field": "x", "value": {}}, {}),
        ({"field": "x", "value": [[[[1]]]]}, [[[[1]]]]),
    ],
)
def test_what_is_no_action_is_refused(given: object, value: object) -> None:
    with pytest.raises(RuleError) as refused:
        Action.of_list([{"field": "priority", "value": "low"}, given])
    assert (refused.value.position, refused.value.value) == ("actions[1]", value)
