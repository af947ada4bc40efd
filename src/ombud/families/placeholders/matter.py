"""The ticket that a template speaks about: a draft before or after it is written, or a stored one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import bindparam, select

from ombud.db import Prepared
from ombud.families.required import existing
from ombud.families.tickets.draft import JSON_COLUMNS, Draft, NewComment
from ombud.tables import tickets
from ombud.templating import Budget
from ombud.wire.context import Context

__all__ = ["Matter", "matter_of"]

ONE = Prepared(select(tickets).where(tickets.c.id == bindparam("id")))


@dataclass(frozen=True, slots=True)
class Matter:
    """`fields` are the columns of the ticket, with what is JSON decoded."""

    fields: Mapping[str, Any]
    # Who makes the update; -1 is the desk itself, None somebody who only looks.
    author_id: int | None = None
    # The comment of the update, and all that is said with it and not stored yet.
    comment: NewComment | None = None
    unwritten: Sequence[NewComment] = ()
    # Whether older comments may be stored.
    is_stored: bool = True
    is_new: bool = False
    trusted: bool = True
    budget: Budget = field(default_factory=Budget.of_update)

    @property
    def id(self) -> int:
        return int(self.fields["id"])


def matter_of(ctx: Context, ticket: Draft | int, *, with_comment: bool = True) -> Matter:
    """The ticket as it is now; raises NotFound for an id that no ticket has.

    Without the comment it is the ticket that the comment itself speaks about.
    """
    if isinstance(ticket, Draft):
        comment = ticket.comment if with_comment else None
        said = [] if comment is None else [comment, *(reply for reply, _ in ticket.replies)]
        return Matter(
            # What is being changed is changed now.
            fields={**ticket.after, "updated_at": ctx.now},
            author_id=ticket.author_id,
            comment=comment,
            unwritten=[each for each in said if each.id is None],
            is_stored=not ticket.is_new or any(each.id is not None for each in said),
            is_new=ticket.is_new,
            trusted=ticket.trusted,
            budget=ticket.budget,
        )
    fields = dict(existing(ctx.db.row(ONE, {"id": ticket}))._mapping)
    for name in JSON_COLUMNS:
        fields[name] = msgspec.json.decode(fields[name])
    return Matter(fields=fields, author_id=ctx.actor.id)
