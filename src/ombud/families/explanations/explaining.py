"""Puts an explanation together from the run, the revisions of its triggers and the audit."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.families.explanations import queries
from ombud.families.explanations.shapes import Explanation, Failed, TriggerOutcome
from ombud.families.ticket_audits import queries as audit_queries
from ombud.families.ticket_audits.shapes import show as show_audits
from ombud.rules.evaluate import NONE_OF_ANY
from ombud.rules.questions import first_failure
from ombud.values.times import iso
from ombud.wire.context import Context

__all__ = ["explain"]

Json = dict[str, Any]
Snapshots = Mapping[tuple[int, int], Json]
UNKNOWN: Json = {"title": "", "conditions": {"all": [], "any": []}}


def explain(ctx: Context, ticket_id: int, audit_id: int) -> Explanation:
    """The explanation of an audit of a visible ticket; raises NotFound."""
    audit = audit_queries.find(ctx, ticket_id, audit_id)
    run = queries.run_at(ctx, audit_id)
    outcomes: list[TriggerOutcome] = []
    if run is not None:
        listed, broken = (msgspec.json.decode(text) for text in (run.triggers, run.broken))
        known = queries.snapshots(ctx, {(each[0], each[1]) for each in (*listed, *broken)})
        fired: list[int] = msgspec.json.decode(run.fired)
        failed = _failures(run, listed)
        events = _by_trigger(show_audits(ctx, [audit])[0].events)
        outcomes = [
            _fired(entry, known, fired.index(place) + 1, events)
            if place in fired
            else _not_matched(entry, known, failed[place])
            for place, entry in enumerate(listed)
        ] + [_broken(entry, known) for entry in broken]
    return Explanation(
        ticket_id=ticket_id, audit_id=audit_id, created_at=iso(audit.created_at), triggers=outcomes
    )


def _failures(run: Row[Any], listed: Sequence[Sequence[Any]]) -> dict[int, int]:
    """What `Check.failure` would have said of the triggers at the last look, by their places."""
    surprises = frozenset(msgspec.json.decode(run.surprises))
    ruled_out = {
        place: first_failure(before_key, surprises, key)
        for place, (_, _, key, before_key) in enumerate(listed)
        if key is not None
    }
    # What the index did not rule out was tested.
    return ruled_out | dict(msgspec.json.decode(run.failed))


def _fired(
    entry: Sequence[Any], known: Snapshots, number: int, events: Mapping[int, list[Json]]
) -> TriggerOutcome:
    trigger_id, revision = entry[:2]
    return TriggerOutcome(
        trigger_id,
        _snapshot(known, entry)["title"],
        revision,
        "fired",
        fired_as=number,
        events=events.get(trigger_id, []),
    )


def _not_matched(entry: Sequence[Any], known: Snapshots, index: int) -> TriggerOutcome:
    snapshot = _snapshot(known, entry)
    if index == NONE_OF_ANY:
        failed = Failed("any", None, snapshot["conditions"]["any"])
    else:
        failed = Failed("all", index, snapshot["conditions"]["all"][index : index + 1])
    return TriggerOutcome(entry[0], snapshot["title"], entry[1], "not_matched", failed=failed)


def _broken(entry: Sequence[Any], known: Snapshots) -> TriggerOutcome:
    title = _snapshot(known, entry)["title"]
    return TriggerOutcome(entry[0], title, entry[1], "cannot_run", problem=entry[2])


def _snapshot(known: Snapshots, entry: Sequence[Any]) -> Json:
    return known.get((entry[0], entry[1]), UNKNOWN)


def _by_trigger(events: Sequence[Json]) -> dict[int, list[Json]]:
    """The events that triggers made, by trigger."""
    found: dict[int, list[Json]] = {}
    for event in events:
        source = event.get("via", {}).get("source", {})
        if source.get("rel") == "trigger":
            found.setdefault(source["from"]["id"], []).append(event)
    return found
