"""Which agents may change tickets, and in which way."""

from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.families.tickets.changes import TicketChange
from ombud.values.text import split_tags
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden

__all__ = ["check_change", "check_permission"]

# What an agent who may only comment may send along with the comment.
WITH_COMMENT = frozenset({"comment", "safe_update", "updated_stamp", "metadata"})


def check_permission(ctx: Context, permission: str) -> None:
    """Raises Forbidden unless the caller's role has the permission."""
    if not ctx.actor.may(permission):
        raise Forbidden


def check_change(ctx: Context, change: TicketChange, row: Row[Any] | None) -> None:
    """Agents without the right to edit tickets may still comment on them.

    `row` is the ticket as it is, None for a new one. Raises Forbidden.
    """
    if ctx.actor.may("edit_tickets"):
        _check_tags(ctx, change, row)
        return
    given = {name for name, value in change.given().items() if value is not UNSET}
    if not given <= WITH_COMMENT:
        raise Forbidden


def _check_tags(ctx: Context, change: TicketChange, row: Row[Any] | None) -> None:
    """Without the right to edit tags they may only be sent back as they are."""
    if ctx.actor.may("edit_ticket_tags"):
        return
    present = set() if row is None else set(msgspec.json.decode(row.tags))
    replaced = change.tags is not UNSET and set(split_tags(change.tags or [])) != present
    added = set(split_tags(change.additional_tags or [])) - present
    removed = set(split_tags(change.remove_tags or [])) & present
    if replaced or added or removed:
        raise Forbidden
