"""What one revision of a trigger changed of the one before it."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

import msgspec
from sqlalchemy import Row

__all__ = ["difference"]

Json = Mapping[str, Any]
# What a trigger is before its first revision.
NOTHING: Json = {"conditions": {"all": [], "any": []}, "actions": []}
CONDITION = ("field", "operator", "value")
ACTION = ("field", "value")


def difference(former: Row[Any] | None, row: Row[Any]) -> dict[str, Any]:
    """The `diff` of a revision; what stayed the same is empty, and the first was made of nothing."""
    old = NOTHING if former is None else msgspec.json.decode(former.snapshot)
    new = msgspec.json.decode(row.snapshot)
    found: dict[str, Any] = {} if former is None else {"source_id": former.number}
    found["target_id"] = row.number
    for name in ("title", "description", "active"):
        same = name in old and old[name] == new[name]
        found[name] = [] if same else _changes(old, new, name)
    found["conditions"] = (
        {}
        if old["conditions"] == new["conditions"]
        else {
            place: _listed(old["conditions"][place], new["conditions"][place], CONDITION)
            for place in ("all", "any")
        }
    )
    same = old["actions"] == new["actions"]
    found["actions"] = [] if same else _listed(old["actions"], new["actions"], ACTION)
    return found


def _listed(old: Sequence[Json], new: Sequence[Json], names: Sequence[str]) -> list[dict[str, Any]]:
    """What became of each entry, place by place."""
    return [
        {name: _changes(former or {}, latter or {}, name) for name in names}
        for former, latter in zip_longest(old, new)
    ]


def _changes(old: Json, new: Json, name: str) -> list[dict[str, Any]]:
    if name in old and name in new and old[name] == new[name]:
        return [{"change": "=", "content": new[name]}]
    marked = (("-", old), ("+", new))
    return [{"change": mark, "content": each[name]} for mark, each in marked if name in each]
