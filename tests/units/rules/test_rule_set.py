"""A set of rules gives exactly those that match, however few of them it looks at."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.rules.conditions import Condition, Conditions
from ombud.rules.questions import first_failure
from ombud.rules.rule_set import RuleSet
from tests.units.rules.rule_facts import ALICE, EMMA, TABLE, facts

IS_CREATE = Condition("update_type", "is", "Create")
CONDITIONS = [
    IS_CREATE,
    Condition("update_type", "is", "Change"),
    Condition("status", "is", "open"),
    Condition("status", "less_than", "solved"),
    Condition("status", "value", "open"),
    Condition("status", "not_value", "open"),
    Condition("status", "value_previous", "new"),
    Condition("status", "changed"),
    Condition("priority", "is", ""),
    Condition("priority", "less_than", "normal"),
    Condition("group_id", "is", "21"),
    Condition("group_id", "is_not", "21"),
    Condition("assignee_id", "is", "current_user"),
    Condition("current_tags", "includes", "a b"),
    Condition("current_tags", "not_includes", "a b"),
    Condition("custom_fields_105", "is", "opt_a"),
    Condition("custom_fields_105", "not_present"),
    Condition("custom_fields_106", "includes", ("opt_a", "opt_b")),
    Condition("custom_fields_106", "not_present"),
    Condition("custom_fields_101", "is", "false"),
    Condition("comment_includes_word", "includes", "water fire"),
    Condition("comment_includes_word", "not_includes", "water"),
    Condition("comment_is_public", "is", "true"),
    Condition("comment_is_public", "is", "requester_can_see_comment"),
    Condition("role", "is", "agent"),
    Condition("role", "is", "end_user"),
    Condition("role", "is_not", "end_user"),
    Condition("role", "is", str(ALICE)),
    Condition("requester_role", "is", "0"),
    Condition("requester_role", "is_not", "0"),
    Condition("requester.custom_fields.plan", "is", "1"),
    Condition("requester_id", "is", str(EMMA)),
    Condition("requester_id", "is_not", "current_user"),
    Condition("reopens", "greater_than", "1"),
    Condition("in_business_hours", "is", "true"),
    Condition("subject_includes_word", "is", "printer is"),
    Condition("subject_includes_word", "is_not", "lamp"),
    Condition("status", "not_changed"),
    Condition("priority", "not_value_previous", "low"),
    Condition("custom_fields_103", "greater_than", "5"),
    Condition("custom_fields_100", "present"),
]
RULES = st.builds(
    Conditions,
    st.lists(st.sampled_from(CONDITIONS), max_size=4).map(tuple),
    st.lists(st.sampled_from(CONDITIONS), max_size=2).map(tuple),
)
STATES = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["new", "open", "solved"]),
        "priority": st.sampled_from([None, "low", "high"]),
        "group_id": st.sampled_from([None, 21, 22]),
        "assignee_id": st.sampled_from([None, ALICE]),
        "requester_id": st.sampled_from([EMMA, ALICE]),
        "tags": st.lists(st.sampled_from(["a", "b", "c"]), unique=True),
        "custom_fields": st.fixed_dictionaries(
            {
                "105": st.sampled_from([None, "opt_a", "opt_b"]),
                "106": st.sampled_from([None, [], ["opt_a"], ["opt_a", "opt_b"]]),
                "101": st.sampled_from([None, True, False]),
            }
        ),
    }
)


@given(
    st.lists(RULES, max_size=12),
    STATES,
    st.none() | STATES,
    st.sampled_from([None, "Water!", "no words of theirs"]),
    st.booleans(),
)
@settings(max_examples=300)
def test_candidates_are_all_that_match_and_the_others_failed_as_told(
    rules: list[Conditions],
    after: dict[str, Any],
    before: dict[str, Any] | None,
    said: str | None,
    public: bool,  # noqa: FBT001 (Hypothesis gives it)
) -> None:
    found = facts(after, before, said=said, public=public)
    ruled = RuleSet(list(enumerate(rules)), TABLE, "trigger")
    candidates, surprises = ruled.candidates(found), ruled.questions.surprises(found)
    matching = [entry.rule for entry in candidates if entry.check.matches(found)]
    assert matching == [entry.rule for entry in ruled.entries if entry.check.matches(found)]
    for entry in ruled.entries:
        if entry not in candidates:
            # The condition that it is filed under is what ruled it out, and what failed is known.
            assert entry.key is not None
            assert not entry.check.all[entry.key](found)
            told = first_failure(entry.before_key, surprises, entry.key)
            assert told == entry.check.failure(found)


def test_a_rule_is_filed_under_its_rarest_condition() -> None:
    rule = Conditions((IS_CREATE, Condition("current_tags", "includes", "vip"), CONDITIONS[3]))
    ruled = RuleSet([("r", rule)], TABLE, "trigger")
    assert ruled.entries[0].key == 1
    assert len(ruled.entries[0].before_key) == 1
    assert ruled.candidates(facts()) == []
    assert [entry.rule for entry in ruled.candidates(facts({"tags": ["vip"]}))] == ["r"]


def test_a_question_is_asked_once_for_all_rules() -> None:
    """However many rules it stands in; what is told is what the update happens to meet."""
    numbered = [
        ("r", Conditions((*CONDITIONS[2:4], Condition("requester_id", "is", str(each)))))
        for each in range(1, 500)
    ]
    groups = [
        (
            "g",
            Conditions(
                (
                    Condition("group_id", operator, str(each)),
                    Condition("requester_id", "is", "1"),
                )
            ),
        )
        for each in range(1, 500)
        for operator in ("is", "is_not")
    ]
    ruled = RuleSet(numbered + groups, TABLE, "trigger")
    assert {entry.before_key for entry in ruled.entries[:499]} == {(1, 2)}
    solved = ruled.questions.surprises(facts({"status": "solved", "group_id": 21}))
    met = [entry.before_key[0] for entry in ruled.entries[499:]][2 * 20 : 2 * 20 + 2]
    assert solved == met
    assert len(ruled.questions.surprises(facts({"status": "open", "group_id": 21}))) == 4
