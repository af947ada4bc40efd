"""The sender of messages to targets: once each, and what fails is kept with the target."""

from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, select

from ombud.channels.outbox.sending import Limits, Outcome
from ombud.channels.targets import mailing
from ombud.channels.targets.exchanges import attempt
from ombud.channels.targets.message import Message
from ombud.channels.targets.services import Services
from ombud.db import Prepared as Statement
from ombud.families.target_failures.recording import Failure, record_failure, record_success
from ombud.families.targets.known import ISSUE
from ombud.families.targets.stored import opened, secrets_of
from ombud.outgoing.http import HttpClient
from ombud.tables import targets
from ombud.values.sealing import BrokenSeal
from ombud.wire.context import Context

__all__ = ["TargetSender"]

TARGET = Statement(select(targets).where(targets.c.id == bindparam("id")))
LOST_KEY = "The secrets of the target were sealed with another key: give them again"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message and what must not be told of it."""

    message: Message
    secrets: tuple[str, ...] = field(repr=False)


class Payload(msgspec.Struct):
    """What a rule has said: the message, and what the templates of the target said then."""

    message: str | list[list[str]]
    worded: dict[str, str] = {}


class TargetSender:
    """One try, as documented; a target that fails is no reason to let others wait.

    # Zendesk: failing-targets (docs/quirks.md#failing-targets)
    """

    limits = Limits(at_once=8, most_attempts=1, breaker=None)

    def __init__(self, client: HttpClient, services: Services) -> None:
        self._client, self._services = client, services

    def prepare(self, ctx: Context, delivery: Row[Any]) -> Prepared | Outcome:
        """The message with the target's secrets; dropped when it is gone or was deactivated."""
        target = _target(ctx, delivery)
        if target is None or not target.active:
            return Outcome("dropped", "failed", problem="The target is gone or not active")
        try:
            attributes = opened(ctx, target)
        except BrokenSeal:
            return Outcome("dead", "failed", problem=LOST_KEY)
        payload = msgspec.json.decode(delivery.payload, type=Payload)
        worded = {
            name: payload.worded.get(value, value) if isinstance(value, str) else value
            for name, value in attributes.items()
        }
        message = Message(
            kind=target.type,
            attributes=worded,
            body=payload.message,
            services=self._services,
            key=delivery.key,
            now=ctx.now,
            ticket_id=delivery.ticket_id,
            external_id=payload.worded.get(ISSUE, ""),
        )
        return Prepared(message, tuple(secrets_of(target.type, attributes).values()))

    def send(self, prepared: Prepared) -> Outcome:
        """Carry the requests out; a target that is an address gets its mail when this is recorded."""
        if prepared.message.kind == mailing.KIND:
            return Outcome("sent", "success")
        made = attempt(self._client, prepared.message, prepared.secrets)
        return Outcome(
            "sent" if made.is_success else "dead",
            made.status,
            status_code=made.status_code or None,
            problem=made.problem,
            request={"raw": made.raw_request},
            response={"raw": made.raw_response},
        )

    def record(self, ctx: Context, delivery: Row[Any], outcome: Outcome) -> None:
        """Count and keep what failed; queue the mail of a target that is an address."""
        target = _target(ctx, delivery)
        if target is None or outcome.state == "dropped":
            return
        if outcome.state != "sent":
            record_failure(ctx, target.id, _failure(outcome), delivery.ticket_id)
            return
        if target.failures:
            record_success(ctx, target.id)
        if target.type == mailing.KIND:
            prepared = self.prepare(ctx, delivery)
            if isinstance(prepared, Prepared):
                mailing.queue(ctx, delivery, prepared.message)


def _target(ctx: Context, delivery: Row[Any]) -> Row[Any] | None:
    target_id = int(delivery.destination.partition(":")[2])
    return ctx.db.row(TARGET, {"id": target_id})


def _failure(outcome: Outcome) -> Failure:
    return Failure(
        outcome.status_code or 0,
        str(outcome.request.get("raw", "")),
        str(outcome.response.get("raw") or outcome.problem or ""),
    )
