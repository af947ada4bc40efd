"""The life of a request, top to bottom, in one function."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from ombud.config import Config
from ombud.db import Account, Duplicate, MissingReference, Transaction, TryAgainLater
from ombud.values.clock import Clock
from ombud.wire import decode, envelope
from ombud.wire.context import ANONYMOUS, Actor, Context, Links, Request
from ombud.wire.envelope import Answer, json_answer
from ombud.wire.errors import (
    ApiError,
    Forbidden,
    Invalid,
    NotFound,
    Pending,
    Unauthenticated,
    Unavailable,
    internal,
)
from ombud.wire.limits import Limiter
from ombud.wire.match import Tree
from ombud.wire.operation import Operation

__all__ = ["Dispatcher", "PendingOperation"]

Authenticate = Callable[[Transaction, Request, Config, int], Actor]
log = structlog.get_logger("ombud.wire")


@dataclass(frozen=True, slots=True)
class PendingOperation:
    """A documented operation that is not built yet."""

    method: str
    path: str
    name: str
    reason: str


class Dispatcher:
    """Answers requests of any account; everything that varies is handed in."""

    def __init__(
        self,
        operations: Sequence[Operation],
        pending: Sequence[PendingOperation],
        authenticate: Authenticate,
        config: Config,
        clock: Clock,
    ) -> None:
        self._authenticate, self._config, self._clock = authenticate, config, clock
        self._limiter = Limiter(config.plan)
        self.tree: Tree[Operation | PendingOperation] = Tree()
        for operation in operations:
            for path in operation.paths:
                self.tree.add(operation.method, path, operation)
        for missing in pending:
            self.tree.add(missing.method, missing.path, missing)

    def answer(self, account: Account, request: Request) -> Answer:
        """The answer to one request; never raises."""
        try:
            return self._answer(account, request)
        except ApiError as error:
            return _refusal(error)
        except TryAgainLater:
            return _refusal(Unavailable())
        except Duplicate as error:
            # Families turn the duplicates they know into words; this one raced past them.
            return _refusal(Invalid.one("base", f"{error.constraint} is taken", "DuplicateValue"))
        except MissingReference:
            return _refusal(Invalid.one("base", "A record referred to does not exist"))
        except Exception:  # a fault of ours must not end the server
            log.exception("request failed", path=request.path, request_id=request.request_id)
            return _refusal(internal(request.request_id))

    def body_limit(self, request: Request) -> int:
        """Uploads may be as large as attachments, other bodies only as large as JSON needs."""
        found = self.tree.find(request.method, _path(request))
        if found and isinstance(found[0], Operation) and found[0].reads_bytes:
            return self._config.attachment_limit
        return self._config.body_limit

    def _answer(self, account: Account, request: Request) -> Answer:
        operation, path = self._match(request)
        with account.transaction(writes=request.method not in {"GET", "HEAD"}) as db:
            now = self._clock.now()
            actor = self._actor(operation, db, request, now)
            headers = self._limiter.account(account.subdomain)
            if isinstance(operation, PendingOperation):
                raise Pending(operation.name, operation.reason)
            gate(operation, actor)
            if operation.limit:
                key = f"{account.subdomain}:{actor.id}:{request.path}"
                headers.update(self._limiter.operation(operation.limit, key))
            ctx = Context(actor, db, now, Links(request.base_url), account, self._config, request)
            ctx.included = _included(operation, request)
            arguments = decode.arguments(operation, request, path)
            result = operation.handler(ctx, **arguments)
            answer = envelope.write(ctx, operation, result)
        answer.headers.update(headers)
        return answer

    def _match(self, request: Request) -> tuple[Operation | PendingOperation, dict[str, str]]:
        method = "GET" if request.method == "HEAD" else request.method
        found = self.tree.find(method, _path(request))
        if found is None:
            raise NotFound("InvalidEndpoint")
        return found

    def _actor(
        self, operation: Operation | PendingOperation, db: Transaction, request: Request, now: int
    ) -> Actor:
        try:
            return self._authenticate(db, request, self._config, now)
        except Unauthenticated as error:
            if (
                isinstance(operation, Operation)
                and operation.wrong_password_is_anonymous
                and error.by_password
            ):
                return replace(ANONYMOUS)
            raise


def _path(request: Request) -> str:
    return request.path.rstrip("/").removesuffix(".json")


def gate(operation: Operation, actor: Actor) -> None:
    """Refuse callers whose role, permission or scopes do not reach the operation."""
    if operation.role == "anyone":
        return
    if actor.role == "anonymous":
        raise Unauthenticated
    _check_scopes(operation, actor)
    if operation.role == "end_users":
        return
    if not actor.is_agent:
        raise Forbidden
    allowed = actor.is_admin or operation.role == "agents"
    if operation.permission is not None:
        allowed = actor.may(operation.permission)
    if not allowed:
        raise Forbidden


def _check_scopes(operation: Operation, actor: Actor) -> None:
    if actor.scopes is None:
        return
    verb = "read" if operation.method == "GET" else "write"
    if verb not in actor.scopes and f"{operation.family}:{verb}" not in actor.scopes:
        raise Forbidden(f"You are missing the following required scopes: {verb}")


def _included(operation: Operation, request: Request) -> frozenset[str]:
    if not operation.include:
        return frozenset()
    names = {
        name.strip()
        for key, value in request.query
        if key in {"include", "include[]"}
        for name in value.split(",")
    }
    return frozenset(names)


def _refusal(error: ApiError) -> Answer:
    answer = json_answer(error.status, error.body, error.headers)
    answer.delay = getattr(error, "delay", 0.0)
    return answer
