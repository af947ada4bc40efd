"""The audit's events: what a change did, field by field, in the form that clients read."""

from collections.abc import Mapping
from typing import Any

from ombud.families.tickets.draft import Draft
from ombud.values.times import iso_or_none

__all__ = ["change_events", "changes_between"]

Names = tuple[tuple[str, str], ...]
# The name on the wire and the column; ids and times are told apart by their names.
FIELDS: Names = (
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
# What is told only of rules.
OF_RULES = (*FIELDS, ("locale_id", "locale_id"), ("satisfaction_score", "satisfaction_score"))
# A new ticket tells these even when they are empty.
ALWAYS = frozenset({"priority", "type", "subject", "organization_id"})
# A new ticket does not tell these.
NEVER_AT_FIRST = frozenset({"is_public"})


def change_events(draft: Draft) -> list[dict[str, Any]]:
    """Create or Change events for every field that differs; ids are given later.

    Once rules have changed the ticket, what the change itself did stays told as it was.
    """
    if draft.told is not None:
        return draft.told
    if draft.is_new:
        return _created(draft) + _created_values(draft) + draft.events
    return _changed(draft.before, draft.after, FIELDS) + draft.events


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Change events for what a rule did to a ticket, whose columns have their JSON decoded."""
    return _changed(before, after, OF_RULES)


def _changed(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Names
) -> list[dict[str, Any]]:
    fields = [
        {
            "type": "Change",
            "field_name": name,
            "value": _shown(name, after[column]),
            "previous_value": _shown(name, before[column]),
        }
        for name, column in names
        if before[column] != after[column]
    ]
    if before["custom_fields"] == after["custom_fields"]:
        return fields
    values = before["custom_fields"]
    return fields + [
        {
            "type": "Change",
            "field_name": field_id,
            "value": _words(value),
            "previous_value": _words(values.get(field_id)),
        }
        for field_id, value in after["custom_fields"].items()
        if value != values.get(field_id)
    ]


def _created(draft: Draft) -> list[dict[str, Any]]:
    return [
        {"type": "Create", "field_name": name, "value": _shown(name, draft.after[column])}
        for name, column in FIELDS
        if name not in NEVER_AT_FIRST and (name in ALWAYS or draft.after[column] not in (None, []))
    ]


def _created_values(draft: Draft) -> list[dict[str, Any]]:
    return [
        {"type": "Create", "field_name": field_id, "value": _words(value)}
        for field_id, value in draft.after["custom_fields"].items()
        if value not in (None, "", [])
    ]


def _shown(name: str, value: Any) -> Any:
    if name == "due_at":
        return iso_or_none(value)
    return str(value) if name.endswith("_id") and value is not None else value


def _words(value: Any) -> Any:
    """Custom field values are text in events, or a list of texts."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value if value is None or isinstance(value, list) else str(value)
