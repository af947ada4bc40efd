"""Whether a record meets a lookup field's `relationship_filter`.

A condition that is not known here is taken as met: a filter that nobody can judge must not keep a
field from being filled.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Row

__all__ = ["meets"]

ROLES = {"0": "end-user", "2": "admin", "4": "agent", "end_user": "end-user"}
TAGS = frozenset({"tags", "current_tags"})
COLUMNS = {
    "user": {"name", "email", "role", "organization_id", "locale_id", "custom_role_id"},
    "organization": {"name", "group_id", "external_id"},
    "ticket": {
        "status",
        "priority",
        "type",
        "group_id",
        "assignee_id",
        "requester_id",
        "organization_id",
        "brand_id",
        "ticket_form_id",
        "custom_status_id",
    },
}
FIELD_VALUES = {
    "user": "user_fields",
    "organization": "organization_fields",
    "ticket": "custom_fields",
}
FIELD_PREFIXES = ("custom_fields.", "custom_fields_", "ticket_fields_")
Texts = list[str]


def meets(kind: str, row: Row[Any], written: str) -> bool:
    """Whether the row of a user, organization or ticket fits the filter, which is JSON."""
    conditions = msgspec.json.decode(written)
    every, some = _listed(conditions, "all"), _listed(conditions, "any")
    if not all(_holds(kind, row, condition) for condition in every):
        return False
    return not some or any(_holds(kind, row, condition) for condition in some)


def _listed(conditions: Any, name: str) -> list[Mapping[str, Any]]:
    given = conditions.get(name) if isinstance(conditions, dict) else None
    return [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []


def _holds(kind: str, row: Row[Any], condition: Mapping[str, Any]) -> bool:
    field = str(condition.get("field")).removeprefix(f"{kind}.")
    actual = _actual(kind, row, field)
    test = TESTS.get(str(condition.get("operator") or "is"))
    if actual is None or test is None:
        return True
    wanted = _texts(condition.get("value"))
    if field == "role":
        wanted = [ROLES.get(text, text) for text in wanted]
    elif field in TAGS:
        wanted = [tag for text in wanted for tag in text.split()]
    return test(actual, wanted)


def _actual(kind: str, row: Row[Any], field: str) -> Texts | None:
    """What the record has, as texts; None for what is not known here."""
    if field in TAGS:
        return _texts(msgspec.json.decode(row.tags))
    for prefix in FIELD_PREFIXES:
        if field.startswith(prefix):
            values = msgspec.json.decode(row._mapping[FIELD_VALUES[kind]])
            return _texts(values.get(field.removeprefix(prefix)))
    return _texts(row._mapping[field]) if field in COLUMNS[kind] else None


def _texts(value: Any) -> Texts:
    items = value if isinstance(value, list) else [value]
    texts = [str(item).strip().lower() for item in items if item is not None]
    return [text for text in texts if text]


def _ordered(compare: Callable[[float, float], bool]) -> Callable[[Texts, Texts], bool]:
    def test(actual: Texts, wanted: Texts) -> bool:
        try:
            return compare(float(actual[0]), float(wanted[0]))
        except (IndexError, ValueError):
            return False

    return test


def _is(actual: Texts, wanted: Texts) -> bool:
    """The same, where a list holds it; nothing is the same as nothing."""
    return bool(set(actual) & set(wanted)) if wanted else not actual


TESTS: dict[str, Callable[[Texts, Texts], bool]] = {
    "is": _is,
    "is_not": lambda actual, wanted: not _is(actual, wanted),
    "includes": _is,
    "not_includes": lambda actual, wanted: not _is(actual, wanted),
    "present": lambda actual, _wanted: bool(actual),
    "not_present": lambda actual, _wanted: not actual,
    "less_than": _ordered(lambda one, other: one < other),
    "less_than_equal": _ordered(lambda one, other: one <= other),
    "greater_than": _ordered(lambda one, other: one > other),
    "greater_than_equal": _ordered(lambda one, other: one >= other),
}
