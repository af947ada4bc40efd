"""What conditions mean, row by row."""

from typing import Any

import pytest

from ombud.rules.conditions import Condition, Conditions
from ombud.rules.evaluate import NONE_OF_ANY, check_of
from tests.units.rules.rule_facts import ALICE, EMMA, NOW, TABLE, facts, holds

HOUR = 3600


@pytest.mark.parametrize(
    ("after", "field", "operator", "value", "expected"),
    [
        ({}, "status", "is", "open", True),
        ({}, "status", "is_not", "open", False),
        ({"status": "hold"}, "status", "less_than", "solved", True),
        ({"status": "solved"}, "status", "less_than", "solved", False),
        ({"status": "closed"}, "status", "greater_than", "solved", True),
        ({}, "priority", "is", "", True),
        ({}, "priority", "less_than", "low", True),
        ({"priority": "urgent"}, "priority", "greater_than", "high", True),
        ({}, "priority", "greater_than", "", False),
        ({}, "type", "is_not", "task", True),
        ({}, "group_id", "is", "21", True),
        ({}, "group_id", "is", "current_groups", True),
        ({"group_id": None}, "group_id", "is_not", "21", True),
        ({"group_id": None}, "group_id", "is", "", True),
        ({"assignee_id": ALICE}, "assignee_id", "is", "current_user", True),
        ({"assignee_id": EMMA}, "assignee_id", "is", "requester_id", True),
        ({}, "assignee_id", "is_not", "requester_id", True),
        ({}, "requester_id", "is_not", "assignee_id", True),
        ({"custom_status_id": 7}, "custom_status_id", "includes", ["7", "8"], True),
        ({"custom_status_id": 9}, "custom_status_id", "not_includes", ["7", "8"], True),
        ({"tags": ["vip", "x"]}, "current_tags", "includes", "VIP other", True),
        ({"tags": ["vip"]}, "current_tags", "not_includes", "vip other", False),
        ({}, "current_tags", "not_includes", "vip", True),
        ({}, "via_id", "is", "5", True),
        ({"via_source": {"rel": "follow_up"}}, "via_id", "is", "27", True),
        ({"via_channel": "carrier_pigeon"}, "via_id", "is_not", "5", True),
        ({}, "recipient", "is", "HELP@acme.example", True),
        ({}, "recipient", "is", "help", True),
        ({}, "recipient", "is", "hel", False),
        ({}, "subject_includes_word", "includes", "FIRE water", True),
        ({}, "subject_includes_word", "includes", "print", False),
        ({}, "subject_includes_word", "is", "printer is", True),
        ({"raw_subject": None}, "subject_includes_word", "is_not", "printer", True),
        ({}, "ticket_is_public", "is", "public", True),
        ({"incident_count": 2}, "number_of_incidents", "greater_than_equal", "2", True),
        ({}, "requester_role", "is", "0", True),
        ({"requester_id": ALICE}, "requester_role", "is_not", "4", False),
        ({}, "locale_id", "is", "1", True),
        ({}, "requester_time_zone", "is", "UTC", True),
        ({}, "requester_twitter_followers_count", "greater_than", "1", False),
        ({}, "satisfaction_score", "is", "true", True),
        ({"satisfaction_score": "bad"}, "satisfaction_score", "less_than", "good", True),
        ({}, "ticket_due_date", "is", "false", True),
        ({"sharing_agreement_ids": [12]}, "sent_to", "is", "12", True),
        ({"sharing_agreement_ids": [12]}, "sent_to", "is", "1", False),
        ({}, "received_from", "is", "", True),
        ({}, "in_business_hours", "is", "true", True),
        ({}, "on_holiday", "is", "false", True),
        ({}, "schedule_id", "is", "", True),
        ({}, "within_schedule", "is", "1", False),
        ({}, "role", "is", "agent", True),
        ({}, "role", "is_not", "end_user", True),
        ({}, "role", "is", str(ALICE), True),
        ({}, "current_via_id", "is", "5", True),
        ({"email_cc_ids": [EMMA]}, "cc", "is", "true", True),
        ({}, "attachment", "is", "false", True),
    ],
)
def test_fields_of_tickets_and_people(
    after: dict[str, Any], field: str, operator: str, value: object, *, expected: bool
) -> None:
    assert holds(facts(after), field, operator, value) == expected


@pytest.mark.parametrize(
    ("field_id", "stored", "operator", "value", "expected"),
    [
        (100, "AB-1 west", "present", None, True),
        (100, "", "present", None, False),
        (100, "AB-1 west", "is", "ab-1 WEST", True),
        (100, "AB-1 west", "includes_words", "west east", True),
        (100, "AB-1 west", "not_includes_string", "-1 w", False),
        (101, True, "is", "true", True),
        (101, None, "is", "false", True),
        (101, False, "is", True, False),
        (102, "2026-03-05", "less_than", "2026-03-06", True),
        (102, "2026-03-05", "within_next_n_days", "1", True),
        (102, "2026-03-05", "within_previous_n_days", "1", False),
        (102, None, "less_than", "2026-03-06", False),
        (103, "9", "less_than", "10", True),
        (103, None, "is_not", "10", True),
        (104, "2.50", "is", "2.5", True),
        (104, "no number", "greater_than", "0", False),
        (105, "opt_a", "is", "opt_a", True),
        (105, "opt_a", "includes", ["opt_b", "opt_a"], True),
        (105, None, "is_not", "opt_a", True),
        (105, None, "is", "", True),
        (106, ["opt_a", "opt_b"], "includes", "opt_b", True),
        (106, [], "not_present", None, True),
        (107, "7", "is", "7", True),
    ],
)
def test_custom_fields(
    field_id: int, stored: object, operator: str, value: object, *, expected: bool
) -> None:
    found = facts({"custom_fields": {str(field_id): stored}})
    assert holds(found, f"custom_fields_{field_id}", operator, value) == expected


def test_fields_of_requester_and_organization() -> None:
    found = facts()
    assert holds(found, "requester.custom_fields.plan", "is", "1")
    assert holds(found, "user.custom_fields.plan", "is_not", "2")
    assert holds(found, "requester.custom_fields.vip", "is", "true")
    assert holds(found, "organization.custom_fields.region", "includes_string", "SÜ")
    assert holds(found, "organization.custom_fields.turnover", "greater_than", "2,4")
    nobody = facts({"organization_id": None})
    assert holds(nobody, "organization.custom_fields.region", "not_present")
    assert holds(nobody, "organization.custom_fields.region", "is_not", "Süd")
    assert holds(
        facts({"custom_fields": {"105": "opt_b"}}), "ticket_fields_105", "includes", "2", "sla"
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # R7: a new ticket had nothing before.
        (None, {"priority": "low"}, {"changed", "value", "from_null"}),
        (None, {}, {"not_changed", "not_value"}),
        ({"priority": "low"}, {}, {"not_changed", "not_value"}),
        ({"priority": "high"}, {"priority": "low"}, {"changed", "value"}),
        ({"priority": "low"}, {"priority": "high"}, {"changed", "not_value", "from_low"}),
        ({"priority": "low"}, {"priority": None}, {"changed", "not_value", "from_low"}),
    ],
)
def test_changes(before: dict[str, Any] | None, after: dict[str, Any], expected: set[str]) -> None:
    found = facts(after, before)
    asked = {
        "changed": ("changed", None),
        "not_changed": ("not_changed", None),
        "value": ("value", "low"),
        "not_value": ("not_value", "low"),
        "from_low": ("value_previous", "low"),
        "from_null": ("value_previous", ""),
    }
    true = {name for name, (op, value) in asked.items() if holds(found, "priority", op, value)}
    assert true == expected
    assert holds(found, "priority", "not_value_previous", "low") == ("from_low" not in expected)


def test_changes_are_seen_while_the_run_goes_on() -> None:
    found = facts({"status": "open"}, {"status": "open"})
    assert not holds(found, "status", "changed")
    found.after["status"] = "pending"  # type: ignore[index]  # a run changes its draft
    assert holds(found, "status", "value", "pending")


@pytest.mark.parametrize(
    ("said", "public", "value", "expected"),
    [
        (None, True, "not_relevant", False),
        ("x", True, "not_relevant", True),
        ("x", True, "true", True),
        ("x", False, "true", False),
        ("x", False, "false", True),
        ("x", True, "requester_can_see_comment", True),
        ("x", False, "requester_can_see_comment", False),
    ],
)
def test_the_comments_privacy(
    said: str | None, value: str, *, public: bool, expected: bool
) -> None:
    found = facts(said=said, public=public)
    assert holds(found, "comment_is_public", "is", value) == expected


def test_a_private_comment_can_be_seen_by_a_requester_who_is_an_agent() -> None:
    found = facts({"requester_id": ALICE}, said="x", public=False)
    assert holds(found, "comment_is_public", "is", "requester_can_see_comment")


def test_the_comments_words() -> None:
    new = facts(said="Water everywhere")
    assert holds(new, "comment_includes_word", "includes", "water")
    # The subject of a new ticket is said with it.
    assert holds(new, "comment_includes_word", "includes", "printer")
    changed = facts({}, {}, said="Water everywhere")
    assert not holds(changed, "comment_includes_word", "includes", "printer")
    assert holds(facts({}, {}), "comment_includes_word", "not_includes", "printer")
    assert holds(new, "update_type", "is", "Create")
    assert holds(changed, "update_type", "is", "Change")


@pytest.mark.parametrize(
    ("seconds", "operator", "hours", "expected"),
    [
        (2 * HOUR, "is", 2, True),
        (3 * HOUR - 1, "is", 2, True),
        (3 * HOUR, "is", 2, False),
        (2 * HOUR, "greater_than", 2, False),
        (2 * HOUR + 1, "greater_than", 2, True),
        (2 * HOUR - 1, "less_than", 2, True),
        (2 * HOUR, "less_than", 2, False),
        (0, "is", 0, True),
        # What is still to come is not so and so long ago.
        (-1, "less_than", 2, False),
    ],
)
def test_hours_since(seconds: int, operator: str, hours: int, *, expected: bool) -> None:
    found = facts({"status": "pending"}, metrics={"status_updated_at": NOW - seconds})
    assert holds(found, "PENDING", operator, hours, "automation") == expected
    until = facts({"due_at": NOW + seconds})
    assert holds(until, "until_due_date", operator, hours, "automation") == expected


def test_hours_never_count_without_an_event() -> None:
    assert not holds(facts(), "due_at", "less_than", 5, "view")
    assert not holds(facts({"status": "open"}), "OPEN", "less_than", 5, "view")
    stamped = {"status_updated_at": NOW}
    assert not holds(facts({"status": "open"}, metrics=stamped), "PENDING", "is", 0, "view")


def test_the_first_condition_that_fails_is_named() -> None:
    first = Condition("status", "is", "open")
    second = Condition("priority", "is", "low")
    found = facts()
    both = check_of(Conditions((first, second)), TABLE, "trigger")
    assert both.matches(found) is False
    assert both.failure(found) == 1
    some = check_of(Conditions((first,), (second,)), TABLE, "trigger")
    assert some.failure(found) == NONE_OF_ANY
    assert check_of(Conditions((first,), (second, first)), TABLE, "trigger").failure(found) is None
    assert check_of(Conditions(), TABLE, "trigger").matches(found)
