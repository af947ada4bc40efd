"""What a rule may be saved with: values of custom fields, the status on hold, its whole size."""

from collections.abc import Mapping
from typing import Any

import pytest

from ombud.tables import organization_fields, user_fields
from tests.desk import Answer, Desk
from tests.families.automation_making import OPEN_FOR_A_DAY, condition
from tests.families.field_making import make
from tests.families.preparing import set_setting
from tests.families.ticket_making import create
from tests.families.trigger_making import ALWAYS, add, all_of

Json = dict[str, Any]


def attempt(
    desk: Desk, kind: str, actions: list[Json] | None = None, conditions: Json | None = None
) -> Answer:
    """A new trigger, automation or macro."""
    rule: Json = {"title": "Rule", "actions": actions or [{"field": "priority", "value": "low"}]}
    if kind == "trigger":
        rule["conditions"] = conditions or {"all": ALWAYS}
    elif kind == "automation":
        rule["conditions"] = conditions or {"all": OPEN_FOR_A_DAY}
    return desk.admin.post(f"/{kind}s", {kind: rule})


def reason(answer: Answer) -> str:
    """Why it was refused."""
    assert answer.status == 422, answer.text
    return str(answer.json["details"]["base"][0]["description"])


def people_fields(desk: Desk, **fields: Any) -> None:
    """A custom field `code` of users and one of organizations."""
    times = {"created_at": 0, "updated_at": 0, "position": 1}
    with desk.account.transaction(writes=True) as db:
        for table in (user_fields, organization_fields):
            db.insert(table, key="code", raw_title="Code", **fields, **times)
        db.configuration_changed()


PATTERNED = {"type": "regexp", "regexp_for_validation": "^[A-Z]{2}-[0-9]+$"}


class TestCustomFields:
    @pytest.mark.parametrize(
        ("type_", "good", "bad"),
        [
            ("regexp", "AB-12", "ab 12"),
            ("integer", "12", "a dozen"),
            ("decimal", "1.5", "one and a half"),
            ("partialcreditcard", "4111 1111 1111 1111", "4111"),
            ("lookup", "{emma}", "7"),
            ("text", "anything", None),
        ],
    )
    @pytest.mark.parametrize("kind", ["trigger", "automation", "macro"])
    def test_of_tickets(self, desk: Desk, kind: str, type_: str, good: str, bad: str) -> None:
        more: Mapping[str, Any] = {
            "regexp": {"regexp_for_validation": PATTERNED["regexp_for_validation"]},
            "lookup": {"relationship_target_type": "zen:user"},
        }.get(type_, {})
        field = f"custom_fields_{make(desk.admin, type_, **more)['id']}"
        good = good.replace("{emma}", str(desk.cast.emma))
        accepted = attempt(desk, kind, [{"field": field, "value": good}])
        assert accepted.status in {200, 201}, accepted.text
        # Empty clears it.
        assert attempt(desk, kind, [{"field": field, "value": ""}]).status in {200, 201}
        if bad is not None:
            before = desk.snapshot()
            words = reason(attempt(desk, kind, [{"field": field, "value": bad}]))
            expected = (
                "User 7 was deleted and cannot be used"
                if type_ == "lookup"
                else f"Invalid actions. actions[0]: {field} '{bad}': is not a value of this field"
            )
            assert words == expected
            assert desk.snapshot() == before

    @pytest.mark.parametrize("owner", ["requester", "user", "organization"])
    def test_of_people(self, desk: Desk, owner: str) -> None:
        people_fields(desk, **PATTERNED)
        field = f"{owner}.custom_fields.code"
        assert attempt(desk, "trigger", [{"field": field, "value": "AB-1"}]).status == 201
        actions = [{"field": "priority", "value": "low"}, {"field": field, "value": "ab"}]
        words = reason(attempt(desk, "trigger", actions))
        assert words == f"Invalid actions. actions[1]: {field} 'ab': is not a value of this field"

    def test_a_lookup_goes_by_its_filter(self, desk: Desk) -> None:
        agents = {"all": [{"field": "role", "operator": "is", "value": "Agent"}], "any": []}
        more = {"relationship_target_type": "zen:user", "relationship_filter": agents}
        field = f"custom_fields_{make(desk.admin, 'lookup', **more)['id']}"
        accepted = attempt(desk, "trigger", [{"field": field, "value": str(desk.cast.agent)}])
        assert accepted.status == 201, accepted.text
        refused = attempt(desk, "trigger", [{"field": field, "value": str(desk.cast.emma)}])
        assert "is not a value of this field" in reason(refused)

    def test_a_lookup_whose_record_went(self, desk: Desk) -> None:
        """The trigger is shown as one that cannot run, and stops nothing."""
        more = {"relationship_target_type": "zen:organization"}
        field = f"custom_fields_{make(desk.admin, 'lookup', **more)['id']}"
        value = str(desk.cast.zebra)
        trigger = add(desk.admin, "T", None, (field, value))
        assert desk.admin.delete(f"/organizations/{value}").status == 204
        shown = desk.admin.get(f"/triggers/{trigger}").json["trigger"]
        assert shown["problem"] == f"Organization {value} was deleted and cannot be used"
        assert create(desk.agent)["ticket"]["id"]


class TestHold:
    """Where the account has no status on hold."""

    @pytest.fixture(autouse=True)
    def _off(self, desk: Desk) -> None:
        set_setting(desk, "tickets.status_hold", False)

    @pytest.mark.parametrize("kind", ["trigger", "automation", "macro"])
    def test_no_action_sets_it(self, desk: Desk, kind: str) -> None:
        words = reason(attempt(desk, kind, [{"field": "status", "value": "hold"}]))
        assert words == "Invalid actions. actions[0]: status 'hold': is not used by this account"

    @pytest.mark.parametrize(
        "asked", [condition("status", "is", "hold"), condition("status", "less_than", "hold")]
    )
    @pytest.mark.parametrize("path", ["triggers", "views"])
    def test_no_condition_names_it(self, desk: Desk, path: str, asked: Json) -> None:
        rule: Json = {"title": "R", "conditions": {"all": [asked]}}
        rule["actions"] = [{"field": "priority", "value": "low"}]
        answer = desk.admin.post(f"/{path}", {path[:-1]: rule})
        assert reason(answer).endswith("is not used by this account")

    def test_no_condition_counts_its_hours(self, desk: Desk) -> None:
        answer = attempt(desk, "automation", conditions={"all": [condition("HOLD", "is", 4)]})
        assert reason(answer).endswith("HOLD is '4': is not used by this account")

    def test_definitions_do_not_offer_it(self, desk: Desk) -> None:
        for path in ("triggers/definitions", "macros/definitions"):
            found = desk.admin.get(f"/{path}").json["definitions"]
            for part in found.values():
                for row in part:
                    values = [each["value"] for each in row["values"]]
                    assert "hold" not in values or row["subject"] != "status"
        macro_actions = desk.admin.get("/macros/actions").json["actions"]
        (status,) = (row for row in macro_actions if row["field"] == "status")
        values = [each["value"] for each in status["values"]["list"]]
        assert values == ["open", "pending", "solved"]

    def test_rules_from_before_go_on(self, desk: Desk) -> None:
        set_setting(desk, "tickets.status_hold", True)
        trigger = add(desk.admin, "T", ["priority is low"], ("status", "hold"))
        set_setting(desk, "tickets.status_hold", False)
        assert "problem" not in desk.admin.get(f"/triggers/{trigger}").json["trigger"]
        assert create(desk.agent, priority="low")["ticket"]["status"] == "hold"


class TestPositions:
    """A problem says which condition or action it is about, also where its words do not."""

    @pytest.mark.parametrize("path", ["triggers", "automations", "views"])
    def test_of_a_condition(self, desk: Desk, path: str) -> None:
        for asked in (condition("group_id", "is", "7"), condition("status", "eats", "open")):
            rule: Json = {"title": "R", "all": [*OPEN_FOR_A_DAY, asked]}
            if path == "triggers":
                rule["all"] = [*ALWAYS, *ALWAYS, asked]
            if path != "views":
                rule["actions"] = [{"field": "priority", "value": "low"}]
            answer = desk.admin.post(f"/{path}", {path[:-1]: rule})
            assert answer.status == 422, answer.text
            (problem,) = answer.json["details"]["base"]
            assert problem["position"] == f"all[{len(rule['all']) - 1}]"

    @pytest.mark.parametrize("path", ["slas/policies", "group_slas/policies"])
    def test_of_a_filter(self, desk: Desk, path: str) -> None:
        root = "sla_policy" if path == "slas/policies" else "group_sla_policy"
        for asked, words in (
            (condition("group_id", "is", "7"), "Group 7 was deleted and cannot be used"),
            (condition("status", "is", "open"), " policy"),
        ):
            policy = {"title": "P", "filter": {"all": [asked]}, "policy_metrics": []}
            answer = desk.admin.post(f"/{path}", {root: policy})
            assert answer.status == 422, answer.text
            (problem,) = answer.json["details"]["base"]
            assert problem["position"] == "all[0]"
            assert problem["description"].endswith(words)

    @pytest.mark.parametrize("kind", ["trigger", "automation", "macro"])
    def test_of_an_action(self, desk: Desk, kind: str) -> None:
        low = {"field": "priority", "value": "low"}
        text = "comment_value" if kind == "macro" else "notification_user"
        broken: Any = "{% if %}" if kind == "macro" else ["requester_id", "S", "{% if %}"]
        for wrong, attribute in (
            ({"field": "group_id", "value": "7"}, "base"),
            ({"field": "priority", "value": "most"}, "base"),
            ({"field": text, "value": broken}, "actions"),
        ):
            answer = attempt(desk, kind, [low, wrong])
            assert answer.status == 422, answer.text
            (problem,) = answer.json["details"][attribute]
            assert problem["position"] == "actions[1]"

    def test_none_of_the_whole_rule(self, desk: Desk) -> None:
        answer = attempt(desk, "trigger", conditions={"all": []})
        (problem,) = answer.json["details"]["base"]
        assert "position" not in problem


class TestSize:
    def test_conditions_and_actions_together(self, desk: Desk) -> None:
        words = [condition("subject_includes_word", "is", "x" * 1000) for _ in range(40)]
        reply = [{"field": "reply_public", "value": "x" * 20_000}]
        assert attempt(desk, "trigger", reply, {"any": words}).status == 201
        longer = [{"field": "reply_public", "value": "x" * 30_000}]
        assert attempt(desk, "trigger", longer).status == 201
        said = reason(attempt(desk, "trigger", longer, {"any": words}))
        assert said.startswith("Invalid actions. actions[0]: reply_public 'xxx")
        assert said.endswith(" bytes, 65535 are allowed")

    def test_of_a_macro_and_a_view(self, desk: Desk) -> None:
        actions = [{"field": "comment_value", "value": "x" * 40_000} for _ in range(2)]
        assert "65535 are allowed" in reason(attempt(desk, "macro", actions))
        words = [condition("description_includes_word", "is", "x" * 1000) for _ in range(80)]
        view = {"title": "V", "all": all_of("status is new")["all"], "any": words}
        assert "65535 are allowed" in reason(desk.admin.post("/views", {"view": view}))
