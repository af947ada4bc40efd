"""Gives files out: whole or in part, to be saved and not to be run."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from sqlalchemy import Row

from ombud.families.account_settings import settings
from ombud.families.attachments import kinds, queries, store
from ombud.wire.answers import File
from ombud.wire.context import Context, Request
from ombud.wire.errors import Unauthenticated

__all__ = ["give_out"]

RANGE = re.compile(r"bytes=\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})\s*")
# Whatever a file turns out to be, a page made of it can load and run nothing.
CONFINED = "sandbox; default-src 'none'"


def give_out(ctx: Context, token: str) -> File:
    """The file behind a content URL.

    Raises NotFound and, where attachments are private, Unauthenticated for nobody in particular.
    """
    private = ctx.db.cached(settings.load).flag("tickets.private_attachments")
    if private and ctx.actor.role == "anonymous":
        raise Unauthenticated
    row = queries.find_readable(ctx, token, private=private)
    headers = _headers(row)
    if _has_it(ctx.request, headers["ETag"]):
        return File(b"", kinds.sent_type(row.content_type), headers, status=304)
    return _part(ctx, row, headers)


def _part(ctx: Context, row: Row[Any], headers: dict[str, str]) -> File:
    span = _span(ctx.request, row.size, headers["ETag"])
    sent_type = kinds.sent_type(row.content_type)
    path = str(store.path_of(ctx.account, row.sha256))
    if span is None:
        return File(b"", sent_type, headers, path=path)
    first, end = span
    if first >= end:
        headers["Content-Range"] = f"bytes */{row.size}"
        return File(b"", sent_type, headers, status=416)
    headers["Content-Range"] = f"bytes {first}-{end - 1}/{row.size}"
    return File(b"", sent_type, headers, path=path, status=206, span=span)


def _headers(row: Row[Any]) -> dict[str, str]:
    return {
        "Content-Disposition": _disposition(row.file_name, row.content_type),
        "Content-Security-Policy": CONFINED,
        "Accept-Ranges": "bytes",
        "ETag": f'"{row.sha256}"',
    }


def _disposition(name: str, content_type: str) -> str:
    """How to save it (RFC 6266): the name in letters that all know, then as it is."""
    kind = "inline" if content_type in kinds.SHOWN else "attachment"
    plain = re.sub(r'[^\x20-\x7e]|["\\%]', "_", name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _has_it(request: Request, tag: str) -> bool:
    return tag in request.headers.get("if-none-match", "")


def _span(request: Request, size: int, tag: str) -> tuple[int, int] | None:
    """The one part that was asked for; None for the whole, an empty span for none there is."""
    headers: Mapping[str, str] = request.headers
    found = RANGE.fullmatch(headers.get("range", ""))
    if found is None or not (found[1] or found[2]):
        return None
    if headers.get("if-range", tag) != tag:
        return None
    if not found[1]:
        return max(0, size - int(found[2])), size
    first = int(found[1])
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    # A part that ends before it begins is no part: the whole is sent.
    if found[2] and int(found[2]) < first:
        return None
    return first, last + 1
