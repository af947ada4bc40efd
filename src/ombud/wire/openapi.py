"""The OpenAPI 3.1 document of every operation, made from the same rows that routing uses.

Knows how signatures and envelopes look as JSON Schema; what is pending has a 501 alone.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from ombud import __version__, contract
from ombud.wire.dispatch import PendingOperation
from ombud.wire.operation import Operation
from ombud.wire.schemas import (
    ERROR_SCHEMA,
    ERRORS,
    PAGING,
    REF,
    SECURITY,
    TEXT,
    Json,
    answers_of,
    schemas_of,
)

__all__ = ["PATH", "document"]

PATH = "/api/v2/openapi"
JSON, FORM = "application/json", "multipart/form-data"
# Whom a pending operation reaches: the first of these that its row names.
ROLES = ("end_users", "agents", "admins")
PARAMETER = re.compile(r"\{([^}]*)\}")


def document(operations: Sequence[Operation], pending: Sequence[PendingOperation]) -> Json:
    """The whole document."""
    rows = {row.name: row for row in contract.operations()}
    schemas, components = schemas_of(operations)
    paths = _Paths()
    for operation in operations:
        described = _operation(operation, rows.get(operation.name), schemas)
        for path in operation.paths:
            more = {**described, "operationId": operation.name}
            more["parameters"] = _path_parameters(path, operation, schemas) + more["parameters"]
            paths.add(operation.method, path, more)
    for entry in pending:
        described = _pending(entry, rows.get(entry.name))
        paths.add(entry.method, entry.path, {**described, "operationId": entry.name})
    return {
        "openapi": "3.1.0",
        "info": {"title": "Ombud", "version": __version__, "license": {"name": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "security": [{name: []} for name in SECURITY],
        "paths": paths.items,
        "components": {
            "securitySchemes": SECURITY,
            "schemas": {**components, "Error": ERROR_SCHEMA},
            "responses": {
                name: {
                    "description": description,
                    "content": {JSON: {"schema": {"$ref": REF.format(name="Error")}}},
                }
                for name, (_, description) in ERRORS.items()
            },
        },
    }


class _Paths:
    """Path items; paths that differ only in the names of parameters are one.

    Aliases share a name, so the second of a name gets a number.
    """

    def __init__(self) -> None:
        self.items: dict[str, Json] = {}
        self._first: dict[str, str] = {}
        self._names: Counter[str] = Counter()

    def add(self, method: str, path: str, described: Json) -> None:
        first = self._first.setdefault(PARAMETER.sub("{}", path), path)
        names = dict(zip(PARAMETER.findall(path), PARAMETER.findall(first), strict=True))
        renamed = [
            {**parameter, "name": names[parameter["name"]]}
            if parameter["in"] == "path"
            else parameter
            for parameter in described["parameters"]
        ]
        name = described["operationId"]
        self._names[name] += 1
        unique = name if self._names[name] == 1 else f"{name}_{self._names[name]}"
        item = self.items.setdefault(first, {})
        item[method.lower()] = {**described, "operationId": unique, "parameters": renamed}


def _operation(
    operation: Operation, row: contract.ContractOperation | None, schemas: Callable[[Any], Json]
) -> Json:
    refusals = {
        status: {"$ref": f"#/components/responses/{name}"} for name, (status, _) in ERRORS.items()
    }
    described: Json = {
        "x-ombud": _known(operation.name, operation.role, operation.permission),
        "tags": [operation.family],
        "summary": (operation.handler.__doc__ or operation.name).strip().partition("\n")[0],
        "parameters": _query_parameters(operation, schemas),
        "responses": {
            **answers_of(operation, row.status if row else 0, schemas),
            **refusals,
        },
    }
    if operation.role == "anyone":
        described["security"] = [{}, *({name: []} for name in SECURITY)]
    body = _request_body(operation, schemas)
    if body:
        described["requestBody"] = body
    return described


def _known(name: str, role: str, permission: str | None, pending: str = "") -> Json:
    """What OpenAPI has no words for; all paths of an operation share its name."""
    return {"name": name, "role": role, "permission": permission, "pending": pending}


def _path_parameters(path: str, operation: Operation, schemas: Callable[[Any], Json]) -> list[Json]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": schemas(operation.path_parameters[name]),
        }
        for name in PARAMETER.findall(path)
    ]


def _query_parameters(operation: Operation, schemas: Callable[[Any], Json]) -> list[Json]:
    found: dict[str, Json] = {
        name: {"name": name, "in": "query", "description": words, "schema": schema}
        for name, schema, words in PAGING[operation.page]
    }
    if operation.include:
        names = ", ".join(f"`{sideload.name}`" for sideload in operation.include)
        description = f"Side-loads, separated by commas: {names}."
        found["include"] = _parameter("include", TEXT, description)
    if operation.query is not None:
        query = schemas(operation.query)
        for name, schema in query.get("properties", {}).items():
            found[name] = _parameter(name, schema, schema.get("description", ""))
            found[name]["required"] = name in query.get("required", ())
            if _is_list(schema):
                found[name].update(style="form", explode=False)
    return list(found.values())


def _parameter(name: str, schema: Json, description: str) -> Json:
    told = {"description": description} if description else {}
    return {"name": name, "in": "query", **told, "schema": schema}


def _is_list(schema: Json) -> bool:
    return any(option.get("type") == "array" for option in (schema, *schema.get("anyOf", ())))


def _request_body(operation: Operation, schemas: Callable[[Any], Json]) -> Json | None:
    if operation.reads_bytes:
        binary = {"schema": {"type": "string", "format": "binary"}}
        return {"required": True, "content": {"application/octet-stream": binary}}
    if not operation.roots:
        return None
    if "body" in operation.roots:
        schema = schemas(operation.roots["body"])
    else:
        needed = [root for root in operation.roots if root not in operation.optional_roots]
        properties = {root: schemas(kind) for root, kind in operation.roots.items()}
        schema = {"type": "object", "properties": properties, "required": needed}
    needs_body = len(operation.optional_roots) < len(operation.roots)
    kinds = (JSON, FORM) if operation.forms else (JSON,)
    return {"required": needs_body, "content": {kind: {"schema": schema} for kind in kinds}}


def _pending(entry: PendingOperation, row: contract.ContractOperation | None) -> Json:
    description = f"Not built yet ({entry.reason})."
    waiting = {
        "description": description,
        "content": {JSON: {"schema": {"$ref": REF.format(name="Error")}}},
    }
    names = {**dict.fromkeys(row.query), **_paging_of(row)} if row else {}
    needed = set(row.required_query) if row else set()
    parameters: list[Json] = [
        {"name": name, "in": "path", "required": True, "schema": TEXT}
        for name in PARAMETER.findall(entry.path)
    ]
    parameters += [{**_parameter(name, TEXT, ""), "required": name in needed} for name in names]
    permission = row.permissions[0] if row and row.permissions else None
    named = set(row.roles) if row else set()
    is_open = bool(named & {"anonymous", "anyone"})
    role = next((role for role in ROLES if role in named and not is_open), "anyone")
    return {
        "x-ombud": _known(entry.name, role, permission, entry.reason),
        "tags": [row.family if row else "other"],
        "summary": description,
        "parameters": parameters,
        "responses": {"501": waiting},
    }


def _paging_of(row: contract.ContractOperation) -> dict[str, None]:
    styles = [PAGING["cursor" if style == "cursor" else "offset"] for style in row.pagination]
    found = {name: None for style in styles for name, _, _ in style}
    return found | {"per_page": None} if row.pagination_style else found
