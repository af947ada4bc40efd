"""Why a target is due when it is: what each clock of a ticket has counted, and what turned it."""

from sqlalchemy import bindparam, select

from ombud.db import Prepared
from ombud.families.required import existing
from ombud.families.schedules import hours
from ombud.families.slas.shapes import (
    Kind,
    Level,
    NamedPolicy,
    NamedSchedule,
    Opening,
    ServiceLevels,
    Spell,
)
from ombud.families.slas.turning import Turns, turns_of
from ombud.families.tickets import queries
from ombud.rules.business_time import Schedule
from ombud.rules.sla.explaining import Counted, explain
from ombud.rules.sla.spans import minutes
from ombud.rules.sla.state import Clock, decode
from ombud.tables import schedules, ticket_metrics
from ombud.values.times import iso, iso_or_none
from ombud.wire.context import Context

__all__ = ["explain_ticket"]

STATE = Prepared(
    select(ticket_metrics.c.sla_state).where(ticket_metrics.c.ticket_id == bindparam("ticket_id"))
)
SCHEDULE = Prepared(
    select(schedules.c.id, schedules.c.name, schedules.c.time_zone).where(
        schedules.c.id == bindparam("id")
    )
)


def explain_ticket(ctx: Context, ticket_id: int) -> ServiceLevels:
    """The clocks of a ticket that the caller may see, as of now.

    Raises NotFound, also for a ticket that is not measured.
    """
    ticket = queries.find(ctx, ticket_id)
    state = decode(existing(ctx.db.row(STATE, {"ticket_id": ticket.id})).sla_state)
    turns = turns_of(ctx, ticket.id, state)
    open_hours = ctx.db.cached(hours.load).of(ticket.schedule_id)
    schedule, named = None, None
    if open_hours is not None:
        schedule = open_hours.schedule
        named = NamedSchedule(**existing(ctx.db.row(SCHEDULE, {"id": open_hours.id}))._mapping)
    return ServiceLevels(
        ticket_id=ticket.id,
        as_of=iso(ctx.now),
        schedule=named,
        metrics=[_level(clock, ctx.now, schedule, turns) for clock in state.clocks],
    )


def _level(clock: Clock, now: int, schedule: Schedule | None, turns: Turns) -> Level:
    target = clock.target
    in_business_hours = target is not None and target.business_hours
    ran = explain(clock, now, schedule if in_business_hours else None)
    spells = [_spell(clock, spell, turns, in_business_hours=in_business_hours) for spell in ran]
    counted = sum(spell.counted_seconds for spell in spells)
    breach, end = turns.last(clock, "breach"), turns.last(clock, "fulfill")
    return Level(
        metric=clock.metric,
        instance_id=clock.instance,
        stage=clock.stage,
        policy=_policy(clock, turns),
        target=minutes(target.seconds) if target else None,
        target_in_seconds=target.seconds if target else None,
        business_hours=in_business_hours,
        spells=spells,
        counted_seconds=counted,
        remaining_seconds=target.seconds - counted if target else None,
        breach_at=iso_or_none(clock.due),
        breached_at=iso(breach.time) if breach and clock.breached else None,
        fulfilled_at=iso(end.time) if end and clock.stage == "achieved" else None,
    )


def _spell(clock: Clock, spell: Counted, turns: Turns, *, in_business_hours: bool) -> Spell:
    runs = clock.since is not None and spell.start == clock.since
    seconds = spell.spent.business if in_business_hours else spell.spent.calendar
    return Spell(
        start=iso(spell.start),
        end=None if runs else iso(spell.end),
        began=turns.began(clock, spell.start),
        ended=None if runs else turns.ended(clock, spell.end),
        counted_seconds=seconds,
        hours=[Opening(iso(start), iso(end), end - start) for start, end in spell.hours],
        by_former_hours=seconds != sum(end - start for start, end in spell.hours),
    )


def _policy(clock: Clock, turns: Turns) -> NamedPolicy | None:
    """The policy behind the target, as the event named it that told of it."""
    if clock.target is None:
        return None
    is_of_group = clock.metric == "group_ownership_time"
    applied = turns.last(clock, "apply_group_sla" if is_of_group else "apply_sla")
    kind: Kind = "group_sla" if is_of_group else "sla"
    told = applied.detail[kind] if applied else None
    return NamedPolicy(clock.target.policy_id, kind, told["policy"]["title"] if told else "")
