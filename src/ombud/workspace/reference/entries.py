"""Reads the OpenAPI document into entries: one for each operation, with all of its paths."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Alias", "Entry", "entries_of", "resolved"]

Json = Mapping[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Alias:
    """Another path of an operation, with what is different there."""

    method: str
    path: str
    summary: str
    role: str


@dataclass(slots=True)
class Entry:
    """One operation. `pending` says what it waits for; it is empty once the operation is built."""

    name: str
    family: str
    method: str
    path: str
    summary: str
    role: str
    permission: str
    pending: str
    parameters: list[Json]
    body: Json
    responses: Json
    aliases: list[Alias] = field(default_factory=list)


def entries_of(document: Json) -> list[Entry]:
    """All operations: families by the alphabet, in them what is built first, then by path."""
    found: dict[str, Entry] = {}
    for path, method, described in _main_paths_first(document):
        told = described["x-ombud"]
        entry = found.get(told["name"])
        if entry is None:
            found[told["name"]] = _entry(path, method, described)
            continue
        entry.aliases.append(Alias(method, path, described["summary"], told["role"]))
        known = {(each["name"], each["in"]) for each in entry.parameters}
        entry.parameters += [
            each for each in described["parameters"] if (each["name"], each["in"]) not in known
        ]
    for entry in found.values():
        entry.parameters.sort(key=lambda each: (each["in"] != "path", not each.get("required")))
    return sorted(found.values(), key=_order)


def resolved(schema: Json, document: Json) -> Json:
    """The schema itself, where it only names a component; without null where that is an option."""
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    if name:
        component: Json = document["components"]["schemas"][name]
        return component
    options = [option for option in schema.get("anyOf", ()) if option.get("type") != "null"]
    structs = [option for option in options if "$ref" in option or "properties" in option]
    return resolved(structs[0], document) if structs else schema


def _main_paths_first(document: Json) -> Iterator[tuple[str, str, Json]]:
    rows = [
        (path, method.upper(), described)
        for path, item in document["paths"].items()
        for method, described in item.items()
    ]
    # Further paths of an operation have its name with a number.
    yield from sorted(rows, key=lambda row: row[2]["operationId"] != row[2]["x-ombud"]["name"])


def _entry(path: str, method: str, described: Json) -> Entry:
    told = described["x-ombud"]
    return Entry(
        name=told["name"],
        family=described["tags"][0],
        method=method,
        path=path,
        summary=described["summary"],
        role=told["role"],
        permission=told["permission"] or "",
        pending=told["pending"],
        parameters=list(described["parameters"]),
        body=described.get("requestBody", {}).get("content", {}),
        responses=described["responses"],
    )


def _order(entry: Entry) -> tuple[str, bool, str, int]:
    return entry.family, bool(entry.pending), entry.path, METHODS.index(entry.method.lower())
