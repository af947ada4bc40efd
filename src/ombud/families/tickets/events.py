"""The audit's events: what a change did, field by field, in the form that clients read."""

from typing import Any

from ombud.families.tickets.draft import Draft
from ombud.values.times import iso_or_none

__all__ = ["change_events"]

# The name on the wire and the column; ids and times are told apart by their names.
FIELDS = (
    ("subject", "raw_subject"),
    ("requester_id", "requester_id"),
    ("priority", "priority"),
    ("type", "type"),
    ("status", "status"),
    ("organization_id", "organization_id"),
    ("brand_id", "brand_id"),
    ("ticket_form_id", "ticket_form_id"),
    ("custom_status_id", "custom_status_id"),
    ("assignee_id", "assignee_id"),
    ("group_id", "group_id"),
    ("tags", "tags"),
    ("due_at", "due_at"),
    ("problem_id", "problem_id"),
    ("external_id", "external_id"),
    ("is_public", "is_public"),
)
# A new ticket tells these even when they are empty.
ALWAYS = frozenset({"priority", "type", "subject", "organization_id"})
# A new ticket does not tell these.
NEVER_AT_FIRST = frozenset({"is_public"})


def change_events(draft: Draft) -> list[dict[str, Any]]:
    """Create or Change events for every field that differs; ids are given later."""
    events = _created(draft) if draft.is_new else _changed(draft)
    return events + _custom_fields(draft) + draft.events


def _created(draft: Draft) -> list[dict[str, Any]]:
    return [
        {"type": "Create", "field_name": name, "value": _shown(name, draft.after[column])}
        for name, column in FIELDS
        if name not in NEVER_AT_FIRST and (name in ALWAYS or draft.after[column] not in (None, []))
    ]


def _changed(draft: Draft) -> list[dict[str, Any]]:
    return [
        {
            "type": "Change",
            "field_name": name,
            "value": _shown(name, draft.after[column]),
            "previous_value": _shown(name, draft.before[column]),
        }
        for name, column in FIELDS
        if draft.before[column] != draft.after[column]
    ]


def _custom_fields(draft: Draft) -> list[dict[str, Any]]:
    before, after = draft.before.get("custom_fields", {}), draft.after["custom_fields"]
    events = []
    for field_id, value in after.items():
        previous = before.get(field_id)
        if value == previous or (draft.is_new and value in (None, "", [])):
            continue
        event = {"type": "Create", "field_name": field_id, "value": _words(value)}
        if not draft.is_new:
            event = {**event, "type": "Change", "previous_value": _words(previous)}
        events.append(event)
    return events


def _shown(name: str, value: Any) -> Any:
    if name == "due_at":
        return iso_or_none(value)
    return str(value) if name.endswith("_id") and value is not None else value


def _words(value: Any) -> Any:
    """Custom field values are text in events, or a list of texts."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value if value is None or isinstance(value, list) else str(value)
