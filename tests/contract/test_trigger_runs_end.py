"""Runs of triggers end, and no trigger fires twice in one, whatever the triggers are."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.desk import Desk

STATUSES = ("new", "open", "pending", "solved")
PRIORITIES = ("low", "normal", "high", "urgent")
TAGS = ("a", "b", "c")


def condition(field: str, operator: str, value: str) -> dict[str, str]:
    return {"field": field, "operator": operator, "value": value}


CHANGES = st.sampled_from(["is", "is_not", "value", "value_previous", "not_value", "changed"])
CONDITIONS = st.one_of(
    st.builds(condition, st.just("status"), CHANGES, st.sampled_from(STATUSES)),
    st.builds(condition, st.just("priority"), CHANGES, st.sampled_from(PRIORITIES)),
    st.builds(
        condition,
        st.just("current_tags"),
        st.sampled_from(["includes", "not_includes"]),
        st.sampled_from(TAGS),
    ),
    st.builds(
        condition, st.just("update_type"), st.just("is"), st.sampled_from(["Create", "Change"])
    ),
)
ACTIONS = st.one_of(
    st.tuples(st.just("status"), st.sampled_from(STATUSES)),
    st.tuples(st.just("priority"), st.sampled_from(PRIORITIES)),
    st.tuples(st.sampled_from(["current_tags", "remove_tags", "set_tags"]), st.sampled_from(TAGS)),
    st.tuples(st.just("assignee_id"), st.sampled_from(["", "current_user"])),
    st.tuples(st.just("group_id"), st.just("")),
    st.tuples(st.just("notification_user"), st.just(["requester_id", "s", "b"])),
)
CHANGE = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(("open", "pending")),
        "priority": st.sampled_from(PRIORITIES),
        "tags": st.lists(st.sampled_from(TAGS), max_size=2),
        "comment": st.just({"body": "Well?"}),
    },
)


@dataclass
class Machine:
    """What the machine works on, handed in by the test."""

    desk: Desk
    # How many updates were looked at, and how many firings they had.
    updates: int = 0
    firings: int = 0


class Triggers(RuleBasedStateMachine):
    """Adds and removes triggers, and changes a ticket in between."""

    machine: Machine

    def __init__(self) -> None:
        super().__init__()
        self.admin = self.machine.desk.admin
        found = self.admin.get("/triggers/active").json["triggers"]
        ids = ",".join(str(each["id"]) for each in found)
        if ids:
            assert self.admin.delete("/triggers/destroy_many", ids=ids).status == 204
        self.ids: list[int] = []
        self.audit: Any = None
        self.ticket_id = 0
        self.create()

    @rule(
        every=st.lists(CONDITIONS, max_size=2),
        some=st.lists(CONDITIONS, max_size=2),
        actions=st.lists(ACTIONS, min_size=1, max_size=3),
        position=st.integers(1, 9),
    )
    def add(self, every: Any, some: Any, actions: Any, position: int) -> None:
        conditions = {"all": every, "any": some}
        if not every and not some:
            conditions = {"all": [condition("status", "less_than", "closed")], "any": []}
        trigger = {
            "title": f"T{len(self.ids)}",
            "conditions": conditions,
            "actions": [{"field": field, "value": value} for field, value in actions],
            "position": position,
        }
        answer = self.admin.post("/triggers", {"trigger": trigger})
        assert answer.status == 201, answer.text
        self.ids.append(answer.json["trigger"]["id"])

    @rule(place=st.integers(0, 20))
    def remove(self, place: int) -> None:
        if self.ids:
            trigger_id = self.ids.pop(place % len(self.ids))
            assert self.admin.delete(f"/triggers/{trigger_id}").status == 204

    @rule()
    def create(self) -> None:
        ticket = {"subject": "Lamp", "comment": {"body": "Dark"}}
        answer = self.admin.post("/tickets", {"ticket": ticket})
        assert answer.status == 201, answer.text
        self.audit, self.ticket_id = answer.json["audit"], answer.json["ticket"]["id"]

    @rule(fields=CHANGE)
    def change(self, fields: Any) -> None:
        answer = self.admin.put(f"/tickets/{self.ticket_id}", {"ticket": fields})
        assert answer.status == 200, answer.text
        self.audit = answer.json["audit"]

    @invariant()
    def each_fired_once_and_all_are_accounted_for(self) -> None:
        if self.audit is None or not self.audit.get("id"):
            return
        path = f"/tickets/{self.ticket_id}/audits/{self.audit['id']}/explanation"
        told = self.admin.get(path).json["explanation"]["triggers"]
        fired = [each["fired_as"] for each in told if each["outcome"] == "fired"]
        assert sorted(fired) == list(range(1, len(fired) + 1))
        self.machine.updates += 1
        self.machine.firings += len(fired)
        named = Counter(each["id"] for each in told)
        assert not named or max(named.values()) == 1
        # The events of a firing stand together: none comes back after another one.
        makers = [
            event["via"]["source"]["from"]["id"]
            for event in self.audit["events"]
            if event.get("via", {}).get("source", {}).get("rel") == "trigger"
        ]
        spans = [maker for at, maker in enumerate(makers) if at == 0 or makers[at - 1] != maker]
        assert len(spans) == len(set(spans))


def test_runs_end_and_each_fires_once(desk: Desk) -> None:
    class OnDesk(Triggers):
        machine = Machine(desk)

    OnDesk.TestCase.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)
    OnDesk.TestCase("runTest").debug()
    # The machine asserts after each step; here, that it had something to look at.
    assert OnDesk.machine.updates >= 25
    assert OnDesk.machine.firings
