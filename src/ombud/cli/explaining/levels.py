"""What the clocks of a ticket have counted, and why."""

from collections.abc import Iterator
from typing import Any

from rich.text import Text

from ombud.families.slas.shapes import Level, ServiceLevels, Spell, Turn

__all__ = ["lines_of"]

STYLES = {"active": "bold yellow", "paused": "bold cyan", "achieved": "bold green"}
UNITS = ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s"))
IN = "    "


def lines_of(found: ServiceLevels) -> Iterator[Text]:
    """Each metric with its target, its spells, the hours of these that counted, and the sum."""
    yield Text(f"Ticket {found.ticket_id}, service levels as of {found.as_of}", style="bold")
    schedule = found.schedule
    by = f"{schedule.name} ({schedule.id}, {schedule.time_zone})" if schedule else "none"
    yield Text(f"Schedule: {by}")
    for level in found.metrics:
        yield from _level(level)


def _level(level: Level) -> Iterator[Text]:
    yield Text(f"{level.metric} {level.instance_id}: {level.stage}", style=STYLES[level.stage])
    yield Text(f"{IN}{_target(level)}")
    for spell in level.spells:
        yield from _spell(spell, in_business_hours=level.business_hours)
    yield Text(f"{IN}{_sum(level)}")
    moments = (
        ("due", level.breach_at),
        ("missed", level.breached_at),
        ("fulfilled", level.fulfilled_at),
    )
    told = ", ".join(f"{name} {at}" for name, at in moments if at)
    if told:
        yield Text(f"{IN}{told}", style="red" if level.breached_at else "")


def _target(level: Level) -> str:
    if level.policy is None or level.target is None:
        return "no target"
    kind = "business" if level.business_hours else "calendar"
    policy = f"{level.policy.title} ({level.policy.id})"
    return f"target {level.target} min in {kind} hours, by {policy}"


def _spell(spell: Spell, *, in_business_hours: bool) -> Iterator[Text]:
    end = f"{spell.end} ({_turn(spell.ended)})" if spell.end and spell.ended else "now"
    counted = f"{_lasted(spell.counted_seconds)} counted"
    yield Text(f"{IN}{spell.start} ({_turn(spell.began)}) to {end}: {counted}")
    for part in spell.hours if in_business_hours else ():
        yield Text(f"{IN}{IN}{part.start} to {part.end}: {_lasted(part.seconds)}", style="dim")
    if spell.by_former_hours:
        yield Text(f"{IN}{IN}counted by hours that have changed since", style="dim")


def _turn(turn: Turn) -> str:
    if turn.audit_id is None:
        return turn.type
    return f"{turn.type}: {', '.join(map(_event, turn.events))}; audit {turn.audit_id}"


def _event(event: dict[str, Any]) -> str:
    if "field_name" in event:
        return f"{event['field_name']} {event['value']}"
    return "public comment" if event.get("public") else "private comment"


def _sum(level: Level) -> str:
    said = f"{_lasted(level.counted_seconds)} in all"
    if level.remaining_seconds is None:
        return said
    if level.remaining_seconds < 0:
        return f"{said}, {_lasted(-level.remaining_seconds)} too much"
    return f"{said}, {_lasted(level.remaining_seconds)} left"


def _lasted(seconds: int) -> str:
    """`1 d 2 h 3 min 4 s`, without what is nothing."""
    parts = []
    for size, name in UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts) or "0 s"
