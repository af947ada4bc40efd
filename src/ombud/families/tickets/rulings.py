"""What is kept of each run of triggers: little, because nearly nobody asks."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite

from ombud.db import Prepared
from ombud.families.triggers.in_force import Triggers
from ombud.tables import explanations, trigger_sets
from ombud.values.text import as_json
from ombud.wire.context import Context

__all__ = ["Run", "keep"]


@dataclass(slots=True)
class Run:
    """Which triggers fired, by their places in the set, in their order."""

    triggers: Triggers
    fired: dict[int, None] = field(default_factory=dict)
    # At the last look: what `Check.failure` says of those that the index did not rule out.
    failed: dict[int, int] = field(default_factory=dict)
    # The same for the others: what `rules.questions` tells.
    surprises: list[int] = field(default_factory=list)


class _Stored:
    """The digests of the sets that this process knows to be stored."""

    def __init__(self) -> None:
        self.digests: set[str] = set()


def _insert(insert: type[sqlite.Insert] | type[postgresql.Insert]) -> Prepared:
    values: dict[str, Any] = {name: bindparam(name) for name in ("digest", "triggers", "broken")}
    return Prepared(insert(trigger_sets).values(values).on_conflict_do_nothing())


ON_SQLITE, ON_POSTGRESQL = _insert(sqlite.Insert), _insert(postgresql.Insert)


def keep(ctx: Context, ticket_id: int, audit_id: int, run: Run) -> None:
    """Store a run; the set of triggers only when a run is the first over it."""
    _keep_set(ctx, run.triggers)
    ctx.db.insert(
        explanations,
        audit_id=audit_id,
        ticket_id=ticket_id,
        trigger_set=run.triggers.digest,
        fired=as_json(list(run.fired)),
        failed=as_json(list(run.failed.items())),
        surprises=as_json(run.surprises),
    )


def _keep_set(ctx: Context, triggers: Triggers) -> None:
    stored, digest = ctx.db.kept(_Stored), triggers.digest
    if digest in stored.digests:
        return
    statement = ON_SQLITE if ctx.db.is_sqlite else ON_POSTGRESQL
    values = {"digest": digest, "triggers": triggers.listed, "broken": triggers.broken}
    ctx.db.run(statement, values)
    # Only what is committed is known to be there.
    ctx.db.after_commit.append(lambda: stored.digests.add(digest))
