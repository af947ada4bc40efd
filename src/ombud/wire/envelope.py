"""Writes every envelope: from what an operation returned to status, headers and body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from ombud.values.times import iso_with_offset
from ombud.wire.answers import Count, Created, File, JobStarted, Many, Nothing, One, Page, Raw
from ombud.wire.context import Context
from ombud.wire.errors import NotFound
from ombud.wire.operation import Operation
from ombud.wire.paging import read_page

__all__ = ["Answer", "json_answer", "write"]

JSON = "application/json; charset=utf-8"
encoder = msgspec.json.Encoder()


@dataclass(slots=True)
class Answer:
    """What goes out. `file` names a file to send instead of `body`, or the `span` of bytes of it.

    `delay` slows down guessing.
    """

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    file: str | None = None
    delay: float = 0.0
    span: tuple[int, int] | None = None


def write(ctx: Context, operation: Operation, result: object) -> Answer:
    """The answer for what the operation returned, side-loads included."""
    answer = _answer(ctx, operation, result)
    answer.headers.update(ctx.headers)
    return answer


def json_answer(
    status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> Answer:
    """Any JSON body."""
    return Answer(status, encoder.encode(body), {"Content-Type": JSON, **(headers or {})})


def _answer(ctx: Context, operation: Operation, result: object) -> Answer:  # noqa: PLR0911 (one return an envelope)
    match result:
        case Page():
            return json_answer(200, _page(ctx, operation, result))
        case One():
            body = {result.shape.root: result.shape, **result.beside}
            body.update(_beside(ctx, operation, [result.shape]))
            return json_answer(result.status, body)
        case Created():
            status = 201 if result.created else 200
            body = {result.shape.root: result.shape, **result.beside}
            return json_answer(status, body, {"Location": result.location})
        case Many():
            return json_answer(200, _many(ctx, operation, result))
        case Count():
            refreshed = {"value": result.value, "refreshed_at": iso_with_offset(ctx.now)}
            return json_answer(200, {"count": refreshed})
        case JobStarted():
            return json_answer(result.status, {"job_status": result.job_status})
        case Nothing():
            return Answer(result.status)
        case Raw():
            return json_answer(result.status, result.body)
        case File():
            return _file(result)
    message = f"{operation.name} returned {type(result).__name__}"
    raise TypeError(message)


def _page(ctx: Context, operation: Operation, page: Page[Any]) -> dict[str, Any]:
    found = read_page(ctx, operation, page)
    shapes = page.show(ctx, found.rows)
    beside = _beside(ctx, operation, shapes)
    return {page.key or page.shape.roots: shapes, **page.beside, **beside, **found.keys}


def _many(ctx: Context, operation: Operation, many: Many[Any]) -> dict[str, Any]:
    body: dict[str, Any] = {many.shape.roots: many.shapes, **many.beside}
    body.update(_beside(ctx, operation, many.shapes))
    if many.paged:
        body.update(next_page=None, previous_page=None, count=len(many.shapes))
    return body


def _file(result: File) -> Answer:
    if result.path is not None and not Path(result.path).is_file():
        raise NotFound
    headers = {"Content-Type": result.content_type, **result.headers}
    return Answer(result.status, result.content, headers, file=result.path, span=result.span)


def _beside(ctx: Context, operation: Operation, shapes: Sequence[Any]) -> dict[str, Any]:
    beside: dict[str, Any] = {}
    for sideload in operation.include:
        if sideload.name in ctx.included:
            records = sideload.load(ctx, shapes)
            if records is not None:
                beside[sideload.key] = records
    return beside
