"""New macros that are not stored: copies of a macro, and what a ticket has as actions."""

from typing import Any

import msgspec
from msgspec import Raw

from ombud.families.macros import queries
from ombud.families.macros.shapes import Macro, ReplicaQuery
from ombud.families.macros.showing import show
from ombud.families.tickets import queries as ticket_queries
from ombud.rules.actions import Action
from ombud.values.times import iso
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest

__all__ = ["replica"]

NOT_SET_BY_MACROS = frozenset({"new", "closed"})
OF_TICKET = ("priority", "type", "group_id", "assignee_id", "ticket_form_id", "brand_id")


def replica(ctx: Context, query: ReplicaQuery) -> Macro:
    """A macro to begin with; raises NotFound, Forbidden and BadRequest.

    # Zendesk: macro-replicas (docs/quirks.md#macro-replicas)
    """
    if query.macro_id is not None:
        return show(ctx, [queries.find(ctx, query.macro_id)])[0]
    if query.ticket_id is None:
        raise BadRequest.missing("macro_id")
    return _of_ticket(ctx, ticket_queries.find(ctx, query.ticket_id))


def _of_ticket(ctx: Context, ticket: Any) -> Macro:
    title = ticket.raw_subject or f"Ticket #{ticket.id}"
    actions = [
        Action(name, str(value))
        for name in OF_TICKET
        if (value := getattr(ticket, name)) is not None
    ]
    if ticket.status not in NOT_SET_BY_MACROS:
        actions.insert(0, Action("status", ticket.status))
    tags = msgspec.json.decode(ticket.tags, type=list[str])
    if tags:
        actions.append(Action("current_tags", " ".join(tags)))
    return Macro(
        url=ctx.links.api("/macros/new"),
        id=0,
        title=title,
        active=True,
        updated_at=iso(ctx.now),
        created_at=iso(ctx.now),
        default=False,
        position=0,
        description=None,
        actions=Raw(Action.stored(actions).encode()),
        restriction=None,
        raw_title=title,
    )
