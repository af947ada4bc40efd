"""Between ASGI and the dispatcher: reads bodies, picks the account, writes the last headers."""

import asyncio
import functools
import gzip
import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

import structlog

from ombud.db import Account, SlowWork, UnknownAccountError
from ombud.values.clock import monotonic
from ombud.wire.context import Request
from ombud.wire.dispatch import Begun, Dispatcher, refusal
from ombud.wire.envelope import Answer
from ombud.wire.errors import ApiError, BadRequest, NotFound, TooLarge, internal
from ombud.wire.syncing import Syncing

__all__ = ["HOST", "Api", "request_from", "send_answer"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

log = structlog.get_logger("ombud.wire")
HOST = re.compile(r"[A-Za-z0-9._-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")
REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
NOT_IN_HEADERS = re.compile(r"[\x00-\x1f\x7f]")
# What may stand in a path as it is; all else is percent-encoded.
PATH_CHARACTERS = "/%:@!$&'()*+,;="
READING = frozenset({"GET", "HEAD"})
# Disks of several accounts may sync at once.
SYNCERS = 4
TELL_OF_A_BODY = frozenset({"content-length", "transfer-encoding"})
NO_WEIGHT = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*")
WORTH_ZIPPING = 1024
ZIPPED = ("application/json", "text/")
CHUNK = 256 * 1024
# Sent with every answer, ready for the wire.
ALWAYS = (
    (b"x-zendesk-api-version", b"v2"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"x-content-type-options", b"nosniff"),
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"X-Rate-Limit, X-Rate-Limit-Remaining, Retry-After, X-Request-Id, Location, ETag",
    ),
)
ALLOWED_HEADERS = (
    "Authorization, Content-Type, Idempotency-Key, If-None-Match, "
    "X-CSRF-Token, X-On-Behalf-Of, X-Request-Id"
)


class Disconnected(Exception):
    """The client went away before its request was complete."""


class Api:
    """The ASGI application of everything below /api and of the OAuth and attachment paths.

    `pages` make the answers that need no account, such as the OpenAPI document, by their path;
    what they return is copied before headers are added, so that they may keep it.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        account_of: Callable[[str], Account],
        public_url: str = "",
        threads: ThreadPoolExecutor | None = None,
        pages: Mapping[str, Callable[[], Answer]] | None = None,
    ) -> None:
        self._dispatcher, self._account_of, self._threads = dispatcher, account_of, threads
        self._syncing: dict[Account, Syncing] = {}
        self._syncers = ThreadPoolExecutor(SYNCERS, "sync")
        self._public_url, self._pages = public_url.rstrip("/"), pages or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = monotonic()
        request = request_from(scope, self._public_url)
        try:
            answer = await self._answer(request, receive)
        except Disconnected:
            return
        except ApiError as error:
            answer = refusal(error)
        except UnknownAccountError:
            answer = refusal(NotFound("InvalidEndpoint"))
        except Exception:
            log.exception("request failed", path=request.path, request_id=request.request_id)
            answer = refusal(internal(request.request_id))
        if answer.delay:
            await asyncio.sleep(answer.delay)
        finish(request, answer, monotonic() - started)
        await send_answer(request, answer, send)

    async def _answer(self, request: Request, receive: Receive) -> Answer:
        host = request.headers.get("host", "localhost")
        if not HOST.fullmatch(host):
            raise BadRequest("host", "must be a host name")
        if request.method == "OPTIONS":
            return self._options(request)
        page = self._pages.get(request.path)
        if page is not None and request.method in READING:
            made = page()
            return replace(made, headers=dict(made.headers))
        account = self._account_of(host.lower())
        if not TELL_OF_A_BODY.isdisjoint(request.headers):
            request.body = await _read(receive, request, self._dispatcher.too_large(request))
        if self._threads is None:
            answer = await self._inline(account, request)
            if request.method not in READING:
                await self._synced(account)
            return answer
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._dispatcher.answer, account, request)

    async def _inline(self, account: Account, request: Request) -> Answer:
        """The answer, made on this thread; work that takes long is done beside it."""
        begun = Begun()
        while True:
            try:
                return self._dispatcher.attempt(account, request, begun)
            except SlowWork as slow:
                begun.done[slow.name] = await asyncio.to_thread(slow.work)

    async def _synced(self, account: Account) -> None:
        syncing = self._syncing.get(account)
        if syncing is None:
            syncing = self._syncing[account] = Syncing(account, self._syncers)
        await syncing.wait()

    def _options(self, request: Request) -> Answer:
        known = self._dispatcher.tree.methods(request.path)
        if not known and request.path not in self._pages:
            raise NotFound("InvalidEndpoint")
        methods = ", ".join([*(known or ["GET"]), "HEAD", "OPTIONS"])
        return Answer(
            204,
            headers={
                "Allow": methods,
                "Access-Control-Allow-Methods": methods,
                "Access-Control-Allow-Headers": ALLOWED_HEADERS,
                "Access-Control-Max-Age": "7200",
            },
        )


def request_from(scope: Scope, public_url: str = "") -> Request:
    """The request line and headers; the body is read later."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    query = scope["query_string"].decode("utf-8", "replace")
    host = headers.get("host", "localhost")
    wished_id = headers.get("x-request-id", "")
    return Request(
        method=scope["method"],
        path=_path(scope),
        query=parse_qsl(query, keep_blank_values=True) if query else [],
        headers=headers,
        base_url=public_url or f"{scope['scheme']}://{host}",
        ip_address=scope["client"][0] if scope.get("client") else "",
        request_id=wished_id if REQUEST_ID.fullmatch(wished_id) else secrets.token_hex(8),
    )


def finish(request: Request, answer: Answer, seconds: float) -> None:
    """Add the headers that every answer carries, and leave out what the caller already has."""
    headers = answer.headers
    headers["X-Request-Id"] = headers["X-Zendesk-Request-Id"] = request.request_id
    headers["X-Runtime"] = f"{seconds:.6f}"
    headers.setdefault("Cache-Control", "max-age=0, private, must-revalidate")
    if request.method in READING and answer.status == 200 and answer.file is None:
        tag = f'"{hashlib.blake2b(answer.body, digest_size=16).hexdigest()}"'
        headers["ETag"] = f"W/{tag}"
        # A client, or a proxy on the way, may have made a strong tag of our weak one.
        if tag in request.headers.get("if-none-match", ""):
            answer.status, answer.body = 304, b""
    _compress(request, answer)


async def send_answer(request: Request, answer: Answer, send: Send) -> None:
    """Status, headers, then the body or the file in pieces of constant size."""
    first, end = answer.span or (0, len(answer.body) if answer.file is None else _size(answer.file))
    if answer.status not in {204, 304}:
        answer.headers["Content-Length"] = str(end - first)
    headers = [*ALWAYS, *(_header(name, value) for name, value in answer.headers.items())]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if request.method == "HEAD":
        await send({"type": "http.response.body", "body": b""})
    elif answer.file is None:
        await send({"type": "http.response.body", "body": answer.body})
    else:
        await _send_file(answer.file, first, end, send)


async def _send_file(path: str, first: int, end: int, send: Send) -> None:
    with Path(path).open("rb") as file:  # noqa: ASYNC230 (a local file; no thread hop is worth it)
        file.seek(first)
        while piece := file.read(min(CHUNK, end - file.tell())):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _size(path: str) -> int:
    return Path(path).stat().st_size


def _path(scope: Scope) -> str:
    # Servers hand over the bytes of the request line, test clients often the decoded text alone.
    raw = scope.get("raw_path") or quote(scope["path"]).encode()
    path = quote(raw, safe=PATH_CHARACTERS)
    return "/" + "/".join(part for part in path.split("/") if part).removesuffix(".json")


def _header(name: str, value: str) -> tuple[bytes, bytes]:
    """One header that cannot end early, whatever text a record put into it."""
    if not value.isprintable():
        value = NOT_IN_HEADERS.sub(" ", value)
    return _header_name(name), value.encode("latin-1", "replace")


@functools.lru_cache(1000)
def _header_name(name: str) -> bytes:
    return name.lower().encode("latin-1")


async def _read(receive: Receive, request: Request, too_large: TooLarge) -> bytes:
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:19]) > too_large.limit:
        raise too_large
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        piece = message.get("body", b"")
        size += len(piece)
        if size > too_large.limit:
            raise too_large
        pieces.append(piece)
        if not message.get("more_body", False):
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _compress(request: Request, answer: Answer) -> None:
    headers = answer.headers
    if not headers.get("Content-Type", "").startswith(ZIPPED) or "Content-Encoding" in headers:
        return
    headers["Vary"] = "Accept-Encoding"
    if len(answer.body) >= WORTH_ZIPPING and _takes_gzip(request):
        answer.body = gzip.compress(answer.body, compresslevel=1, mtime=0)
        headers["Content-Encoding"] = "gzip"


def _takes_gzip(request: Request) -> bool:
    for coding in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = coding.partition(";")
        if name.strip() in {"gzip", "x-gzip"}:
            return not NO_WEIGHT.fullmatch(weight)
    return False
