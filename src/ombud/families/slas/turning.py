"""What let the clocks of a ticket run and stop: metric events tell it, and audits beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from ombud.db import Prepared, among
from ombud.families.slas.shapes import Turn, TurnType
from ombud.families.slas.telling import StoredEvent, told_of
from ombud.families.ticket_audits.shapes import COMMENT_TYPES, Audit
from ombud.families.ticket_audits.shapes import show as show_audits
from ombud.rules.sla.events import EventType
from ombud.rules.sla.metrics import METRICS, WHILE_UNSOLVED, PolicyMetric, is_unsolved
from ombud.rules.sla.state import Clock, State
from ombud.tables import ticket_audits
from ombud.values.times import iso
from ombud.wire.context import Context

__all__ = ["Turns", "turns_of"]

AUDITS = Prepared(
    select(ticket_audits)
    .where(
        ticket_audits.c.ticket_id == bindparam("ticket_id"),
        among(ticket_audits.c.created_at, "times"),
    )
    .order_by(ticket_audits.c.id)
)
OWNED: PolicyMetric = "group_ownership_time"
# Comments do nothing to these.
WITHOUT_WORDS = frozenset({*WHILE_UNSOLVED, OWNED})
SHOWN = ("type", "field_name", "previous_value", "value", "id", "public", "author_id")


@dataclass(frozen=True, slots=True)
class Turns:
    """The metric events of a ticket, and the audits of the seconds in which its clocks turned."""

    told: Sequence[StoredEvent]
    audits: Sequence[Audit]

    def last(self, clock: Clock, kind: EventType) -> StoredEvent | None:
        """The latest event of this type that counts of the clock."""
        return next(
            (e for e in reversed(self._of(clock)) if e.type == kind and not e.deleted), None
        )

    def began(self, clock: Clock, at: int) -> Turn:
        """What let it run from this second on."""
        return self._turn(
            clock, at, "activate" if self._tells(clock, at, "activate") else "restore"
        )

    def ended(self, clock: Clock, at: int) -> Turn:
        """What let it stop."""
        kinds: tuple[TurnType, ...] = ("fulfill", "pause")
        return self._turn(
            clock, at, next((kind for kind in kinds if self._tells(clock, at, kind)), "delete")
        )

    def _of(self, clock: Clock) -> list[StoredEvent]:
        name = METRICS[clock.metric].event
        return [e for e in self.told if (e.metric, e.instance_id) == (name, clock.instance)]

    def _tells(self, clock: Clock, at: int, kind: TurnType) -> bool:
        return any(event.time == at and event.type == kind for event in self._of(clock))

    def _turn(self, clock: Clock, at: int, kind: TurnType) -> Turn:
        for audit in self.audits:
            events = [_shown(e) for e in audit.events if _minds(clock.metric, e)]
            if audit.created_at == iso(at) and events:
                return Turn(kind, audit.id, events)
        return Turn(kind)


def turns_of(ctx: Context, ticket_id: int, state: State) -> Turns:
    """What is told of the clocks of a ticket."""
    times = {at for clock in state.clocks for start, end, _ in clock.spells for at in (start, end)}
    times |= {clock.since for clock in state.clocks if clock.since is not None}
    rows = ctx.db.rows(AUDITS, {"ticket_id": ticket_id, "times": sorted(times)})
    return Turns(told_of(ctx.db, ticket_id), show_audits(ctx, rows))


def _minds(metric: PolicyMetric, event: dict[str, Any]) -> bool:
    """Whether such an event of an audit may turn the clocks of the metric."""
    if event["type"] in COMMENT_TYPES:
        return metric not in WITHOUT_WORDS
    match event.get("field_name"):
        case "group_id":
            return metric == OWNED
        case "status":
            is_end = is_unsolved(event.get("previous_value")) != is_unsolved(event["value"])
            return is_end or METRICS[metric].pauses
    return False


def _shown(event: dict[str, Any]) -> dict[str, Any]:
    return {name: event[name] for name in SHOWN if name in event}
