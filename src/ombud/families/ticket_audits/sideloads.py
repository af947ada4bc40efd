"""What `include` adds beside audits: who made them, and the tickets with their places."""

from collections.abc import Sequence
from typing import Any

from ombud.families.groups.sideload import groups_of
from ombud.families.organizations.sideload import organizations_of
from ombud.families.ticket_audits.shapes import Audit
from ombud.families.tickets import queries as ticket_queries
from ombud.families.tickets.shapes import Ticket
from ombud.families.tickets.shapes import show as show_tickets
from ombud.families.users.sideload import users_of
from ombud.wire.answers import Sideload
from ombud.wire.context import Context

__all__ = ["BESIDE_AUDITS"]


def load_tickets(ctx: Context, audits: Sequence[Audit]) -> list[Ticket]:
    """The tickets that the audits belong to."""
    ids = {audit.ticket_id for audit in audits}
    return show_tickets(ctx, ctx.db.rows(ticket_queries.by_ids(ctx, sorted(ids))))


def through_tickets(sideload: Sideload) -> Sideload:
    """A side-load of tickets, for answers that hold audits of tickets."""

    def load(ctx: Context, audits: Sequence[Audit]) -> Any:
        return sideload.load(ctx, load_tickets(ctx, audits))

    return Sideload(sideload.name, sideload.key, load, sideload.description)


BESIDE_AUDITS = (
    users_of("author_id"),
    through_tickets(groups_of("group_id")),
    through_tickets(organizations_of("organization_id")),
    Sideload("tickets", "tickets", load_tickets, "the tickets that the audits belong to"),
)
