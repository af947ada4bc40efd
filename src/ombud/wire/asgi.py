"""Between ASGI and the dispatcher: reads bodies, picks the account, writes the last headers."""

import asyncio
import gzip
import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

from ombud.db import Account, UnknownAccountError
from ombud.values.clock import monotonic
from ombud.wire.context import Request
from ombud.wire.dispatch import Dispatcher
from ombud.wire.envelope import Answer, json_answer
from ombud.wire.errors import BadRequest, NotFound, TooLarge

__all__ = ["Api", "request_from", "send_answer"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")
WORTH_ZIPPING = 1024
CHUNK = 256 * 1024
ALWAYS = {
    "X-Zendesk-Api-Version": "v2",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
}
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "X-Rate-Limit, X-Rate-Limit-Remaining, Retry-After, X-Request-Id, Location, ETag"
    ),
}


class Api:
    """The ASGI application of everything below /api and of the OAuth and attachment paths."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        account_of: Callable[[str], Account],
        public_url: str = "",
        threads: ThreadPoolExecutor | None = None,
    ) -> None:
        self._dispatcher, self._account_of, self._threads = dispatcher, account_of, threads
        self._public_url = public_url.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = monotonic()
        request = request_from(scope, self._public_url)
        answer = await self._answer(request, receive)
        if answer.delay:
            await asyncio.sleep(answer.delay)
        finish(request, answer, monotonic() - started)
        await send_answer(request, answer, send)

    async def _answer(self, request: Request, receive: Receive) -> Answer:
        if not HOST.fullmatch(request.headers.get("host", "localhost")):
            error = BadRequest("host", "must be a host name")
            return json_answer(error.status, error.body)
        if request.method == "OPTIONS":
            return self._options(request)
        try:
            account = self._account_of(request.headers.get("host", "localhost"))
        except UnknownAccountError:
            error_ = NotFound("InvalidEndpoint")
            return json_answer(error_.status, error_.body)
        try:
            request.body = await _read(receive, self._dispatcher.body_limit(request))
        except TooLarge as error_too_large:
            return json_answer(error_too_large.status, error_too_large.body)
        if self._threads is None:
            return self._dispatcher.answer(account, request)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._dispatcher.answer, account, request)

    def _options(self, request: Request) -> Answer:
        path = request.path.rstrip("/").removesuffix(".json")
        methods = ", ".join([*self._dispatcher.tree.methods(path), "OPTIONS"])
        return Answer(
            204,
            headers={
                "Allow": methods,
                "Access-Control-Allow-Methods": methods,
                "Access-Control-Allow-Headers": (
                    "Authorization, Content-Type, Idempotency-Key, X-CSRF-Token, If-None-Match"
                ),
                "Access-Control-Max-Age": "7200",
            },
        )


def request_from(scope: Scope, public_url: str = "") -> Request:
    """The request line and headers; the body is read later."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    query = scope["query_string"].decode("latin-1")
    host = headers.get("host", "localhost")
    return Request(
        method=scope["method"],
        path=scope["path"] if scope["path"].isascii() else unquote(scope["path"]),
        query=parse_qsl(query, keep_blank_values=True, errors="surrogateescape") if query else [],
        headers=headers,
        base_url=public_url or f"{scope['scheme']}://{host}",
        ip_address=scope["client"][0] if scope.get("client") else "",
        request_id=secrets.token_hex(8),
    )


def finish(request: Request, answer: Answer, seconds: float) -> None:
    """Add the headers that every answer carries, and leave out what the caller already has."""
    headers = answer.headers
    headers.update(ALWAYS)
    headers.update(CORS)
    headers["X-Request-Id"] = headers["X-Zendesk-Request-Id"] = request.request_id
    headers["X-Runtime"] = f"{seconds:.6f}"
    headers.setdefault("Cache-Control", "max-age=0, private, must-revalidate")
    if request.method in {"GET", "HEAD"} and answer.status == 200 and answer.file is None:
        tag = f'W/"{hashlib.blake2b(answer.body, digest_size=16).hexdigest()}"'
        headers["ETag"] = tag
        if tag in request.headers.get("if-none-match", ""):
            answer.status, answer.body = 304, b""
    _compress(request, answer)


async def send_answer(request: Request, answer: Answer, send: Send) -> None:
    """Status, headers, then the body or the file in pieces of constant size."""
    size = len(answer.body) if answer.file is None else _size(answer.file)
    if answer.status not in {204, 304}:
        answer.headers["Content-Length"] = str(size)
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in answer.headers.items()
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if request.method == "HEAD":
        await send({"type": "http.response.body", "body": b""})
    elif answer.file is None:
        await send({"type": "http.response.body", "body": answer.body})
    else:
        await _send_file(answer.file, send)


async def _send_file(path: str, send: Send) -> None:
    with Path(path).open("rb") as file:  # noqa: ASYNC230 (a local file; no thread hop is worth it)
        while piece := file.read(CHUNK):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _size(path: str) -> int:
    return Path(path).stat().st_size


async def _read(receive: Receive, limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        piece = message.get("body", b"")
        size += len(piece)
        if size > limit:
            raise TooLarge(limit)
        pieces.append(piece)
        if not message.get("more_body", False):
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _compress(request: Request, answer: Answer) -> None:
    if len(answer.body) < WORTH_ZIPPING or "Content-Encoding" in answer.headers:
        return
    answer.headers["Vary"] = "Accept-Encoding"
    if "gzip" in request.headers.get("accept-encoding", ""):
        answer.body = gzip.compress(answer.body, compresslevel=1, mtime=0)
        answer.headers["Content-Encoding"] = "gzip"
