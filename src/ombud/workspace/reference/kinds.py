"""JSON Schema in words: the type of a property, with links to the objects it is made of."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from ombud.workspace.reference.entries import Json, resolved

__all__ = ["kind_of", "objects_in", "rows_of"]

LINK = Markup('<a href="#object-{name}">{name}</a>')
# What text is also taken as: clients send numbers for it.
NUMBERS = ({"type": "integer"}, {"type": "number"})


def kind_of(schema: Json) -> Markup:
    """`list of Comment or null`."""
    if "$ref" in schema:
        return LINK.format(name=str(schema["$ref"]).rpartition("/")[2])
    if "enum" in schema:
        return _either(Markup("{}").format(value) for value in schema["enum"])
    if "anyOf" in schema:
        options = list(schema["anyOf"])
        if {"type": "string"} in options:
            options = [option for option in options if option not in NUMBERS]
        return _either(kind_of(option) for option in options)
    kind = schema.get("type", "anything")
    if isinstance(kind, list):
        return _either(kind_of({**schema, "type": each}) for each in kind)
    if kind == "array":
        return Markup("list of {}").format(kind_of(schema.get("items", {})))
    return Markup("{}").format("bytes" if schema.get("format") == "binary" else kind)


def rows_of(schema: Json, document: Json, *, deep: bool = True) -> list[tuple[str, Markup]]:
    """The properties with their types; when `deep` also those of the objects in them."""
    rows: list[tuple[str, Markup]] = []
    for name, inner in resolved(schema, document).get("properties", {}).items():
        rows.append((name, kind_of(inner)))
        if deep:
            # Deeper ones are in the list of objects.
            item, mark = (inner["items"], "[]") if "items" in inner else (inner, "")
            below = rows_of(item, document, deep=False)
            rows += [(f"{name}{mark}.{key}", kind) for key, kind in below]
    return rows


def objects_in(node: Any, document: Json, found: set[str] | None = None) -> set[str]:
    """Names of all objects that a part of the document is made of, however deep."""
    found = set() if found is None else found
    if isinstance(node, Mapping):
        name = str(node.get("$ref", "")).rpartition("/")[2]
        if name in document["components"]["schemas"] and name not in found:
            found.add(name)
            objects_in(document["components"]["schemas"][name], document, found)
        for inner in node.values():
            objects_in(inner, document, found)
    elif isinstance(node, list):
        for inner in node:
            objects_in(inner, document, found)
    return found


def _either(options: Any) -> Markup:
    return Markup(" or ").join(dict.fromkeys(options))
