"""The life of a request, top to bottom, in one function."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from ombud.config import Config
from ombud.db import (
    Account,
    Directory,
    Duplicate,
    MissingReference,
    SlowWork,
    Transaction,
    TryAgainLater,
    Unstorable,
)
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
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    internal,
)
from ombud.wire.limits import Call, Limit, Limiter
from ombud.wire.match import Tree
from ombud.wire.operation import Operation

__all__ = ["Begun", "Dispatcher", "PendingOperation", "Routes", "refusal"]

Authenticate = Callable[[Transaction, Request, Config, int], Actor]
log = structlog.get_logger("ombud.wire")


@dataclass(frozen=True, slots=True)
class PendingOperation:
    """A documented operation that is not built yet."""

    method: str
    path: str
    name: str
    reason: str


class Routes:
    """Which operation a request means; nothing in it belongs to one application."""

    def __init__(
        self, operations: Sequence[Operation], pending: Sequence[PendingOperation]
    ) -> None:
        self.operations, self.pending = operations, pending
        self.tree: Tree[Operation | PendingOperation] = Tree()
        for operation in operations:
            for path in operation.paths:
                self.tree.add(operation.method, path, operation)
        for missing in pending:
            self.tree.add(missing.method, missing.path, missing)


@dataclass(slots=True)
class Begun:
    """What stays of a request that is begun anew after slow work: it counts once."""

    headers: dict[str, str] = field(default_factory=dict)
    # The results of slow work, by its name.
    done: dict[Hashable, Any] = field(default_factory=dict)


class Dispatcher:
    """Answers requests of any account; everything that varies is handed in."""

    def __init__(
        self,
        routes: Routes,
        authenticate: Authenticate,
        config: Config,
        clock: Clock,
        directory: Directory | None = None,
    ) -> None:
        self._authenticate, self._config, self._clock = authenticate, config, clock
        self._directory, self._limiter = directory, Limiter(config.plan)
        self.routes, self.tree = routes, routes.tree

    def answer(self, account: Account, request: Request) -> Answer:
        """The answer to one request, with the slow work that it takes.

        What it stored is not synced yet.
        """
        begun = Begun()
        while True:
            try:
                return self.attempt(account, request, begun)
            except SlowWork as slow:
                begun.done[slow.name] = slow.work()

    def attempt(self, account: Account, request: Request, begun: Begun) -> Answer:
        """The answer to one request; raises nothing but SlowWork.

        Whoever does that puts its result into `begun.done` and attempts the request again.
        """
        try:
            answer = self._answer(account, request, begun.headers, begun.done)
        except SlowWork:
            raise
        except Exception as error:  # noqa: BLE001 (a fault of ours must not end the server)
            answer = refusal(_refusal_of(error, request))
        for name, value in begun.headers.items():
            answer.headers.setdefault(name, value)
        return answer

    def too_large(self, request: Request) -> TooLarge:
        """The refusal of a body over its limit, which is higher for uploads than for JSON."""
        found = self.tree.find(request.method, request.path)
        if found and isinstance(found[0], Operation) and found[0].reads_bytes:
            return TooLarge(self._config.attachment_limit, "AttachmentTooLarge")
        return TooLarge(self._config.body_limit)

    def _answer(
        self,
        account: Account,
        request: Request,
        headers: dict[str, str],
        done: Mapping[Hashable, Any],
    ) -> Answer:
        """`headers` is filled on the way, so that refusals carry the rate limits as well."""
        operation, path = self._match(request)
        writes, is_counted = _writes(operation, request), bool(headers)
        with account.transaction(writes=writes, done=done, syncs=False) as db:
            now = self._clock.now()
            actor, delay = self._actor(operation, db, request, now)
            if not is_counted:
                headers.update(self._limiter.account(account.subdomain))
            gate(operation, actor)
            if isinstance(operation, PendingOperation):
                raise Pending(operation.name, operation.reason)
            ctx = Context(actor, db, now, Links(request.base_url), account, self._config, request)
            if operation.limit and not is_counted:
                self._limit(operation.limit, ctx, headers)
            ctx.included, ctx.directory = _included(operation, request), self._directory
            arguments = decode.arguments(operation, request, path)
            try:
                result = operation.handler(ctx, **arguments)
            except ApiError as error:
                if error.keeps_changes:
                    return refusal(error)
                raise
            answer = envelope.write(ctx, operation, result)
            answer.delay = delay
            return answer

    def _limit(self, limit: Limit, ctx: Context, headers: dict[str, str]) -> None:
        """Count the call, and let the operation count it for the record that it writes."""
        page = ctx.request.parameter("page") or ""
        number = int(page[:9]) if page.isascii() and page.isdigit() else 1
        sender = (ctx.actor.id, ctx.request.path, ctx.request.ip_address)
        call = Call(ctx.account.subdomain, *sender, page=number)
        headers.update(self._limiter.operation(limit, call))

        def count_record(record: int) -> None:
            headers.update(self._limiter.operation(limit, call, str(record)))

        ctx.count_record = count_record

    def _match(self, request: Request) -> tuple[Operation | PendingOperation, dict[str, str]]:
        method = "GET" if request.method == "HEAD" else request.method
        found = self.tree.find(method, request.path)
        if found is None:
            raise NotFound("InvalidEndpoint")
        return found

    def _actor(
        self, operation: Operation | PendingOperation, db: Transaction, request: Request, now: int
    ) -> tuple[Actor, float]:
        """Who asks, and for how many seconds the answer waits because a password was wrong."""
        try:
            return self._authenticate(db, request, self._config, now), 0.0
        except Unauthenticated as error:
            if (
                isinstance(operation, Operation)
                and operation.wrong_password_is_anonymous
                and error.by_password
            ):
                return ANONYMOUS, error.delay
            raise


def _writes(operation: Operation | PendingOperation, request: Request) -> bool:
    if isinstance(operation, Operation):
        return operation.writes
    return request.method not in {"GET", "HEAD"}


def gate(operation: Operation | PendingOperation, actor: Actor) -> None:
    """Refuse callers whose role, permission or scopes do not reach the operation."""
    if isinstance(operation, Operation):
        _check_scopes(operation, actor)
        if operation.role == "anyone":
            return
    if actor.role == "anonymous":
        raise Unauthenticated
    if isinstance(operation, PendingOperation):
        return
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
    # Zendesk's names for resources in scopes are written without underscores (auditlogs:read).
    of_family = f"{operation.family.replace('_', '')}:{verb}"
    if not {verb, of_family, f"{operation.family}:{verb}"} & set(actor.scopes):
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


def refusal(error: ApiError) -> Answer:
    """The answer that an error is."""
    answer = json_answer(error.status, error.body, error.headers)
    if isinstance(error, TooManyRequests) and error.is_plain:
        answer.headers["Content-Type"] = "text/plain; charset=utf-8"
        answer.body = str(error.body["description"]).encode()
    answer.delay = getattr(error, "delay", 0.0)
    return answer


def _refusal_of(error: Exception, request: Request) -> ApiError:
    match error:
        case ApiError():
            return error
        case TryAgainLater():
            return Unavailable()
        case Duplicate():
            # Families turn the duplicates they know into words; this one raced past them.
            return Invalid.one("base", f"{error.constraint} is taken", "DuplicateValue")
        case MissingReference():
            return Invalid.one("base", "A record referred to does not exist")
        case Unstorable():
            return Invalid.unstorable()
    log.error("request failed", path=request.path, request_id=request.request_id, exc_info=error)
    return internal(request.request_id)
