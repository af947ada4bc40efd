"""What became of each trigger at an update."""

from collections.abc import Iterator
from typing import Any

from rich.text import Text

from ombud.families.explanations.shapes import Explanation, Failed, TriggerOutcome

__all__ = ["condition_in_words", "lines_of"]

LAST = 1_000_000


def lines_of(found: Explanation) -> Iterator[Text]:
    """Those that fired come first, in the order of firing."""
    head = f"Ticket {found.ticket_id}, audit {found.audit_id}, {found.created_at}"
    yield Text(head, style="bold")
    if not found.triggers:
        yield Text("No trigger was considered.")
    for trigger in sorted(found.triggers, key=lambda each: each.fired_as or LAST):
        yield from _lines(trigger)


def condition_in_words(condition: dict[str, Any]) -> str:
    """`type is 'task'`."""
    value = condition.get("value")
    words = [condition["field"], condition["operator"], *([] if value is None else [repr(value)])]
    return " ".join(words)


def _lines(trigger: TriggerOutcome) -> list[Text]:
    named = f"{trigger.title} ({trigger.id}, revision {trigger.revision_id})"
    if trigger.outcome == "fired":
        head = Text(f"{trigger.fired_as}. fired: {named}", style="green")
        return [head, *(Text(f"     {_event(each)}") for each in trigger.events)]
    if trigger.failed is not None:
        return [Text(f"not matched: {named}"), Text(f"     {_failed(trigger.failed)}", style="dim")]
    return [Text(f"cannot run: {named}", style="red"), Text(f"     {trigger.problem}")]


def _failed(failed: Failed) -> str:
    said = [condition_in_words(each) for each in failed.conditions]
    if failed.place == "any":
        return f"none of any: {'; '.join(said)}"
    return f"all[{failed.index}]: {'; '.join(said)}"


def _event(event: dict[str, Any]) -> str:
    if event["type"] == "Change":
        return f"{event['field_name']}: {event['previous_value']!r} -> {event['value']!r}"
    more = event.get("recipients", event.get("resource", ""))
    return f"{event['type']} {more}".rstrip()
