"""Says that an audit's author is who they say they are."""

from typing import Any

import msgspec
from sqlalchemy import update

from ombud.families.ticket_audits import queries
from ombud.families.tickets.access import check_permission
from ombud.tables import ticket_audits
from ombud.values.text import as_json
from ombud.wire.context import Context

__all__ = ["trust"]


def trust(ctx: Context, ticket_id: int, audit_id: int) -> None:
    """Lift the doubts that the audit's flags stand for; raises NotFound."""
    row = queries.find(ctx, ticket_id, audit_id)
    check_permission(ctx, "edit_tickets")
    metadata: dict[str, Any] = msgspec.json.decode(row.metadata)
    metadata["trusted"] = True
    for options in metadata.get("flags_options", {}).values():
        options["trusted"] = True
    values = {"metadata": as_json(metadata)}
    ctx.db.run(update(ticket_audits).where(ticket_audits.c.id == audit_id).values(**values))
