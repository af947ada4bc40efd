"""The sender of webhooks: which answers are worth another try, and when."""

from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, select

from ombud.channels.outbox.sending import Limits, Outcome
from ombud.db import Prepared as PreparedStatement
from ombud.families.webhooks.attempting import Attempted, attempt
from ombud.families.webhooks.opening import opened
from ombud.families.webhooks.requests import Sealed, request_of
from ombud.outgoing.http import HttpClient, HttpResponse
from ombud.tables import webhooks
from ombud.values.clock import wall_milliseconds
from ombud.values.sealing import BrokenSeal
from ombud.wire.context import Context

__all__ = ["WebhookSender"]

LOST_KEY = "The secrets of the webhook were sealed with another key: give them again"
# How many tries there are in all where the receiver was in conflict, or did not answer.
TRIES_IN_CONFLICT, TRIES_UNANSWERED = 4, 6
# Of a receiver that asks for more time than this, in seconds, nothing more is wanted.
LONGEST_WAIT = 60
LONGEST_DATE = 64
PAUSING = frozenset({429, 503})
WEBHOOK = PreparedStatement(select(webhooks).where(webhooks.c.id == bindparam("webhook_id")))


class Payload(msgspec.Struct):
    """A message, and of which kind of event it tells."""

    message: Any
    event_type: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A webhook with its secrets, and the message."""

    webhook: Sealed = field(repr=False)
    message: Any
    key: str
    now: int
    # How often it was tried, this time included.
    attempts: int


class WebhookSender:
    """One request an attempt.

    # Zendesk: tries-of-webhooks (docs/quirks.md#tries-of-webhooks)
    """

    limits = Limits(at_once=8, most_attempts=TRIES_UNANSWERED)

    def __init__(self, client: HttpClient) -> None:
        self._client = client

    def prepare(self, ctx: Context, delivery: Row[Any]) -> Prepared | Outcome:
        """The webhook as it is now; dropped when it is gone or inactive."""
        webhook_id = delivery.destination.partition(":")[2]
        row = ctx.db.row(WEBHOOK, {"webhook_id": webhook_id})
        if row is None or row.status != "active":
            return Outcome("dropped", "failed", problem="The webhook is gone or not active")
        try:
            webhook = opened(ctx, row)
        except BrokenSeal:
            return Outcome("dead", "failed", problem=LOST_KEY, blames_destination=False)
        payload = msgspec.json.decode(delivery.payload, type=Payload)
        return Prepared(webhook, payload.message, delivery.key, ctx.now, delivery.attempts + 1)

    def send(self, prepared: Prepared) -> Outcome:
        """Send the request once."""
        webhook = prepared.webhook
        request = request_of(webhook, prepared.message, prepared.key, prepared.now)
        made = attempt(self._client, request, webhook.secrets())
        retries, wait = _again(made, prepared.attempts)
        received = dict(made.received)
        if made.problem is not None:
            received["error"] = made.problem
        return Outcome(
            "sent" if made.status == "success" else "retry" if retries else "dead",
            made.status,
            status_code=None if made.response is None else made.response.status,
            problem=made.problem,
            retry_after=wait,
            request=made.sent,
            response=received,
            blames_destination=not made.hopeless,
        )

    def record(self, ctx: Context, delivery: Row[Any], outcome: Outcome) -> None:
        """Nothing: what was sent and what came back is kept with the attempts."""


def _again(made: Attempted, attempts: int) -> tuple[bool, float | None]:
    """Whether to try again, and after how many seconds where the receiver says so."""
    response = made.response
    if response is None:
        return attempts < TRIES_UNANSWERED and not made.hopeless, None
    if response.status == 409:
        return attempts < TRIES_IN_CONFLICT, None
    wait = _wait(response) if response.status in PAUSING else None
    return wait is not None and attempts < TRIES_IN_CONFLICT, wait


def _wait(response: HttpResponse) -> float | None:
    """The seconds until Retry-After, where they are few enough to wait."""
    text = next((value for name, value in response.headers if name.lower() == "retry-after"), "")
    # Some characters are digits and yet no number.
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    seconds = float(text) if is_number else _until(text)
    return seconds if seconds is not None and seconds < LONGEST_WAIT else None


def _until(text: str) -> float | None:
    """The seconds until an HTTP date, none for one that is past; None for what is no date."""
    try:
        date = parsedate_to_datetime(text[:LONGEST_DATE])
        # A date without a zone is meant as all of them are.
        known = date if date.tzinfo else date.replace(tzinfo=UTC)
        return max(0.0, known.timestamp() - wall_milliseconds() / 1000)
    except (ValueError, OverflowError):
        return None
