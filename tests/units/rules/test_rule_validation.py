"""What is refused when a rule is saved, and in which words."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ombud.rules.actions import Action, ActionTable
from ombud.rules.automating import check_automation
from ombud.rules.conditions import Condition, Conditions, Value
from ombud.rules.errors import RuleError
from ombud.rules.fields import CustomStatus, Place
from ombud.rules.fields.custom import CustomField
from ombud.rules.validation import check_size, validated
from tests.units.rules.rule_facts import TABLE, Everything, Nothing

STATUS = Condition("status", "is", "open")
AGED = Condition("PENDING", "greater_than", "24")
TICK = CustomField("ticket", 110, "checkbox", "Ticked", tag="ticked")
CUSTOM = (*TABLE.custom, TICK)
ACTIONS = ActionTable(CUSTOM)
# Two of the account's own.
STATUSES = replace(
    TABLE,
    custom=CUSTOM,
    statuses=(
        CustomStatus(5, "In the workshop", category="open"),
        CustomStatus(6, "Waiting for parts", category="pending"),
    ),
)


def refusal(
    conditions: Conditions, place: Place = "trigger", known: Everything | Nothing | None = None
) -> RuleError:
    with pytest.raises(RuleError) as refused:
        validated(conditions, TABLE, place, known or Everything())
    return refused.value


@pytest.mark.parametrize(
    ("field", "operator", "value", "place", "reason"),
    [
        ("colour", "is", "red", "trigger", "is not a known field"),
        ("update_type", "is", "Create", "view", "cannot be used in a view"),
        ("status", "includes", "open", "trigger", "has no such operator"),
        ("status", "changed", None, "view", "has no such operator"),
        ("status", None, "open", "trigger", "needs an operator"),
        ("status", "is", "asleep", "trigger", "is not one of the possible values"),
        ("status", "is", ("open", "new"), "trigger", "takes one value"),
        ("status", "is", "", "trigger", "cannot be blank"),
        ("group_id", "is", "Support", "trigger", "is not an id"),
        ("group_id", "is", str(2**63), "trigger", "is not an id"),
        ("current_tags", "includes", " ", "trigger", "cannot be blank"),
        ("current_tags", "includes", " ".join(map(str, range(101))), "trigger", "than 100 tags"),
        ("subject_includes_word", "includes", "?!", "trigger", "has no words"),
        ("subject_includes_word", "is", "x" * 1001, "trigger", "is too long"),
        ("number_of_incidents", "is", "many", "trigger", "is not a whole number"),
        ("number_of_incidents", "is", str(2**63), "trigger", "is too large"),
        ("custom_fields_102", "is", "2026-02-30", "trigger", "is not a date"),
        ("custom_fields_102", "within_next_n_days", "-1", "trigger", "is not a whole number"),
        ("custom_fields_104", "is", "1e400", "trigger", "is not a number"),
        ("custom_fields_105", "is", "opt_z", "trigger", "is not one of the field's options"),
        ("custom_fields_101", "is", "maybe", "trigger", "is neither true nor false"),
        ("exact_created_at", "less_than", "soon", "sla", "is not a time"),
        ("NEW", "is", "1.5", "automation", "is not a whole number"),
        ("NEW", "is", "1000001", "automation", "is more than 1000000"),
    ],
)
def test_what_a_condition_cannot_be(
    field: str, operator: str | None, value: Value, place: Place, reason: str
) -> None:
    found = refusal(Conditions((), (Condition(field, operator, value),)), place)
    assert (found.place, found.index, found.field) == ("any", 0, field)
    assert found.description.startswith(f"Invalid conditions. any[0]: {field}")
    assert reason in found.description
    assert len(found.description) < 250


def test_a_rule_needs_a_condition() -> None:
    found = refusal(Conditions())
    assert found.place == "base"
    assert found.description == "Invalid conditions. You must select at least one condition"
    assert validated(Conditions(), TABLE, "sla", Everything()) == Conditions()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("group_id", "5", "Group 5 was deleted and cannot be used"),
        ("organization_id", "1", "Organization 1 was deleted and cannot be used"),
        ("assignee_id", "7", "User 7 was deleted and cannot be used"),
        ("custom_status_id", "8", "Ticket status 8 was deleted and cannot be used"),
    ],
)
def test_a_deleted_record(field: str, value: str, words: str) -> None:
    found = refusal(Conditions((STATUS, Condition(field, "is", value))), known=Nothing())
    assert (found.place, found.index, found.description) == ("all", 1, words)


def test_words_and_empty_values_name_no_record() -> None:
    rule = Conditions((STATUS, Condition("assignee_id", "is", "current_user")))
    assert validated(rule, TABLE, "view", Nothing()) == rule
    empty = validated(Conditions((Condition("group_id", "is", None),)), TABLE, "trigger", Nothing())
    assert empty.all == (Condition("group_id", "is", ""),)


def test_the_only_operator_may_be_left_out_and_changes_have_no_value() -> None:
    rule = Conditions(
        (Condition("update_type", None, "Create"), Condition("status", "changed", ""))
    )
    assert validated(rule, TABLE, "trigger", Everything()).all == (
        Condition("update_type", "is", "Create"),
        Condition("status", "changed", None),
    )


def test_a_view_needs_an_anchor() -> None:
    found = refusal(Conditions((Condition("priority", "is", "low"),), (STATUS,)), "view")
    assert found.description == (
        "View must test for at least <strong>one</strong> of the following ticket properties "
        "in the ALL conditions section: Status, Type, Group, Assignee, Requester."
    )
    # Hours of a status ask for the status.
    assert validated(Conditions((AGED,)), TABLE, "automation", Everything()).all == (AGED,)
    aged = Conditions((Condition("NEW", "is", "1"),))
    assert "Automation must test" in refusal(aged, "automation").description


def test_hours_stand_in_all_only() -> None:
    found = refusal(Conditions((STATUS,), (AGED,)), "automation")
    assert (found.place, found.index) == ("any", 0)
    assert "can only be used in the ALL conditions section" in found.description


def test_sizes() -> None:
    wide = Condition("current_tags", "includes", "x" * 40_000)
    reply = Action("reply_public", "x" * 30_000)
    for conditions, actions, position, words in (
        (Conditions((), (STATUS,) * 201), (), "any[200]", "200 are allowed"),
        (Conditions((STATUS, wide), (wide, wide)), (), "any[0]", "65535 are allowed"),
        (Conditions((wide,)), (reply, reply), "actions[0]", "65535 are allowed"),
    ):
        with pytest.raises(RuleError, match=words) as refused:
            check_size(conditions, actions)
        assert refused.value.position == position


def test_the_last_byte_counts() -> None:
    """Whatever the lists, the entry with which the rule gets too large is named."""
    for lists in (1, 2, 3):
        whole = Conditions((STATUS,), (STATUS,) if lists > 1 else ())
        reply = Action("reply_public", "")
        actions = (reply,) if lists > 2 else ()
        used = len(whole.stored() + Action.stored(actions))
        fits = Condition("status", "is", "open" + "x" * (65_535 - used))
        check_size(replace(whole, all=(fits,)), actions)
        exceeds = replace(fits, value=f"{fits.value}x")
        with pytest.raises(RuleError) as refused:
            check_size(replace(whole, all=(exceeds,)), actions)
        assert refused.value.position == {1: "all[0]", 2: "any[0]", 3: "actions[0]"}[lists]


def automation(*conditions: Condition, actions: Sequence[Action]) -> str:
    """Why the automation is refused; an empty text for one that may be saved."""
    try:
        check_automation(Conditions(conditions), tuple(actions), STATUSES, ACTIONS)
    except RuleError as refused:
        return refused.description
    return ""


TAGGED = Condition("current_tags", "includes", "a b")
UNTAGGED = Condition("current_tags", "not_includes", "done")
CREATED = Condition("NEW", "greater_than", "1")


@pytest.mark.parametrize(
    ("conditions", "field", "value"),
    [
        ((STATUS, Condition("NEW", "is", "4")), "notification_user", ["all_agents", "s", "b"]),
        ((STATUS, CREATED), "status", "pending"),
        ((STATUS, CREATED), "custom_status_id", "7"),
        ((AGED,), "status", "solved"),
        ((STATUS, CREATED, TAGGED), "remove_tags", "a b c"),
        ((STATUS, CREATED, TAGGED), "set_tags", "c"),
        ((STATUS, CREATED, UNTAGGED), "current_tags", "done"),
        ((STATUS, CREATED, Condition("assignee_id", "is", "")), "assignee_id", "requester_id"),
        ((STATUS, CREATED, Condition("group_id", "is", "5")), "group_id", "6"),
        ((STATUS, CREATED, Condition("priority", "less_than", "high")), "priority", "urgent"),
        ((STATUS, Condition("updated_at", "greater_than", "5")), "current_tags", "x"),
        (
            (STATUS, CREATED, Condition("custom_fields_101", "is", "false")),
            "custom_fields_101",
            "true",
        ),
        (
            (STATUS, CREATED, Condition("custom_fields_105", "is_not", "opt_a")),
            "custom_fields_105",
            "opt_a",
        ),
    ],
)
def test_automations_that_end(conditions: tuple[Condition, ...], field: str, value: object) -> None:
    assert automation(*conditions, actions=[Action(field, value)]) == ""


@pytest.mark.parametrize(
    ("conditions", "field", "value"),
    [
        ((STATUS, CREATED), "status", "open"),
        ((STATUS, CREATED), "priority", "low"),
        ((AGED,), "status", "pending"),
        ((AGED,), "notification_user", ["all_agents", "s", "b"]),
        ((STATUS, CREATED, TAGGED), "remove_tags", "a"),
        ((STATUS, CREATED, TAGGED), "current_tags", "c"),
        ((STATUS, CREATED, UNTAGGED), "remove_tags", "done"),
        ((STATUS, CREATED, Condition("assignee_id", "is", "")), "assignee_id", "current_user"),
        ((STATUS, Condition("updated_at", "less_than", "5")), "current_tags", "x"),
    ],
)
def test_automations_without_an_end(
    conditions: tuple[Condition, ...], field: str, value: object
) -> None:
    why = automation(*conditions, actions=[Action(field, value)])
    assert "makes one of its conditions false" in why


ADD, TAKE, SET = (Action(name, "a b") for name in ("current_tags", "remove_tags", "set_tags"))
OPENED = Condition("OPEN", "greater_than", "24")


@pytest.mark.parametrize(
    ("conditions", "actions", "ends"),
    [
        # Of those that set the same thing the last counts.
        ((OPENED,), [Action("status", "pending"), Action("status", "open")], False),
        ((OPENED,), [Action("status", "open"), Action("status", "pending")], True),
        ((OPENED,), [Action("status", "pending"), Action("custom_status_id", "5")], False),
        ((STATUS, CREATED), [Action("status", "pending"), Action("custom_status_id", "5")], False),
        ((STATUS, CREATED), [Action("custom_status_id", "5"), Action("status", "pending")], True),
        ((STATUS, CREATED), [Action("custom_status_id", "6")], True),
        # A ticket that is open stays open.
        ((STATUS, CREATED), [Action("status", "new")], False),
        ((OPENED,), [Action("status", "new")], False),
        ((AGED,), [Action("status", "new")], True),
        # What comes back, and what does not.
        ((STATUS, CREATED, TAGGED), [TAKE, ADD], False),
        ((STATUS, CREATED, TAGGED), [TAKE, SET], False),
        ((STATUS, CREATED, TAGGED), [ADD, TAKE], True),
        ((STATUS, CREATED, UNTAGGED), [Action("current_tags", "done"), TAKE], True),
        ((STATUS, CREATED, UNTAGGED), [Action("current_tags", "done"), SET], False),
        # A custom status and what it counts as.
        ((CREATED, Condition("custom_status_id", "is", "5")), [Action("status", "open")], False),
        ((CREATED, Condition("custom_status_id", "is", "5")), [Action("status", "solved")], True),
        (
            (CREATED, Condition("custom_status_id", "is", "5")),
            [Action("custom_status_id", "6")],
            True,
        ),
        (
            (CREATED, Condition("custom_status_id", "is_not", "5")),
            [Action("status", "solved")],
            False,
        ),
        ((Condition("custom_status_5", "greater_than", "1"),), [Action("status", "open")], False),
        ((Condition("custom_status_5", "greater_than", "1"),), [Action("status", "pending")], True),
        (
            (Condition("custom_status_5", "greater_than", "1"),),
            [Action("custom_status_id", "6")],
            True,
        ),
    ],
)
def test_what_several_actions_come_to(
    conditions: tuple[Condition, ...],
    actions: list[Action],
    ends: bool,  # noqa: FBT001 (a case)
) -> None:
    assert (automation(*conditions, actions=actions) == "") is ends


NEWEST = Condition("status", "is", "new")
CHOSEN = Condition("current_tags", "includes", "opt_a")
TICKED = Condition("current_tags", "not_includes", "ticked")


@pytest.mark.parametrize(
    ("conditions", "actions", "ends"),
    [
        # Whoever gets a new ticket opens it; the requester may be no agent.
        ((NEWEST, CREATED), [Action("assignee_id", "7")], True),
        ((NEWEST, CREATED), [Action("assignee_id", "7"), Action("assignee_id", "")], False),
        ((NEWEST, CREATED), [Action("assignee_id", "requester_id")], False),
        ((NEWEST, CREATED), [Action("assignee_id", "7"), Action("status", "new")], False),
        ((STATUS, CREATED), [Action("assignee_id", "7")], False),
        ((OPENED,), [Action("assignee_id", "7")], False),
        # What a field says is a tag as well.
        ((CREATED, CHOSEN), [Action("custom_fields_105", "opt_b")], True),
        ((CREATED, CHOSEN), [Action("custom_fields_105", "")], True),
        ((CREATED, CHOSEN), [Action("custom_fields_105", "opt_a")], False),
        ((CREATED, TICKED), [Action("custom_fields_110", "true")], True),
        ((CREATED, TICKED), [Action("custom_fields_110", "false")], False),
        ((CREATED, TICKED), [Action("custom_fields_110", "true"), SET], False),
    ],
)
def test_what_follows_from_actions(
    conditions: tuple[Condition, ...],
    actions: list[Action],
    ends: bool,  # noqa: FBT001 (a case)
) -> None:
    assert (automation(*conditions, actions=actions) == "") is ends


@pytest.mark.parametrize(("priority", "ends"), [("high", True), ("normal", False)])
def test_all_of_the_conditions_of_which_one_is_enough_have_to_end(
    priority: str,
    ends: bool,  # noqa: FBT001 (a case)
) -> None:
    low, normal = (Condition("priority", "is", each) for each in ("low", "normal"))
    conditions = Conditions((STATUS, CREATED), (low, normal))
    actions = (Action("priority", priority),)
    if ends:
        check_automation(conditions, actions, STATUSES, ACTIONS)
    else:
        with pytest.raises(RuleError, match="makes one of its conditions false"):
            check_automation(conditions, actions, STATUSES, ACTIONS)


def test_automations_need_a_time() -> None:
    assert "time-based condition" in automation(STATUS, actions=[Action("status", "closed")])
