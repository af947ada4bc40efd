"""Asks the senders what sending needs, and sends: before and after the hand-over to a thread."""

from collections import deque
from collections.abc import Callable, Sequence

import structlog
from sqlalchemy.exc import OperationalError

from ombud.channels.outbox.lanes import Sending
from ombud.channels.outbox.sending import Outcome
from ombud.db import Account, Transaction, TryAgainLater
from ombud.wire.context import Context

__all__ = ["prepare", "send"]

log = structlog.get_logger("ombud.deliveries")
ContextOf = Callable[[Account, Transaction], Context]


def prepare(account: Account, context: ContextOf, claimed: Sequence[Sending]) -> None:
    """Fill `prepared` of each, or its outcome; both stay empty where the database gave up."""
    waiting = deque(claimed)
    while waiting:
        try:
            with account.transaction(writes=False) as db:
                ctx = context(account, db)
                while waiting:
                    _prepare(ctx, waiting[0])
                    waiting.popleft()
        except (TryAgainLater, OperationalError) as error:
            log.warning("deliveries put off", reason=str(error.__cause__ or error))
            return
        except Exception as error:  # one that cannot be prepared must not keep the others waiting
            sending = waiting.popleft()
            log.exception("delivery not prepared", delivery=sending.row.id)
            sending.prepared, sending.outcome = None, _failed(error)


def send(sending: Sending) -> None:
    """Send it and keep the outcome; raises nothing."""
    try:
        sending.outcome = sending.sender.send(sending.prepared)
    except Exception as error:  # whatever a sender raises must not end the thread
        log.exception("delivery not sent", delivery=sending.row.id)
        sending.outcome = _failed(error)


def _prepare(ctx: Context, sending: Sending) -> None:
    prepared = sending.sender.prepare(ctx, sending.row)
    if isinstance(prepared, Outcome):
        sending.outcome = prepared
    else:
        sending.prepared = prepared


def _failed(error: Exception) -> Outcome:
    problem = f"{type(error).__name__}: {error}"
    return Outcome("retry", "failed", problem=problem, blames_destination=False)
