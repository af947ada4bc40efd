"""What is kept of an attempt: who has the mail already, and which addresses do not exist."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, update

from ombud.channels.outbox.sending import Outcome
from ombud.families.user_identities import reaching
from ombud.tables import deliveries
from ombud.values.text import as_json
from ombud.wire.context import Context

__all__ = ["record"]

# Of enhanced codes, those that speak of the mailbox and not of the sender or of rules (RFC 3463).
OF_MAILBOX = re.compile(r"5\.(?:1\.[0-36]|1\.10|2\.1)\b")
ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
# Of plain ones; 552 and 554 say too little.
NO_MAILBOX = frozenset({550, 551, 553})


def record(ctx: Context, delivery: Row[Any], outcome: Outcome) -> None:
    """Note it on the delivery and on the identities of its recipients."""
    taken: Sequence[str] = outcome.response.get("taken", ())
    refused: Mapping[str, Sequence[Any]] = outcome.response.get("refused", {})
    final = [address for address, said in refused.items() if said[0] >= 500]
    if outcome.state == "retry" and (taken or final):
        payload = msgspec.json.decode(delivery.payload)
        settled = [*payload.get("settled", ()), *taken, *final]
        ctx.db.run(
            update(deliveries)
            .where(deliveries.c.id == delivery.id)
            .values(payload=as_json({**payload, "settled": settled}))
        )
    if taken:
        reaching.reached(ctx, taken)
    for address in final:
        if _is_no_mailbox(*refused[address]):
            reaching.bounced(ctx, address)


def _is_no_mailbox(code: int, reason: str) -> bool:
    if ENHANCED.match(reason):
        return OF_MAILBOX.match(reason) is not None
    return code in NO_MAILBOX
