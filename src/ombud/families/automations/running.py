"""The hourly run: tickets are looked for once, then each automation in turn changes its own.

Every step is a transaction of its own that leaves in rows what is left to do, so any number of
runners may share a run, and one that dies loses nothing and repeats nothing.
"""

from collections.abc import Sequence

import structlog
from sqlalchemy import Select, bindparam, delete, exists, insert, select, update

from ombud.db import Duplicate, Prepared, Transaction, TryAgainLater
from ombud.families.automations import compiled, matching
from ombud.families.automations.acting import act
from ombud.jobs.chores import Chore
from ombud.tables import automation_matches, automation_runs, automation_turns
from ombud.wire.context import Context

__all__ = ["CHORES"]

log = structlog.get_logger("ombud.automations")
HOUR = 3600
# Automations that one walk over the tickets asks for.
ASKED_AT_ONCE = 25
# Rows that one look gives; the next look gives the rest.
MOST_FOUND = 1000
matches, turns = automation_matches, automation_turns
MATCH = Prepared(
    select(matches.c.ticket_id, turns.c.run_at, turns.c.automation_id)
    .join(turns, turns.c.id == matches.c.turn_id)
    .where(matches.c.id == bindparam("id"))
)
TAKE = Prepared(delete(matches).where(matches.c.id == bindparam("id")))
# A turn and its tickets.
Found = tuple[int, tuple[int, ...]]


def find_hour(db: Transaction, now: int) -> Sequence[int]:
    """The hour whose run is to begin: the latest, once the run before it has ended.

    # Zendesk: automation-hours (docs/quirks.md#automation-hours)
    """
    hour = now - now % HOUR
    last = db.value(select(automation_runs.c.run_at))
    if last is not None and last >= hour:
        return ()
    is_left = exists().where(turns.c.matched.is_(False)) | exists().where(matches.c.id > 0)
    return () if db.value(select(is_left)) else (hour,)


def begin(ctx: Context, hour: int) -> None:
    """Begin the run of this hour, unless another runner has."""
    ctx.db.run(delete(automation_runs).where(automation_runs.c.run_at < hour))
    try:
        with ctx.db.savepoint():
            ctx.db.run(insert(automation_runs).values(run_at=hour, begun_at=ctx.now))
    except Duplicate:
        return
    ctx.db.run(delete(turns))
    active = list(ctx.db.cached(compiled.load))
    ids = ctx.db.new_ids(len(active)) if active else ()
    ctx.db.insert_all(
        turns,
        [
            {"id": id_, "run_at": hour, "automation_id": automation_id, "matched": False}
            for id_, automation_id in zip(ids, active, strict=True)
        ],
    )


def find_tickets(db: Transaction, now: int) -> Sequence[tuple[int, tuple[Found, ...]]]:
    """What the next automations that were not looked for are about, and when that was seen."""
    unscanned = select(turns).where(turns.c.scanned_at.is_(None)).order_by(turns.c.id)
    waiting = db.rows(unscanned.limit(ASKED_AT_ONCE))
    if not waiting:
        return ()
    active = db.cached(compiled.load)
    known = [(row, active[row.automation_id]) for row in waiting if row.automation_id in active]
    scanned = matching.scan(db, [each for _, each in known], waiting[0].run_at)
    found = dict.fromkeys((row.id for row in waiting), ())
    found |= {row.id: tuple(ids) for (row, _), ids in zip(known, scanned, strict=True)}
    return ((now, tuple(found.items())),)


def keep_tickets(ctx: Context, seen: tuple[int, tuple[Found, ...]]) -> None:
    """Note the tickets of these turns, unless another runner has."""
    seen_at, found = seen
    for turn_id, ids in found:
        mine = update(turns).where(turns.c.id == turn_id, turns.c.scanned_at.is_(None))
        if ctx.db.run(mine.values(scanned_at=seen_at)):
            _add(ctx, turn_id, ids)


def find_turn(db: Transaction, now: int) -> Sequence[Found]:
    """The automation whose turn it is, with tickets that meet its conditions only since others ran.

    Only once all tickets of the one before it were changed.
    """
    del now
    unmatched = turns.c.matched.is_(False)
    turn = db.row(select(turns).where(unmatched).order_by(turns.c.id).limit(1))
    if turn is None or turn.scanned_at is None or db.value(_pending(turn.id).limit(1)):
        return ()
    automation = db.cached(compiled.load).get(turn.automation_id)
    if automation is None:
        return ((turn.id, ()),)
    known = db.values(select(matches.c.ticket_id).where(matches.c.turn_id == turn.id))
    changed = matching.changed_since(db, turn.scanned_at, known)
    late = matching.among(db, automation, changed, turn.run_at) if changed else []
    return ((turn.id, tuple(late[: matching.MOST_TICKETS - len(known)])),)


def take_turn(ctx: Context, found: Found) -> None:
    """Let the tickets of an automation be changed, unless another runner has."""
    turn_id, late = found
    mine = update(turns).where(turns.c.id == turn_id, turns.c.matched.is_(False))
    if ctx.db.run(mine.values(matched=True)):
        _add(ctx, turn_id, late)


def find_matches(db: Transaction, now: int) -> Sequence[int]:
    """Tickets that are still to be changed by the automation whose turn it is."""
    del now
    turn_id = db.value(
        select(turns.c.id).where(turns.c.matched).order_by(turns.c.id.desc()).limit(1)
    )
    if turn_id is None:
        return ()
    mine = select(matches.c.id).where(matches.c.turn_id == turn_id)
    return db.values(mine.order_by(matches.c.id).limit(MOST_FOUND))


def change_ticket(ctx: Context, match_id: int) -> None:
    """Do what the automation does to one ticket, unless another runner has.

    What fails is left out until the next hour: the tickets after it must not wait.
    """
    match = ctx.db.row(MATCH, {"id": match_id})
    if match is None or not ctx.db.run(TAKE, {"id": match_id}):
        return
    automation = ctx.db.cached(compiled.load).get(match.automation_id)
    if automation is None:
        return
    try:
        with ctx.db.savepoint():
            act(ctx, match.ticket_id, automation, match.run_at)
    except TryAgainLater:
        raise
    except Exception:  # whatever it is, the tickets after this one are not to wait for it
        log.exception("automation failed", id=automation.id, ticket=match.ticket_id)


def _pending(turn_id: int) -> Select[tuple[int]]:
    """Tickets that automations before this one have still to change."""
    return select(matches.c.id).where(matches.c.turn_id < turn_id)


def _add(ctx: Context, turn_id: int, ticket_ids: Sequence[int]) -> None:
    ids = ctx.db.new_ids(len(ticket_ids)) if ticket_ids else ()
    ctx.db.insert_all(
        matches,
        [
            {"id": id_, "turn_id": turn_id, "ticket_id": ticket_id}
            for id_, ticket_id in zip(ids, ticket_ids, strict=True)
        ],
    )


CHORES = (
    Chore("automations: begin the run", find_hour, begin),
    Chore("automations: look for tickets", find_tickets, keep_tickets),
    Chore("automations: take turns", find_turn, take_turn),
    Chore("automations: change tickets", find_matches, change_ticket),
)
