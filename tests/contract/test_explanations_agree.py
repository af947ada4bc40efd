"""What an explanation says of a trigger is what a look at its conditions in their order says."""

from collections.abc import Mapping
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ombud.cli.seeding.acting import context_of
from ombud.families.conditions import facts_of_row, person_of_row
from ombud.families.conditions.table import load_table
from ombud.families.tickets.draft import JSON_COLUMNS
from ombud.families.triggers import service
from ombud.families.triggers.shapes import TriggerChange
from ombud.rules.conditions import Condition, Conditions
from ombud.rules.evaluate import NONE_OF_ANY, check_of
from ombud.rules.facts import Facts, NewComment, Update
from ombud.tables import ticket_metrics, tickets, triggers, user_fields, users
from tests.cast.company import OPENED
from tests.desk import Desk

Json = dict[str, Any]
TODAY = "2026-03-01"
API = 5
TIMES = {"created_at": OPENED, "updated_at": OPENED}
PLAN = "requester.custom_fields.plan"
WORDS = {"comment_includes_word": "lamp dark", "subject_includes_word": "hall lamp"}
ASKED = {
    "status": (("is", "is_not", "less_than", "value", "not_value"), ("open", "solved")),
    "priority": (("is", "is_not", "changed", "not_changed", "value_previous"), ("low", "high")),
    "type": (("is", "is_not"), ("task", "")),
    "current_tags": (("includes", "not_includes"), ("a", "b c")),
    "update_type": (("is",), ("Create", "Change")),
    "role": (("is", "is_not"), ("agent", "end_user")),
    "requester_role": (("is", "is_not"), ("0", "4")),
    "requester_id": (("is", "is_not"), ("current_user", "assignee_id")),
    PLAN: (("is", "is_not", "present"), ("gold",)),
    "reopens": (("less_than", "greater_than"), ("1",)),
    "comment_is_public": (("is",), ("true", "false", "requester_can_see_comment")),
    **{
        name: (("is", "includes", "not_includes"), tuple(text.split()))
        for name, text in WORDS.items()
    },
}
CONDITIONS = st.sampled_from(
    [
        Condition(
            field, operator, None if operator in {"changed", "not_changed", "present"} else each
        )
        for field, (operators, values) in ASKED.items()
        for operator in operators
        for each in values
    ]
)
RULES = st.tuples(st.lists(CONDITIONS, max_size=5), st.lists(CONDITIONS, max_size=2)).filter(any)
ACTIONS = st.sampled_from(
    [
        ("priority", "high"),
        ("priority", "low"),
        ("type", "task"),
        ("status", "open"),
        ("current_tags", "a"),
        ("set_tags", "b"),
        (PLAN, "gold"),
        (PLAN, ""),
        ("notification_user", ["requester_id", "s", "b"]),
    ]
)
TRIGGERS = st.lists(st.tuples(RULES, ACTIONS), min_size=4, max_size=10)
CHANGE = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["open", "pending", "solved"]),
        "priority": st.sampled_from(["low", "high"]),
        "tags": st.lists(st.sampled_from("abc"), max_size=2, unique=True),
        "comment": st.fixed_dictionaries(
            {"body": st.sampled_from(["It is dark.", "A lamp", "Ok"]), "public": st.booleans()}
        ),
    },
)
SUBJECTS = st.sampled_from(["Lamp", "The hall", "x"])


def test_explanations_agree_with_a_look_at_every_trigger(any_desk: Desk) -> None:
    desk = any_desk
    with desk.account.transaction(writes=True) as db:
        db.insert(user_fields, key="plan", raw_title="Plan", type="text", position=1, **TIMES)
    requesters = [desk.cast.emma, desk.cast.agent]
    looked_at = []

    @given(TRIGGERS, SUBJECTS, st.sampled_from(requesters), st.lists(CHANGE, max_size=3))
    @settings(max_examples=8, suppress_health_check=list(HealthCheck))
    def agree(ruled: Any, subject: str, requester_id: int, changes: list[Json]) -> None:
        rules = [Conditions(tuple(every), tuple(some)) for (every, some), _ in ruled]
        install(desk, rules, [action for _, action in ruled])
        given = {"subject": subject, "comment": {"body": "A lamp"}, "requester_id": requester_id}
        answer = desk.agent.post("/tickets", {"ticket": given})
        number = answer.json["ticket"]["id"]
        looked_at.append(compare(desk, rules, answer, given, None))
        for each in changes:
            before = stored(desk, number)
            answer = desk.agent.put(f"/tickets/{number}", {"ticket": each})
            # What changes nothing and says nothing runs no triggers and has no audit of its own.
            if answer.json["audit"]["events"]:
                looked_at.append(compare(desk, rules, answer, each, before))

    agree()
    assert sum(looked_at) > 50


def install(desk: Desk, rules: list[Conditions], actions: list[Any]) -> None:
    """These triggers and no others, named by their places."""
    with desk.account.transaction(writes=True) as db:
        db.run(triggers.delete())
        ctx = context_of(desk.account, desk.app.config, db, desk.clock.now(), desk.cast.admin)
        for place, (rule, (name, value)) in enumerate(zip(rules, actions, strict=True)):
            action = {"field": name, "value": value}
            made = TriggerChange(title=f"{place}", conditions=rule.shown(), actions=[action])
            service.create(ctx, made)


def stored(desk: Desk, number: int) -> tuple[Json, Json]:
    """A ticket and its metrics as they stand."""
    with desk.account.transaction(writes=False) as db:
        ticket = db.row(select(tickets).where(tickets.c.id == number))
        metrics = db.row(select(ticket_metrics).where(ticket_metrics.c.ticket_id == number))
    assert ticket is not None
    return dict(ticket._mapping), {} if metrics is None else dict(metrics._mapping)


def compare(
    desk: Desk,
    rules: list[Conditions],
    answer: Any,
    asked: Json,
    before: tuple[Json, Json] | None,
) -> int:
    """Compare what is told of those that did not fire; how many there were."""
    assert answer.status < 300, answer.text
    ticket_id, audit_id = answer.json["ticket"]["id"], answer.json["audit"]["id"]
    path = f"/tickets/{ticket_id}/audits/{audit_id}/explanation"
    told = desk.agent.get(path).json["explanation"]["triggers"]
    facts = facts_after(desk, stored(desk, ticket_id)[0], asked, before)
    with desk.account.transaction(writes=False) as db:
        table = db.cached(load_table)
    kept_off = [each for each in told if each["outcome"] != "fired"]
    for each in kept_off:
        rule = rules[int(each["title"])]
        failure = check_of(rule, table, "trigger").failure(facts)
        failed = each["failed"]
        told_of = NONE_OF_ANY if failed["place"] == "any" else failed["index"]
        assert told_of == failure, (each, rule)
    return len(kept_off)


def facts_after(
    desk: Desk, after: Mapping[str, Any], asked: Json, before: tuple[Json, Json] | None
) -> Facts:
    """The facts at the end of a run, put together from what is stored."""
    was, metrics = before or ({}, {})
    with desk.account.transaction(writes=False) as db:
        people = {person.id: person_of_row(person) for person in db.rows(select(users))}
    facts = facts_of_row(
        after,
        desk.clock.now(),
        TODAY,
        user=people.get,
        metrics=lambda: metrics,
        current_user_id=desk.cast.agent,
    )
    facts.current_user_role = "agent"
    facts.before = {
        name: msgspec.json.decode(value) if name in JSON_COLUMNS else value
        for name, value in was.items()
    }
    said = asked.get("comment")
    comment = None if said is None else NewComment(said["body"], said.get("public", True))
    facts.update = Update(before is None, API, comment)
    return facts
