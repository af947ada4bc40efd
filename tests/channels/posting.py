"""A sender of the tests' own: it posts each delivery's message to a receiver, with its key."""

import http.client
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Row, select

from ombud.background import context_of_desk
from ombud.channels.outbox.sending import Limits, Outcome
from ombud.db import Account
from ombud.families.deliveries.queueing import Kind, Queued, enqueue
from ombud.tables import deliveries, delivery_attempts
from ombud.wire.context import Context
from tests.desk import Desk
from tests.peers.http import HttpPeer

__all__ = ["Poster", "attempts_of", "keys_received", "queue", "rows"]


@dataclass(slots=True)
class Poster:
    """Posts to `port` of loopback, at the path of the destination; counts what is under way."""

    port: int
    limits: Limits = field(default_factory=Limits)
    patience: float = 5.0
    # What the test makes of the status codes; all others are sent.
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)
    recorded: list[tuple[int, Outcome]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    under_way: dict[str, int] = field(default_factory=dict)
    most_under_way: dict[str, int] = field(default_factory=dict)

    def prepare(self, ctx: Context, delivery: Row[Any]) -> tuple[str, str] | Outcome:
        assert ctx.actor.is_admin
        message = msgspec.json.decode(delivery.payload)["message"]
        if message == "nobody":
            return Outcome("dropped", "dropped", problem="There is nobody to send it to.")
        if message == "malformed":
            raise ValueError(message)
        return delivery.destination, delivery.key

    def send(self, prepared: tuple[str, str]) -> Outcome:
        destination, key = prepared
        self._count(destination, 1)
        try:
            return self._post(destination, key)
        except OSError as error:
            return Outcome("retry", "timeout", problem=str(error))
        finally:
            self._count(destination, -1)

    def record(self, ctx: Context, delivery: Row[Any], outcome: Outcome) -> None:
        assert ctx.now
        self.recorded.append((delivery.id, outcome))

    def _post(self, destination: str, key: str) -> Outcome:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.patience)
        try:
            connection.request("POST", f"/{destination}", headers={"X-Key": key})
            status = connection.getresponse().status
        finally:
            connection.close()
        return self.outcomes.get(status, Outcome("sent", "success", status))

    def _count(self, destination: str, step: int) -> None:
        with self.lock:
            now = self.under_way[destination] = self.under_way.get(destination, 0) + step
            self.most_under_way[destination] = max(now, self.most_under_way.get(destination, 0))


def queue(
    desk: Desk,
    count: int = 1,
    destination: str = "target:1",
    message: str = "x",
    kind: Kind = "target",
) -> Sequence[int]:
    """Put deliveries into the queue; their ids."""
    payload = msgspec.json.encode({"message": message}).decode()
    with desk.account.transaction(writes=True) as db:
        before = set(db.values(select(deliveries.c.id)))
        ctx = context_of_desk(desk.app.config, desk.clock, "/")(desk.account, db)
        enqueue(ctx, [Queued(kind, destination, payload=payload)] * count)
        return [each for each in db.values(select(deliveries.c.id)) if each not in before]


def rows(account: Account) -> dict[int, Row[Any]]:
    """Every delivery by its id."""
    with account.transaction(writes=False) as db:
        return {row.id: row for row in db.rows(select(deliveries).order_by(deliveries.c.id))}


def attempts_of(account: Account, delivery_id: int) -> Sequence[Row[Any]]:
    """The attempts at one delivery in their order."""
    wanted = select(delivery_attempts).where(delivery_attempts.c.delivery_id == delivery_id)
    with account.transaction(writes=False) as db:
        return db.rows(wanted.order_by(delivery_attempts.c.id))


def keys_received(peer: HttpPeer) -> list[str | None]:
    """The keys in the order in which they came."""
    return [each.header("X-Key") for each in peer.received]
