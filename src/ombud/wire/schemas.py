"""JSON Schema of what signatures and envelopes stand for, as the OpenAPI document shows them."""

from collections.abc import Callable, Iterable
from typing import Any, get_args, get_origin

import msgspec

from ombud.wire.answers import Count, Created, File, JobStarted, Many, Nothing, One, Page
from ombud.wire.operation import Operation

__all__ = ["ERRORS", "ERROR_SCHEMA", "PAGING", "SECURITY", "Json", "answers_of", "schemas_of"]

JSON = "application/json"
REF = "#/components/schemas/{name}"
Json = dict[str, Any]

TEXT: Json = {"type": "string"}
WHOLE: Json = {"type": "integer"}
TEXT_OR_NULL: Json = {"type": ["string", "null"]}

OFFSET_KEYS: Json = {"count": WHOLE, "next_page": TEXT_OR_NULL, "previous_page": TEXT_OR_NULL}
CURSOR_KEYS: Json = {
    "meta": {
        "type": "object",
        "properties": {
            "has_more": {"type": "boolean"},
            "after_cursor": TEXT_OR_NULL,
            "before_cursor": TEXT_OR_NULL,
        },
    },
    "links": {"type": "object", "properties": {"prev": TEXT_OR_NULL, "next": TEXT_OR_NULL}},
}
OFFSET: tuple[tuple[str, Json, str], ...] = (
    ("page", {"type": "integer", "minimum": 1}, "Number of the page, from 1."),
    ("per_page", {"type": "integer", "minimum": 1, "default": 100}, "At most 100."),
    ("sort_by", TEXT, "What to sort by."),
    ("sort_order", {"type": "string", "enum": ["asc", "desc"]}, "Which way to sort."),
)
CURSOR: tuple[tuple[str, Json, str], ...] = (
    ("page[size]", {"type": "integer", "minimum": 1}, "Asks for pages by cursor; at most 100."),
    ("page[after]", TEXT, "The page after this cursor."),
    ("page[before]", TEXT, "The page before this cursor."),
    ("sort", TEXT, "What to sort by; a leading `-` turns the order around."),
)
PAGING = {"none": (), "offset": OFFSET, "cursor": CURSOR, "both": OFFSET + CURSOR}

# Statuses that any operation may answer; errors.py says when.
ERRORS = {
    "BadRequest": ("400", "A parameter or attribute of the wrong type."),
    "Unauthenticated": ("401", "No credential, or a wrong one."),
    "Forbidden": ("403", "Signed in, but not allowed."),
    "NotFound": ("404", "Absent, deleted or not visible to the caller."),
    "UnsupportedMediaType": ("415", "A body that is not JSON where JSON is wanted."),
    "Invalid": ("422", "Refused by validation; `details` says why."),
    "TooManyRequests": ("429", "A rate limit; `Retry-After` says when to try again."),
}
ERROR_SCHEMA: Json = {
    "description": "The forms that refusals have.",
    "anyOf": [
        {
            "type": "object",
            "required": ["error"],
            "properties": {"error": TEXT, "description": TEXT, "details": {"type": "object"}},
        },
        {
            "type": "object",
            "required": ["error"],
            "properties": {
                "error": {
                    "type": "object",
                    "required": ["title", "message"],
                    "properties": {"title": TEXT, "message": TEXT},
                }
            },
        },
        {
            "type": "object",
            "required": ["errors"],
            "properties": {
                "errors": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["code", "title"],
                        "properties": {"code": TEXT, "title": TEXT, "detail": TEXT},
                    },
                }
            },
        },
    ],
}
SECURITY: Json = {
    "basic": {
        "type": "http",
        "scheme": "basic",
        "description": "`email/token:API_TOKEN`, or `email:password` where that is switched on.",
    },
    "bearer": {"type": "http", "scheme": "bearer", "description": "An OAuth access token."},
}


def schemas_of(operations: Iterable[Operation]) -> tuple[Callable[[Any], Json], Json]:
    """A function from any type of the signatures to its schema, and the shared components."""
    kinds: dict[str, Any] = {}
    for operation in operations:
        wanted = [*operation.path_parameters.values(), *operation.roots.values()]
        wanted += [kind for kind in (operation.query, _shape(operation.returns)) if kind]
        kinds.update((repr(kind), kind) for kind in wanted)
    found, components = msgspec.json.schema_components(list(kinds.values()), ref_template=REF)
    by_kind: dict[str, Json] = dict(zip(kinds, found, strict=True))
    queries = {repr(operation.query) for operation in operations if operation.query}
    # A query is shown as parameters, so it is handed over whole and is no component.
    for kind in queries:
        reference = by_kind[kind].get("$ref", "")
        by_kind[kind] = components.get(reference.rpartition("/")[2], by_kind[kind])
    return lambda kind: by_kind[repr(kind)], components


def answers_of(operation: Operation, status: int, schemas: Callable[[Any], Json]) -> Json:
    """The successful answers by status; a `status` of 0 means that the envelope decides."""
    envelope = get_origin(operation.returns) or operation.returns
    if envelope is Nothing:
        return {str(status or 204): {"description": "Done."}}
    if envelope is File:
        binary = {"schema": {"type": "string", "format": "binary"}}
        return {"200": {"description": "The file.", "content": {"*/*": binary}}}
    shape = _shape(operation.returns)
    schema = _envelope(envelope, shape, schemas(shape) if shape else {})
    answer = {"description": "As asked.", "content": {JSON: {"schema": schema}}}
    found = {str(status or (201 if envelope is Created else 200)): answer}
    return {"200": answer, **found} if envelope is Created else found


def _envelope(envelope: Any, shape: Any, schema: Json) -> Json:
    properties: Json = {}
    if envelope in {One, Created} and shape and shape.root:
        properties = {shape.root: schema}
    elif envelope in {Page, Many} and shape:
        properties = {shape.roots: {"type": "array", "items": schema}, **OFFSET_KEYS}
        if envelope is Page:
            properties.update(CURSOR_KEYS)
    elif envelope is Count:
        value = {"type": "object", "properties": {"value": WHOLE, "refreshed_at": TEXT_OR_NULL}}
        properties = {"count": value}
    elif envelope is JobStarted:
        properties = {"job_status": {"type": "object"}}
    return {"type": "object", "properties": properties} if properties else {"type": "object"}


def _shape(returns: Any) -> Any:
    """`Group` of `Page[Group]`; None where the envelope holds no shape."""
    inner = get_args(returns)
    is_shape = inner and isinstance(inner[0], type) and issubclass(inner[0], msgspec.Struct)
    return inner[0] if is_shape else None
