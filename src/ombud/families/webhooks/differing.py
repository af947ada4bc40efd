"""What differs between a record before and after a change, as events tell it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from ombud.families.record_fields.values import load_organization_fields, load_user_fields
from ombud.families.ticket_fields.definitions import load as load_ticket_fields
from ombud.families.webhooks.events import CHANGES, Kind
from ombud.values.times import iso
from ombud.wire.context import Context

__all__ = ["Event", "changes", "columns_of"]

Json = dict[str, Any]
# Its name without the kind, and what it tells beside the record.
Event = tuple[str, Mapping[str, Any]]
# The columns that hold JSON in some rows and values in others, and what their items are called.
TIMES = frozenset({"due_at", "last_login_at", "sla_next_breach_at"})
LISTS: Mapping[str, str] = {"tags": "tags", "email_cc_ids": "users", "follower_ids": "users"}
FIELDS: Mapping[Kind, str] = {
    "ticket": "custom_fields",
    "user": "user_fields",
    "organization": "organization_fields",
}


def columns_of(kind: Kind, names: Iterable[str]) -> list[str]:
    """The columns of which these events tell changes."""
    found = (CHANGES[kind].get(name, FIELDS[kind]) for name in names)
    return list(dict.fromkeys(found))


def changes(
    ctx: Context, kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Event]:
    """An event for each told column that differs; columns that `after` does not have did not."""
    for name, column in CHANGES[kind].items():
        if column not in after:
            continue
        was, now = _value(column, before.get(column)), _value(column, after[column])
        if was == now:
            continue
        if column in LISTS:
            yield name, _moved(column, was or [], now or [])
        else:
            yield name, {"current": _told(column, now), "previous": _told(column, was)}
    column = FIELDS[kind]
    if column in after:
        was, now = _decoded(before.get(column)) or {}, _decoded(after[column]) or {}
        for key in sorted(was.keys() | now.keys()):
            if was.get(key) != now.get(key):
                yield (
                    "custom_field_changed",
                    {
                        "custom_field": _field(ctx, kind, key),
                        "current": {"value": now.get(key)},
                        "previous": {"value": was.get(key)},
                    },
                )


def _field(ctx: Context, kind: Kind, key: str) -> Json:
    """Which field it is; one that was removed has no title and no type any more."""
    if kind == "ticket":
        of_ticket = ctx.db.cached(load_ticket_fields).by_id.get(int(key))
        known = {} if of_ticket is None else {"title": of_ticket.title, "type": of_ticket.type}
        return {"id": key, **known}
    load = load_user_fields if kind == "user" else load_organization_fields
    found = ctx.db.cached(load).by_key.get(key)
    if found is None:
        return {"key": key}
    return {"id": str(found.id), "key": key, "title": found.title, "type": found.type}


def _moved(column: str, was: Sequence[Any], now: Sequence[Any]) -> Json:
    name = LISTS[column]
    added = [_told(column, each) for each in now if each not in was]
    removed = [_told(column, each) for each in was if each not in now]
    return {f"{name}_added": added, f"{name}_removed": removed}


def _told(column: str, value: Any) -> Any:
    if column in TIMES and value is not None:
        return iso(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if column in {"status", "priority", "type"} and isinstance(value, str):
        return value.upper()
    return value


def _value(column: str, value: Any) -> Any:
    return _decoded(value) if column in LISTS else value


def _decoded(value: Any) -> Any:
    return msgspec.json.decode(value) if isinstance(value, str) else value
