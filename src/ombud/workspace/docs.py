"""The API reference at /api/docs: one page made from the OpenAPI document, readable offline.

Everything is rendered here; the script only filters what is on the page.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from html import escape
from importlib import resources
from typing import Any

from ombud.wire.envelope import Answer

__all__ = ["pages"]

PATH = "/api/docs"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
STATIC = {"docs.js": "text/javascript", "docs.css": "text/css"}
Json = Mapping[str, Any]


def pages(document: Callable[[], Json]) -> dict[str, Callable[[], Answer]]:
    """The page and its files by their paths; `document` gives the OpenAPI document."""

    @cache
    def reference() -> Answer:
        return _answer(_page(document()), "text/html")

    def file(name: str, kind: str) -> Callable[[], Answer]:
        return cache(lambda: _answer(_static(name), kind))

    found: dict[str, Callable[[], Answer]] = {PATH: reference}
    found.update((f"{PATH}/{name}", file(name, kind)) for name, kind in STATIC.items())
    return found


def _answer(text: str, kind: str) -> Answer:
    headers = {"Content-Type": f"{kind}; charset=utf-8", "Content-Security-Policy": POLICY}
    return Answer(200, text.encode(), headers)


def _static(name: str) -> str:
    return (resources.files("ombud.workspace") / "static" / name).read_text("utf-8")


def _page(document: Json) -> str:
    families: dict[str, list[str]] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            shown = _operation(method, path, operation, document)
            families.setdefault(operation["tags"][0], []).append(shown)
    links = "".join(
        f'<li><a href="#family-{escape(name)}">{_words(name)}</a> ({len(shown)})</li>'
        for name, shown in sorted(families.items())
    )
    sections = "".join(
        f'<section id="family-{escape(name)}"><h2>{_words(name)}</h2>{"".join(shown)}</section>'
        for name, shown in sorted(families.items())
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>Ombud API reference</title>"
        f'<link rel="stylesheet" href="{PATH}/docs.css">'
        f'<script src="{PATH}/docs.js" defer></script></head><body>'
        "<header><h1>Ombud API reference</h1>"
        '<input id="search" type="search" aria-label="Search operations" '
        'placeholder="Search by path, name or parameter (press /)">'
        '<p id="found" role="status"></p></header>'
        f'<nav aria-label="Families"><ul>{links}</ul></nav>'
        '<p>The same as a document for tools: <a href="/api/v2/openapi.json">openapi.json</a>.</p>'
        f"<main>{sections}</main></body></html>"
    )


def _operation(method: str, path: str, operation: Json, document: Json) -> str:
    pending = "501" in operation["responses"]
    parts = [f"<p>{escape(operation['summary'])}</p>"]
    parts.append(_parameters(operation["parameters"]))
    body = operation.get("requestBody", {}).get("content", {})
    for kind, content in body.items():
        parts.append(f"<h3>Body: <code>{escape(kind)}</code></h3>")
        parts.append(_properties(content["schema"], document))
    answers = [status for status in operation["responses"] if status < "300" or pending]
    parts.append(f"<p>Answers {', '.join(answers)}.</p>")
    kind = ' class="pending"' if pending else ""
    name = escape(operation["operationId"])
    return (
        f'<details id="{name}"{kind}><summary><code><span class="method">{method.upper()}</span> '
        f"{escape(path)}</code> {name}{' (pending)' if pending else ''}</summary>"
        f"{''.join(parts)}</details>"
    )


def _parameters(parameters: list[Json]) -> str:
    rows = [
        (one["name"], one["in"], _kind(one["schema"]), one.get("description", ""))
        for one in parameters
    ]
    return _table(("Parameter", "In", "Type", ""), rows)


def _properties(schema: Json, document: Json, prefix: str = "") -> str:
    return _table(("Property", "Type"), _rows(schema, document, prefix))


def _rows(schema: Json, document: Json, prefix: str, depth: int = 0) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, inner in _resolved(schema, document).get("properties", {}).items():
        found.append((prefix + name, _kind(inner)))
        # The root key and what it holds; deeper objects are in the OpenAPI document.
        if depth == 0 and _resolved(inner, document).get("properties"):
            found += _rows(inner, document, f"{prefix}{name}.", depth + 1)
    return found


def _table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    lines = (
        "<tr>"
        + "".join(
            f"<td><code>{escape(cell)}</code></td>" if place == 0 else f"<td>{escape(cell)}</td>"
            for place, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _resolved(schema: Json, document: Json) -> Json:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    found: Json = document["components"]["schemas"][name] if name else schema
    return found


def _kind(schema: Json) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " or ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        return " or ".join(_kind(option) for option in schema["anyOf"])
    kind = schema.get("type", "any")
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _words(name: str) -> str:
    return escape(name.replace("_", " ").capitalize())
