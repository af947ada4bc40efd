"""The statements of the queue: what waits at which destination, claiming, leases, recording.

A claim is a lease: it is known by its end, so whoever lost it finds another end in the row. Of
what is queued the same column says until when its destination rests.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    bindparam,
    func,
    literal_column,
    select,
    update,
)

from ombud.db import Prepared, Transaction
from ombud.db.among import among
from ombud.tables import deliveries

__all__ = [
    "LEASE",
    "claim",
    "end",
    "heads",
    "hold",
    "is_abandoned",
    "newest_id",
    "renew",
    "still_claimed",
    "take_up_abandoned",
]

# Milliseconds after which the deliveries of a silent runner are taken up by another.
LEASE = 30_000
# Deliveries whose runner ended so often are its end.
MOST_ATTEMPTS = 30
ABANDONED_AT_ONCE = 500
ENDED_RUNNERS = "The runner ended during attempt after attempt."


def _is(table: FromClause, state: str) -> ColumnElement[bool]:
    # Written out, because a partial index is only used for the very words of its condition.
    found: ColumnElement[bool] = table.c.state == literal_column(f"'{state}'")
    return found


def _first(table: Any, after: Any) -> Any:
    """The id of what is due first at the next destination; ordered as its index is, to use that."""
    return (
        select(table.c.id)
        .where(_is(table, "queued"), table.c.destination > after)
        .order_by(table.c.destination, table.c.run_at, table.c.id)
        .limit(1)
        .scalar_subquery()
    )


def _heads() -> Select[Any]:
    """The delivery that is due first at each destination: one step in the index for each."""
    heads = select(_first(deliveries, "").label("id")).cte("heads", recursive=True)
    before, others = deliveries.alias("before"), deliveries.alias("others")
    following = select(_first(others, before.c.destination)).select_from(
        heads.join(before, before.c.id == heads.c.id)
    )
    heads = heads.union_all(following)
    told = ("id", "destination", "kind", "run_at", "claimed_until")
    return select(*(deliveries.c[name] for name in told)).select_from(
        heads.join(deliveries, deliveries.c.id == heads.c.id)
    )


HEADS = Prepared(_heads())
DUE = Prepared(
    select(deliveries)
    .where(
        _is(deliveries, "queued"),
        deliveries.c.destination == bindparam("destination"),
        deliveries.c.run_at <= bindparam("now"),
    )
    .order_by(deliveries.c.run_at, deliveries.c.id)
    .limit(bindparam("count"))
    .with_for_update(skip_locked=True)
)
CLAIM = Prepared(
    update(deliveries)
    .where(among(deliveries.c.id, "ids"))
    .values(state="sending", claimed_until=bindparam("until"))
)
CLAIMED = Prepared(
    select(deliveries.c.id, deliveries.c.claimed_until)
    .where(among(deliveries.c.id, "ids"), _is(deliveries, "sending"))
    .with_for_update()
)
RENEW = Prepared(
    update(deliveries).where(among(deliveries.c.id, "ids")).values(claimed_until=bindparam("until"))
)
END = Prepared(
    update(deliveries)
    .where(deliveries.c.id == bindparam("delivery_id"))
    .values(
        state=bindparam("new_state"),
        attempts=bindparam("made"),
        run_at=bindparam("again_at"),
        status_code=bindparam("code"),
        problem=bindparam("reason"),
        completed_at=bindparam("ended_at"),
        claimed_until=0,
    )
)
HOLD = Prepared(
    update(deliveries)
    .where(
        deliveries.c.id.in_(
            # One that another runner is about to claim is left alone.
            select(deliveries.c.id)
            .where(deliveries.c.id == bindparam("delivery_id"), _is(deliveries, "queued"))
            .with_for_update(skip_locked=True)
        )
    )
    .values(claimed_until=bindparam("until"))
)
NEWEST = Prepared(select(func.max(deliveries.c.id)))
ABANDONED = (_is(deliveries, "sending"), deliveries.c.claimed_until < bindparam("now"))
FIRST_ABANDONED = Prepared(select(deliveries.c.id).where(*ABANDONED).limit(1))
ALL_ABANDONED = Prepared(
    select(deliveries.c.id, deliveries.c.attempts)
    .where(*ABANDONED)
    .order_by(deliveries.c.claimed_until)
    .limit(ABANDONED_AT_ONCE)
    .with_for_update(skip_locked=True)
)
TAKE_UP = Prepared(
    update(deliveries)
    .where(among(deliveries.c.id, "ids"))
    .values(state="queued", attempts=deliveries.c.attempts + 1, claimed_until=0)
)
GIVE_UP = Prepared(
    update(deliveries)
    .where(among(deliveries.c.id, "ids"))
    .values(state="dead", problem=ENDED_RUNNERS, completed_at=bindparam("ended_at"))
)


def heads(db: Transaction) -> Sequence[Row[Any]]:
    """The first that waits at each destination: what it is, and until when it is held back."""
    return db.rows(HEADS)


def hold(db: Transaction, held: Mapping[int, int]) -> None:
    """Tell by these deliveries, the first at their destinations, until when those rest.

    Every runner that finds one of them lets its destination rest as well.
    """
    db.run_all(HOLD, [{"delivery_id": each, "until": until} for each, until in held.items()])


def claim(db: Transaction, destination: str, count: int, now: int) -> Sequence[Row[Any]]:
    """Take up to `count` of what is due at a destination; the rows as they were before."""
    found = db.rows(DUE, {"destination": destination, "now": now, "count": count})
    if found:
        db.run(CLAIM, {"ids": [row.id for row in found], "until": now + LEASE})
    return found


def newest_id(db: Transaction) -> int:
    """The highest id of all deliveries."""
    return int(db.value(NEWEST) or 0)


def still_claimed(db: Transaction, ids: Sequence[int]) -> Mapping[int, int]:
    """When the claims on these end, of those that are still claimed by somebody."""
    return {row.id: row.claimed_until for row in db.rows(CLAIMED, {"ids": ids})}


def renew(db: Transaction, ids: Sequence[int], until: int) -> None:
    """Let claims end later; they must be the caller's."""
    db.run(RENEW, {"ids": ids, "until": until})


def end(db: Transaction, endings: Sequence[Mapping[str, Any]]) -> None:
    """Write what became of claimed deliveries, by the parameters of END."""
    db.run_all(END, endings)


def is_abandoned(db: Transaction, now: int) -> bool:
    """Whether there is anything whose runner was silent for too long; cheap."""
    return db.value(FIRST_ABANDONED, {"now": now}) is not None


def take_up_abandoned(db: Transaction, now: int, ended_at: int) -> None:
    """Queue again what silent runners had claimed; that counts as an attempt.

    What has been the end of too many runners is given up at the desk's time `ended_at`.
    """
    found = db.rows(ALL_ABANDONED, {"now": now})
    db.run(TAKE_UP, {"ids": [row.id for row in found]})
    hopeless = [row.id for row in found if row.attempts + 1 >= MOST_ATTEMPTS]
    if hopeless:
        db.run(GIVE_UP, {"ids": hopeless, "ended_at": ended_at})
