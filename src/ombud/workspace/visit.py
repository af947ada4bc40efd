"""One request for a page: whose account, what the form says, who is signed in.

The browser's session is the only credential here; an Authorization header means nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ombud.config import Config
from ombud.db import Account, Transaction, TryAgainLater, UnknownAccountError
from ombud.families.signing_in.authenticate import authenticate
from ombud.values.clock import Clock
from ombud.wire.asgi import HOST, request_from
from ombud.wire.context import ANONYMOUS, Actor, Context, Links
from ombud.wire.context import Request as WireRequest
from ombud.wire.errors import ApiError, BadRequest, NotFound, TooLarge, Unavailable
from ombud.workspace.markup import Page, error_page

__all__ = ["AccountOf", "View", "Visit", "endpoint"]

AccountOf = Callable[[str], Account]
LARGEST_FORM = 65_536
MOST_FIELDS = 50
READ_HEADERS = ("host", "cookie", "sec-fetch-site")
log = structlog.get_logger("ombud.workspace")


@dataclass(slots=True)
class Visit:
    """What a view is given."""

    account: Account
    config: Config
    clock: Clock
    request: WireRequest
    query: Mapping[str, str]
    form: Mapping[str, str] = field(default_factory=dict)

    @contextmanager
    def signed_in(self, *, writes: bool = False) -> Iterator[Context]:
        """A transaction of whoever the session says, or of nobody.

        Raises Forbidden for a form without the session's token.
        """
        with self.account.transaction(writes=writes) as db:
            actor = authenticate(db, self.request, self.config, self.clock.now())
            yield self.context(actor, db)

    @contextmanager
    def as_nobody(self, *, writes: bool = False) -> Iterator[Context]:
        """A transaction that no session stands behind, for signing in."""
        with self.account.transaction(writes=writes) as db:
            yield self.context(ANONYMOUS, db)

    def context(self, actor: Actor, db: Transaction) -> Context:
        """What an actor is given in a transaction that is open."""
        now, links = self.clock.now(), Links(self.request.base_url)
        return Context(actor, db, now, links, self.account, self.config, self.request)


View = Callable[[Visit], Response]


def endpoint(
    view: View, account_of: AccountOf, config: Config, clock: Clock
) -> Callable[[Request], Awaitable[Response]]:
    """The view as Starlette calls it: away from the event loop, its refusals as pages."""

    async def answer(request: Request) -> Response:
        try:
            visit = await _visit(request, account_of, config, clock)
            response = await run_in_threadpool(view, visit)
            # Only this one waits; the event loop serves everybody else meanwhile.
            await asyncio.sleep(response.delay if isinstance(response, Page) else 0.0)
        except ApiError as error:
            return error_page(error.status, error.headers)
        except TryAgainLater:
            return error_page(503, Unavailable().headers)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception:
            wire = request_from(request.scope)
            log.exception("page failed", path=wire.path, request_id=wire.request_id)
            return error_page(500)
        return response

    return answer


async def _visit(request: Request, account_of: AccountOf, config: Config, clock: Clock) -> Visit:
    wire = request_from(request.scope, config.public_url.rstrip("/"))
    host = wire.headers.get("host", "localhost")
    if not HOST.fullmatch(host):
        raise BadRequest("host", "must be a host name")
    try:
        account = account_of(host.lower())
    except UnknownAccountError as error:
        raise NotFound from error
    form = await _form(request) if request.method == "POST" else {}
    wire.headers = {name: wire.headers[name] for name in READ_HEADERS if name in wire.headers}
    # A form cannot send headers: its field is read as the header that scripts send.
    wire.headers["x-csrf-token"] = form.get("authenticity_token", "")
    return Visit(account, config, clock, wire, dict(reversed(wire.query)), form)


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_FORM:
            raise TooLarge(LARGEST_FORM)
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError as error:
        raise BadRequest("form", "cannot be read") from error
    if any("\0" in value for _, value in pairs):
        raise BadRequest("form", "holds characters that cannot be stored")
    return dict(reversed(pairs))
