"""Statements about what was kept of runs of triggers."""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from sqlalchemy import Row, select, tuple_

from ombud.families.ticket_audits import queries as audit_queries
from ombud.tables import explanations, ticket_audits, trigger_revisions, trigger_sets
from ombud.wire.context import Context
from ombud.wire.errors import NotFound

__all__ = ["latest_audit_id", "run_at", "snapshots"]


def run_at(ctx: Context, audit_id: int) -> Row[Any] | None:
    """The run of an audit together with the set of triggers; None where none ran."""
    return ctx.db.row(
        select(explanations, trigger_sets.c.triggers, trigger_sets.c.broken)
        .join(trigger_sets, trigger_sets.c.digest == explanations.c.trigger_set)
        .where(explanations.c.audit_id == audit_id)
    )


def snapshots(
    ctx: Context, wanted: Collection[tuple[int, int]]
) -> Mapping[tuple[int, int], dict[str, Any]]:
    """What triggers were at revisions, by their ids and the numbers of these."""
    if not wanted:
        return {}
    key = tuple_(trigger_revisions.c.trigger_id, trigger_revisions.c.number)
    rows = ctx.db.rows(select(trigger_revisions).where(key.in_(list(wanted))))
    return {(row.trigger_id, row.number): msgspec.json.decode(row.snapshot) for row in rows}


def latest_audit_id(ctx: Context, ticket_id: int) -> int:
    """The last audit of a visible ticket; raises NotFound."""
    statement = audit_queries.of_ticket(ctx, ticket_id).order_by(ticket_audits.c.id.desc())
    row = ctx.db.row(statement.limit(1))
    if row is None:
        raise NotFound
    return int(row.id)
