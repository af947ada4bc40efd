"""What a change of a ticket does to its clocks and metrics: worked out before it is written.

The audit of the change tells of new targets, so they must be known by then.
"""

from collections.abc import Sequence
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, select, update

from ombud.db import Prepared
from ombud.families.conditions.surroundings import Surroundings, today
from ombud.families.schedules import hours
from ombud.families.slas import policies
from ombud.families.slas.keeping import columns_of
from ombud.families.slas.moments import metric_moment, moment_of
from ombud.families.slas.telling import row_of, withdraw
from ombud.families.tickets.draft import Draft
from ombud.rules import vias
from ombud.rules.facts import Facts, Update
from ombud.rules.sla import machine, metric_set
from ombud.rules.sla.breaching import sla_next_breach_at
from ombud.rules.sla.state import Mark, decode
from ombud.tables import ticket_metric_events, ticket_metrics
from ombud.wire.context import Context

__all__ = [
    "Advance",
    "advance",
    "advanced",
    "write_advances",
]

METRICS = Prepared(
    select(ticket_metrics).where(ticket_metrics.c.ticket_id == bindparam("ticket_id"))
)
CHANGING = ("durations", "sla_due_at", "sla_state", "updated_at", *metric_set.EMPTY)
UPDATE = Prepared(
    update(ticket_metrics)
    .where(ticket_metrics.c.ticket_id == bindparam("of_ticket"))
    .values({name: bindparam(name) for name in CHANGING})
)
# Changes that the policy of the group makes.
OF_GROUPS = frozenset({"group_sla_policy", "group_ownership_time"})
ENCODER = msgspec.json.Encoder()


class Advance(msgspec.Struct, frozen=True):
    """What a change comes to: the columns of the ticket's metrics, and the step of its clocks."""

    ticket_id: int
    metrics: dict[str, Any]
    step: machine.Step
    # Events for the audit of the change.
    audit_events: list[dict[str, Any]]
    is_new: bool


def advance(ctx: Context, draft: Draft) -> Advance | None:
    """Measure the change, and note on the draft when its next target is missed.

    None for an imported ticket, which is not measured.
    """
    if draft.is_new:
        return advanced(ctx, draft, None)
    row = ctx.db.row(METRICS, {"ticket_id": draft.id})
    return None if row is None else advanced(ctx, draft, row)


def advanced(ctx: Context, draft: Draft, row: Row[Any] | None) -> Advance:
    """The same for a row of metrics that was already read; a new ticket has none."""
    stored: Any = metric_set.EMPTY
    durations, state = {}, None
    if row is not None:
        stored = row._mapping
        durations, state = msgspec.json.decode(stored["durations"]), decode(stored["sla_state"])
    values = {name: stored[name] for name in metric_set.EMPTY}
    schedule = ctx.db.cached(hours.load).schedule_of(draft.after["schedule_id"])
    matched = _match(ctx, draft)
    step = machine.advance(state, moment_of(draft, ctx.now, schedule, matched))
    metrics, times = metric_set.measure(values, durations, metric_moment(draft, ctx.now, schedule))
    draft.after["sla_next_breach_at"] = sla_next_breach_at(step.state)
    metrics.update(columns_of(step.state))
    metrics["durations"] = ENCODER.encode(times).decode()
    metrics["updated_at"] = ctx.now
    return Advance(draft.id, metrics, step, _audit_events(step), draft.is_new)


def write_advances(ctx: Context, found: Sequence[Advance]) -> None:
    """Write metrics, clocks and what they have told, of any number of tickets."""
    # A row of events has an id, and so has each of its events.
    counts = (len(each.step.events) + 1 if each.step.events else 0 for each in found)
    count = sum(counts) + sum(each.is_new for each in found)
    ids = iter(ctx.db.new_ids(count) if count else ())
    created, changed, told = [], [], []
    for each in found:
        ticket_id, events, withdrawn = each.ticket_id, each.step.events, each.step.withdrawn
        if each.is_new:
            more = {"id": next(ids), "ticket_id": ticket_id, "created_at": ctx.now}
            created.append({**each.metrics, **more})
        else:
            changed.append({**each.metrics, "of_ticket": ticket_id})
        if withdrawn:
            withdraw(ctx.db, ticket_id, withdrawn, ctx.now)
        if events:
            row_id, *event_ids = islice(ids, len(events) + 1)
            told.append(row_of(row_id, event_ids, ticket_id, events, withdrawn, ctx.now))
    ctx.db.insert_all(ticket_metrics, created)
    ctx.db.run_all(UPDATE, changed)
    ctx.db.insert_all(ticket_metric_events, told)


def _match(ctx: Context, draft: Draft) -> policies.Matched:
    found = ctx.db.cached(policies.load)
    if not found or draft.after["status"] == "closed":
        return None, None
    around = Surroundings(ctx, draft.after)
    facts = Facts(
        after=draft.after,
        now=ctx.now,
        today=today(ctx),
        before=draft.before,
        update=Update(draft.is_new, vias.number_of(draft.via.channel, draft.via.source)),
        user=around.user,
        organization=around.organization,
        metrics=around.metrics,
        schedule=around.schedule,
    )
    return found.match(facts)


def _audit_events(step: machine.Step) -> list[dict[str, Any]]:
    # Zendesk: sla-audit-events (docs/quirks.md#sla-audit-events)
    via, via_group = _via(step.state.policy), _via(step.state.group_policy)
    return [
        {
            "type": "Change",
            "field_name": change.field_name,
            "value": change.value,
            "previous_value": change.previous_value,
            "via": via_group if change.field_name in OF_GROUPS else via,
        }
        for change in step.changes
    ]


def _via(policy: Mark | None) -> dict[str, Any]:
    source = {} if policy is None else {"id": policy.id, "title": policy.title, "deleted": False}
    return {
        "channel": "rule",
        "source": {"from": source, "to": {}, "rel": "sla_target_change"},
    }
