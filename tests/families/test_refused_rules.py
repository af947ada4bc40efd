"""What a refused rule is told: which rule it is, where in it, and what stands there."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.desk import Answer, Desk
from tests.families import field_making, view_making
from tests.families.automation_making import (
    OPEN_FOR_A_DAY,
    changes_by_rules,
    runs_until,
)
from tests.families.policy_making import target
from tests.families.test_explanations import explained
from tests.families.ticket_making import create, created_id
from tests.families.trigger_making import ALWAYS, add

Json = dict[str, Any]
LOW = {"field": "priority", "value": "low"}
TITLE = "Lamps that broke"
MEGABYTE = "x" * 1_000_000
SHOWN = "x" * 100 + "…"
LONG = "x" * 10_000
ON = {"active": True}
# How each kind of rule asks for a group; the others with `is`.
OPERATORS = {"group_sla_policy": "includes"}


class Family:
    """A kind of rule: where it is written, and a sound one of it."""

    def __init__(self, path: str, root: str, **sound: Any) -> None:
        self.path, self.root, self.sound = path, root, sound

    def with_condition(self, *bad: Any) -> tuple[Json, str]:
        """What to write of a rule for these conditions to follow sound ones, and where."""
        if "filter" in self.sound:
            return {"filter": {"all": list(bad)}}, "all[0]"
        every = self.sound["conditions"]["all"]
        rule = {**self.sound, "conditions": {"all": [*every, *bad]}}
        return rule, f"all[{len(every)}]"

    def with_action(self, bad: Any) -> tuple[Json, str]:
        """The same for an action."""
        return {**self.sound, "actions": [LOW, bad]}, "actions[1]"

    def create(self, desk: Desk, **rule: Any) -> Answer:
        given = {"title": TITLE, **self.sound, **rule}
        return desk.admin.post(self.path, {self.root: given})

    def made(self, desk: Desk) -> str:
        answer = self.create(desk)
        assert answer.status in {200, 201}, answer.text
        return f"{self.path}/{answer.json[self.root]['id']}"

    def refusals(self, desk: Desk, rule: Json) -> list[tuple[str, Json]]:
        """The problem that every way to write the rule meets, with the title that it then has."""
        path = self.made(desk)
        before = desk.snapshot()
        anew = {self.root: {**rule, "title": "Anew"}}
        answers = [
            (TITLE, self.create(desk, **rule)),
            (TITLE, desk.admin.put(path, {self.root: rule})),
            ("Anew", desk.admin.put(path, anew)),
        ]
        if self.root == "view":
            paths = ("/views/preview", "/views/preview/count")
            answers += [("Anew", desk.admin.post(each, anew)) for each in paths]
        assert desk.snapshot() == before
        return [(title, problem_of(answer)) for title, answer in answers]


FAMILIES = {
    "trigger": Family("/triggers", "trigger", conditions={"all": ALWAYS}, actions=[LOW]),
    "automation": Family(
        "/automations", "automation", conditions={"all": OPEN_FOR_A_DAY}, actions=[LOW]
    ),
    "view": Family("/views", "view", conditions={"all": [view_making.UNSOLVED]}),
    "macro": Family("/macros", "macro", actions=[LOW]),
    "sla_policy": Family(
        "/slas/policies",
        "sla_policy",
        filter={"all": []},
        policy_metrics=[target("first_reply_time", 60)],
    ),
    "group_sla_policy": Family(
        "/group_slas/policies",
        "group_sla_policy",
        filter={"all": []},
        policy_metrics=[target("group_ownership_time", 60)],
    ),
}
ASKING = [name for name in FAMILIES if name != "macro"]
ACTING = ["trigger", "automation", "macro"]


def condition(field: Any, operator: Any, value: Any) -> Json:
    """One condition, whatever the types of its parts."""
    return {"field": field, "operator": operator, "value": value}


def deleted_group(desk: Desk) -> str:
    group = desk.admin.post("/groups", {"group": {"name": "Lamps"}}).json["group"]["id"]
    assert desk.admin.delete(f"/groups/{group}").status == 204
    return str(group)


def deleted_field(desk: Desk) -> str:
    field = field_making.make(desk.admin, "text")["id"]
    assert desk.admin.delete(f"/ticket_fields/{field}").status == 204
    return f"custom_fields_{field}"


def problem_of(answer: Answer) -> Json:
    """The only problem of what is refused."""
    assert answer.status == 422, answer.text
    assert len(answer.content) < 2000
    ((problem,),) = answer.json["details"].values()
    return dict(problem)


def refused(desk: Desk, attempt: Callable[[], Answer]) -> Json:
    """The same, after which everything is as it was."""
    before = desk.snapshot()
    answer = attempt()
    assert desk.snapshot() == before
    return problem_of(answer)


def place_of(problem: Json) -> tuple[str, str, Any]:
    return problem["rule"], problem["position"], problem["value"]


class TestConditions:
    @pytest.mark.parametrize("family", ASKING)
    @pytest.mark.parametrize(
        ("bad", "value", "words"),
        [
            (condition("colour", "is", "red"), "red", "is not a known field"),
            (condition(LONG, "is", "red"), "red", "is not a known field"),
            (condition("group_id", "eats", "5"), "5", "has no such operator"),
            (condition("group_id", LONG, "5"), "5", "has no such operator"),
            (condition("group_id", 7, "5"), 7, "operator must be a string"),
            (condition("group_id", None, "Support"), "Support", "is not an id"),
            (condition("group_id", "includes", {"id": 5}), {"id": 5}, "must be a string"),
            (condition("group_id", "includes", [MEGABYTE]), "['" + SHOWN[2:], "65535 are allowed"),
            (condition("group_id", "includes", MEGABYTE), SHOWN, "65535 are allowed"),
            ("group_id", "group_id", "must be a hash"),
        ],
    )
    def test_named(self, desk: Desk, family: str, bad: Any, value: Any, words: str) -> None:
        if isinstance(bad, dict) and bad["operator"] is None:
            bad = {**bad, "operator": OPERATORS.get(family, "is")}
        rule, position = FAMILIES[family].with_condition(bad)
        for title, problem in FAMILIES[family].refusals(desk, rule):
            assert place_of(problem) == (title, position, value)
            assert words in problem["description"]

    @pytest.mark.parametrize("family", ASKING)
    @pytest.mark.parametrize("gone", ["group", "field"])
    def test_what_is_gone(self, desk: Desk, family: str, gone: str) -> None:
        if gone == "group":
            value = deleted_group(desk)
            bad = condition("group_id", OPERATORS.get(family, "is"), value)
            words = f"Group {value} was deleted and cannot be used"
        else:
            bad, value = condition(deleted_field(desk), "is", "x"), "x"
            words = f"{bad['field']} is 'x': is not a known field"
        rule, position = FAMILIES[family].with_condition(bad)
        for title, problem in FAMILIES[family].refusals(desk, rule):
            assert place_of(problem) == (title, position, value)
            assert problem["description"].endswith(words)

    @pytest.mark.parametrize("family", ASKING)
    def test_too_many(self, desk: Desk, family: str) -> None:
        """Each of which would do."""
        support = str(desk.cast.support)
        sound = condition("group_id", OPERATORS.get(family, "is"), support)
        rule, _ = FAMILIES[family].with_condition(*[sound] * 201)
        for title, problem in FAMILIES[family].refusals(desk, rule):
            assert place_of(problem) == (title, "all[200]", support)
            assert problem["description"].endswith(" conditions, 200 are allowed")

    def test_a_megabyte_of_them(self, desk: Desk) -> None:
        rule, _ = FAMILIES["trigger"].with_condition(*ALWAYS * 15_000)
        problem = refused(desk, lambda: FAMILIES["trigger"].create(desk, **rule))
        assert place_of(problem) == (TITLE, "all[200]", "closed")

    def test_a_body_beyond_all_bounds(self, desk: Desk) -> None:
        """Nobody reads it, so nobody knows what stands in it."""
        rule, _ = FAMILIES["trigger"].with_condition(condition("group_id", "is", MEGABYTE * 5))
        assert FAMILIES["trigger"].create(desk, **rule).status == 413

    def test_any_of_a_group_policy(self, desk: Desk) -> None:
        asked = condition("group_id", "includes", ["5"])
        family = FAMILIES["group_sla_policy"]
        for title, problem in family.refusals(desk, {"filter": {"any": [asked]}}):
            assert place_of(problem) == (title, "any[0]", ["5"])

    def test_a_rule_without_any(self, desk: Desk) -> None:
        """Nothing stands anywhere."""
        family = FAMILIES["trigger"]
        problem = refused(desk, lambda: family.create(desk, conditions={"all": []}))
        assert (problem["rule"], "position" in problem, "value" in problem) == (TITLE, False, False)

    def test_a_preview_without_title(self, desk: Desk) -> None:
        body = {"view": {"all": [condition("colour", "is", "red")]}}
        problem = refused(desk, lambda: desk.admin.post("/views/preview", body))
        assert (problem["position"], "rule" in problem) == ("all[0]", False)


class TestActions:
    @pytest.mark.parametrize("family", ACTING)
    @pytest.mark.parametrize(
        ("field", "said", "value", "words"),
        [
            ("colour", "red", "red", "is not a known action"),
            (MEGABYTE, "red", "red", "65535 are allowed"),
            ("priority", "most", "most", "is not one of the possible values"),
            ("priority", {"is": 5}, {"is": 5}, "must be a string"),
            ("group_id", "Support", "Support", "is not an id"),
            ("current_tags", MEGABYTE, SHOWN, "65535 are allowed"),
            ("{text}", "{% if %}", "{% if %}", "Actions: "),
        ],
    )
    def test_named(
        self, desk: Desk, family: str, field: str, said: Any, value: Any, words: str
    ) -> None:
        if field == "{text}":
            field = "comment_value" if family == "macro" else "notification_user"
            if family != "macro":
                said = value = ["requester_id", "Subject", said]
        rule, position = FAMILIES[family].with_action({"field": field, "value": said})
        for title, problem in FAMILIES[family].refusals(desk, rule):
            assert place_of(problem) == (title, position, value)
            assert words in problem["description"]

    @pytest.mark.parametrize("family", ACTING)
    @pytest.mark.parametrize("gone", ["group", "field"])
    def test_what_is_gone(self, desk: Desk, family: str, gone: str) -> None:
        if gone == "group":
            field, value = "group_id", deleted_group(desk)
            words = f"Group {value} was deleted and cannot be used"
        else:
            field, value = deleted_field(desk), "x"
            words = f"{field} 'x': is not a known action"
        rule, position = FAMILIES[family].with_action({"field": field, "value": value})
        for title, problem in FAMILIES[family].refusals(desk, rule):
            assert place_of(problem) == (title, position, value)
            assert problem["description"].endswith(words)

    @pytest.mark.parametrize("family", ACTING)
    def test_what_is_none(self, desk: Desk, family: str) -> None:
        rule, position = FAMILIES[family].with_action("priority")
        for title, problem in FAMILIES[family].refusals(desk, rule):
            assert place_of(problem) == (title, position, "priority")


class TestMany:
    """What may be written of several rules at once is where they stand, and whether they run."""

    @pytest.mark.parametrize("family", ["trigger", "automation", "macro", "view"])
    def test_the_one_concerned(self, desk: Desk, family: str) -> None:
        kind = FAMILIES[family]
        fine = int(kind.made(desk).rpartition("/")[2])
        changed = {**kind.sound, "title": "Chairs"}
        if family == "automation":
            changed["actions"] = [{"field": "priority", "value": "high"}]
        path = kind.path
        wrong = desk.admin.post(path, {kind.root: changed}).json[kind.root]["id"]
        items = [{"id": fine, "position": 3}, {"id": wrong, "position": -1}]
        body = {path.strip("/"): items}
        problem = refused(desk, lambda: desk.admin.put(f"{path}/update_many", body))
        assert problem["rule"] == "Chairs"
        assert problem["description"] == "Position: -1 is not valid"

    def test_a_second_automation_that_does_the_same(self, desk: Desk) -> None:
        kind = FAMILIES["automation"]
        kind.made(desk)
        twin = kind.create(desk, title="Twin", active=False).json["automation"]["id"]
        for title, attempt in (
            ("Third", lambda: kind.create(desk, title="Third")),
            ("Twin", lambda: desk.admin.put(f"/automations/{twin}", {"automation": ON})),
            (
                "Twin",
                lambda: desk.admin.put(
                    "/automations/update_many", {"automations": [{"id": twin, **ON}]}
                ),
            ),
        ):
            problem = refused(desk, attempt)
            assert (problem["rule"], problem["error"]) == (title, "DuplicateValue")

    @pytest.mark.parametrize("change", [{"category_id": "7"}, {"position": -1}])
    def test_a_batch_of_triggers(self, desk: Desk, change: Json) -> None:
        trigger = add(desk.admin, TITLE, None, ("priority", "low"))
        before = desk.snapshot()
        job = {"action": "patch", "items": {"triggers": [{"id": str(trigger), **change}]}}
        answer = desk.admin.post("/trigger_categories/jobs", {"job": job})
        assert answer.json["status"] == "failed"
        assert [error["rule"] for error in answer.json["errors"]] == [TITLE]
        assert desk.snapshot() == before


class TestCircles:
    """What would go on for ever is refused; what comes to an end by itself is not."""

    @pytest.mark.parametrize(
        "actions",
        [
            [("status", "pending"), ("status", "open")],
            [("status", "new")],
            [("priority", "low")],
            [("remove_tags", "late"), ("current_tags", "late")],
        ],
    )
    def test_an_automation_whose_conditions_come_true_again(
        self, desk: Desk, actions: list[tuple[str, str]]
    ) -> None:
        asked = [
            condition("status", "is", "open"),
            condition("current_tags", "includes", "late"),
            condition("OPEN", "greater_than", "24"),
        ]
        done = [{"field": field, "value": value} for field, value in actions]
        rule = {"conditions": {"all": asked}, "actions": done}
        for title, problem in FAMILIES["automation"].refusals(desk, rule):
            assert place_of(problem) == (title, "all[2]", "24")
            assert "makes one of its conditions false" in problem["description"]

    def test_a_custom_status_that_counts_as_the_same(self, desk: Desk) -> None:
        status = {"status_category": "open", "agent_label": "In the workshop"}
        made = desk.admin.post("/custom_statuses", {"custom_status": status})
        done = [{"field": "custom_status_id", "value": made.json["custom_status"]["id"]}]
        asked = [condition("status", "is", "open"), condition("OPEN", "greater_than", "24")]
        rule = {"conditions": {"all": asked}, "actions": done}
        for title, problem in FAMILIES["automation"].refusals(desk, rule):
            assert place_of(problem) == (title, "all[1]", "24")

    def test_automations_that_undo_each_other(self, desk: Desk) -> None:
        """Each comes to an end by itself. Both together change a ticket once an hour."""
        for here, there in (("open", "pending"), ("pending", "open")):
            asked = [
                condition("status", "is", here),
                condition("NEW", "greater_than", "0"),
            ]
            done = [{"field": "status", "value": there}]
            rule = {"conditions": {"all": asked}, "actions": done}
            made = FAMILIES["automation"].create(desk, title=there, **rule)
            assert made.status == 201, made.text
        ticket_id = created_id(desk.agent, status="open")
        desk.do_chores()
        found = []
        for _ in range(4):
            runs_until(desk, 1)
            found.append(len(changes_by_rules(desk, ticket_id)))
        assert found == [2, 4, 6, 8]

    def test_a_trigger_that_restores_its_condition(self, desk: Desk) -> None:
        """Each fires once in an update, so that they end; as configurations have them."""
        add(desk.admin, "Down", ["priority is urgent"], ("priority", "low"))
        add(desk.admin, "Up", ["priority is low"], ("priority", "urgent"))
        add(desk.admin, "Itself", ["current_tags includes a"], ("set_tags", "a b"))
        made = create(desk.agent, priority="urgent", tags=["a"])
        assert made["ticket"]["priority"] == "urgent"
        found = {title: each["fired_as"] for title, each in explained(desk, made).items()}
        assert found == {"Down": 1, "Up": 2, "Itself": 3}
