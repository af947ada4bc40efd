"""Statements of the tickets family: which tickets a caller may see, and the lists of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Row,
    Select,
    bindparam,
    false,
    func,
    null,
    or_,
    select,
)

from ombud.db import Prepared
from ombud.families.required import existing
from ombud.tables import folded, ticket_audits, ticket_collaborators, tickets, users
from ombud.wire.answers import Orders
from ombud.wire.context import Actor, Context
from ombud.wire.errors import Forbidden

__all__ = [
    "DELETED_ORDERS",
    "LATEST_CHANGE_FIRST",
    "NEWEST_FIRST",
    "ORDERS",
    "by_ids",
    "by_person",
    "deleted",
    "find",
    "find_deleted",
    "is_permitted",
    "living",
    "lock",
    "lookup",
    "permitted",
    "problems",
    "told_in",
    "visible",
    "visible_or_archived",
]


def _name_of(user_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """What a list by a person's name goes by; tickets without the person are among themselves."""
    name = select(folded(users.c.name)).where(users.c.id == user_id).scalar_subquery()
    return func.coalesce(name, "")


SUBJECT_KEY = func.coalesce(folded(tickets.c.raw_subject), "")
ORDERS = Orders(
    default=(tickets.c.id,),
    cursor={
        "id": (tickets.c.id,),
        "updated_at": (tickets.c.updated_at, tickets.c.id),
        "status": (tickets.c.status, tickets.c.id),
    },
    offset={
        "id": (tickets.c.id,),
        "created_at": (tickets.c.created_at, tickets.c.id),
        "updated_at": (tickets.c.updated_at, tickets.c.id),
        "status": (tickets.c.status, tickets.c.id),
        "subject": (SUBJECT_KEY, tickets.c.id),
        "requester": (tickets.c.requester_id, tickets.c.id),
        "requester.name": (_name_of(tickets.c.requester_id), tickets.c.id),
        "assignee": (func.coalesce(tickets.c.assignee_id, 0), tickets.c.id),
        "assignee.name": (_name_of(tickets.c.assignee_id), tickets.c.id),
        "group": (func.coalesce(tickets.c.group_id, 0), tickets.c.id),
    },
)
NEWEST_FIRST = Orders(default=(tickets.c.id,), descending=True)
LATEST_CHANGE_FIRST = Orders(default=(tickets.c.updated_at, tickets.c.id), descending=True)
DELETED_SORTS = {
    "id": (tickets.c.id,),
    "deleted_at": (tickets.c.deleted_at, tickets.c.id),
    "subject": (SUBJECT_KEY, tickets.c.id),
}
DELETED_ORDERS = Orders(
    default=(tickets.c.created_at, tickets.c.id),
    cursor={name: DELETED_SORTS[name] for name in ("id", "deleted_at")},
    offset=DELETED_SORTS,
    rising=frozenset(DELETED_SORTS),
)
LIVING = select(tickets).where(tickets.c.id == bindparam("id"), tickets.c.deleted_at.is_(None))
ONE = Prepared(LIVING)
LOCKED = Prepared(LIVING.with_for_update())


def permitted(actor: Actor, *, leads: bool = True) -> ColumnElement[bool] | None:
    """What a restricted agent may see; None for those who see every ticket.

    When it does not lead, no index is asked for it: something else finds few enough tickets.
    """

    def of(column: Column[Any]) -> ColumnElement[Any]:
        return column if leads else func.coalesce(column, null())

    is_assignee, is_requester = (
        of(column) == actor.id for column in (tickets.c.assignee_id, tickets.c.requester_id)
    )
    # The order in which they are tested is that of the columns that indexes have.
    match actor.ticket_restriction if actor.is_agent else "none":
        case None:
            return None
        case "groups":
            in_groups = of(tickets.c.group_id).in_(actor.ticket_group_ids)
            return or_(is_assignee, in_groups, is_requester)
        case "organization":
            inside = of(tickets.c.organization_id).in_(actor.organization_ids)
            return or_(is_assignee, inside, is_requester)
        case "assigned":
            return is_assignee
        case "requested":
            return is_requester
    return false()


def visible(ctx: Context, *, leads: bool = True) -> Select[Any]:
    """Every ticket that the agent may see and that is neither deleted nor archived.

    `leads` is that of `permitted`.
    """
    return visible_or_archived(ctx, leads=leads).where(tickets.c.archived_at.is_(None))


def visible_or_archived(ctx: Context, *, leads: bool = True) -> Select[Any]:
    """The same with the archived ones, which lists leave out."""
    statement = select(tickets).where(tickets.c.deleted_at.is_(None))
    condition = permitted(ctx.actor, leads=leads)
    return statement if condition is None else statement.where(condition)


def find(ctx: Context, ticket_id: int) -> Row[Any]:
    """One ticket for an agent, archived ones too; NotFound, or Forbidden when it is hidden."""
    row = existing(ctx.db.row(ONE, {"id": ticket_id}))
    if not is_permitted(ctx.actor, row):
        raise Forbidden
    return row


def lock(ctx: Context, ticket_id: int) -> Row[Any]:
    """The same, kept from other writers until the transaction ends."""
    return existing(ctx.db.row(LOCKED, {"id": ticket_id}))


def living(ctx: Context, ticket_id: int) -> Row[Any] | None:
    """A ticket that was not deleted, whether the caller may see it or not."""
    return ctx.db.row(ONE, {"id": ticket_id})


def lookup(ctx: Context, ticket_id: int) -> Row[Any] | None:
    """A ticket that a change refers to, if the caller may see it."""
    row = living(ctx, ticket_id)
    return row if row is not None and is_permitted(ctx.actor, row) else None


def is_permitted(actor: Actor, row: Row[Any]) -> bool:
    """`permitted` for a row that was already read."""
    if not actor.is_agent:
        return bool(row.requester_id == actor.id)
    is_mine = actor.id in {row.requester_id, row.assignee_id}
    match actor.ticket_restriction:
        case None:
            return True
        case "groups":
            return is_mine or row.group_id in actor.ticket_group_ids
        case "organization":
            return is_mine or row.organization_id in actor.organization_ids
        case "assigned":
            return bool(row.assignee_id == actor.id)
    return bool(row.requester_id == actor.id)


def by_ids(ctx: Context, ids: Sequence[int]) -> Select[Any]:
    """The visible ones of these tickets, archived ones too."""
    return visible_or_archived(ctx).where(tickets.c.id.in_(ids))


def by_person(ctx: Context, user_id: int, kind: str) -> Select[Any]:
    """Tickets that a user requested, is assigned, is copied on (`email_cc`) or follows."""
    statement = visible(ctx)
    if kind == "requested":
        return statement.where(tickets.c.requester_id == user_id)
    if kind == "assigned":
        return statement.where(tickets.c.assignee_id == user_id)
    copied = select(ticket_collaborators.c.ticket_id).where(
        ticket_collaborators.c.user_id == user_id, ticket_collaborators.c.kind == kind
    )
    return statement.where(tickets.c.id.in_(copied))


def problems(ctx: Context) -> Select[Any]:
    """Tickets of type problem."""
    return visible(ctx).where(tickets.c.type == "problem")


def deleted(ctx: Context) -> Select[Any]:
    """Tickets deleted in the last 30 days that can still be restored."""
    statement = select(tickets).where(
        tickets.c.deleted_at > ctx.now - 30 * 86_400, tickets.c.scrubbed.is_(False)
    )
    condition = permitted(ctx.actor)
    return statement if condition is None else statement.where(condition)


def find_deleted(ctx: Context, ticket_id: int) -> Row[Any]:
    """One ticket that can still be restored; raises NotFound."""
    return existing(ctx.db.row(deleted(ctx).where(tickets.c.id == ticket_id)))


def told_in(ctx: Context, audit_id: int) -> str:
    """The events of an audit, as JSON."""
    statement = select(ticket_audits.c.events).where(ticket_audits.c.id == audit_id)
    return str(ctx.db.value(statement))
