"""Statements about requests: which tickets somebody may see as a customer, and what is said there."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from ombud.families.required import existing
from ombud.families.tickets import queries as ticket_queries
from ombud.families.tickets.via import API
from ombud.search.query import Phrase, containing
from ombud.search.words import words_in
from ombud.tables import (
    comments,
    folded,
    organization_memberships,
    organizations,
    suspended_tickets,
    ticket_collaborators,
    tickets,
    users,
)
from ombud.values.text import id_in
from ombud.wire.answers import Orders
from ombud.wire.context import Actor, Context

__all__ = [
    "COMMENT_ORDERS",
    "LATEST_CHANGE_FIRST",
    "ORDERS",
    "UNSOLVED",
    "acquaintances",
    "by_role",
    "copied",
    "count_of",
    "find",
    "first_public_words",
    "having",
    "is_copied",
    "mine",
    "own",
    "shares_comments",
    "visible",
]

UNSOLVED = ("new", "open", "pending", "hold")
SORTS = {
    "created_at": (tickets.c.created_at, tickets.c.id),
    "updated_at": (tickets.c.updated_at, tickets.c.id),
}
ORDERS = Orders(
    default=(tickets.c.id,),
    cursor={"id": (tickets.c.id,), **SORTS},
    offset=SORTS,
    rising=frozenset(SORTS),
)
LATEST_CHANGE_FIRST = Orders(default=SORTS["updated_at"], descending=True)
OLDEST_FIRST = (comments.c.created_at, comments.c.id)
COMMENT_ORDERS = Orders(
    default=OLDEST_FIRST,
    cursor={"created_at": OLDEST_FIRST},
    # A comment does not change, so both times are the same.
    offset={"created_at": OLDEST_FIRST, "updated_at": OLDEST_FIRST},
    rising=frozenset({"created_at", "updated_at"}),
)


def mine(ctx: Context) -> Select[Any]:
    """What concerns the caller: own requests, those they are copied on, those shared with them."""
    return _public().where(
        or_(
            tickets.c.requester_id == ctx.actor.id,
            tickets.c.id.in_(_copied_ids(ctx)),
            tickets.c.organization_id.in_(_shared_organizations(ctx.actor)),
        )
    )


def visible(ctx: Context) -> Select[Any]:
    """The same for end users; agents may look at any ticket that they may see as agents."""
    if not ctx.actor.is_agent:
        return mine(ctx)
    condition = ticket_queries.permitted(ctx.actor)
    return _public() if condition is None else _public().where(condition)


def own(ctx: Context) -> Select[Any]:
    """The requests that the caller made."""
    return _public().where(tickets.c.requester_id == ctx.actor.id)


def copied(ctx: Context) -> Select[Any]:
    """The requests of others that the caller is copied on."""
    return _public().where(
        tickets.c.id.in_(_copied_ids(ctx)), tickets.c.requester_id != ctx.actor.id
    )


def find(ctx: Context, request_id: int) -> Row[Any]:
    """One request; raises NotFound for what is not there and what is not shown alike."""
    return existing(ctx.db.row(visible(ctx).where(tickets.c.id == request_id)))


def having(ctx: Context, text: str) -> ColumnElement[bool]:
    """Tickets with these words in their subject or in a public comment, or with this number."""
    found = [
        Phrase(tuple(words_in(word)), prefix=True, parts=("title", "text")) for word in text.split()
    ]
    phrases = [phrase for phrase in found if phrase.words]
    condition = tickets.c.id.in_(containing(ctx.db, "ticket", phrases))
    number = id_in(text)
    return condition if number is None else or_(condition, tickets.c.id == number)


def by_role(statement: Select[Any], role: str) -> Select[Any]:
    """Those of the comments that agents wrote, or that others did."""
    agents = select(users.c.id).where(users.c.role != "end-user")
    by_agents = comments.c.author_id.in_(agents)
    return statement.where(by_agents if role == "agent" else ~by_agents)


def first_public_words(ctx: Context, ticket_ids: Sequence[int]) -> dict[int, str]:
    """The oldest public comment of each ticket: what it is about, for those outside."""
    if not ticket_ids:
        return {}
    oldest = (
        select(func.min(comments.c.id))
        .where(comments.c.ticket_id.in_(ticket_ids), comments.c.public)
        .group_by(comments.c.ticket_id)
    )
    rows = ctx.db.rows(
        select(comments.c.ticket_id, comments.c.body).where(comments.c.id.in_(oldest))
    )
    return {row.ticket_id: row.body for row in rows}


def acquaintances(ctx: Context, ids: Collection[int]) -> set[int]:
    """Those of the users who share an organization with the caller."""
    statement = select(organization_memberships.c.user_id).where(
        organization_memberships.c.user_id.in_(ids),
        organization_memberships.c.organization_id.in_(ctx.actor.organization_ids),
    )
    return set(ctx.db.values(statement))


def is_copied(ctx: Context, ticket_id: int) -> bool:
    """Whether the caller is copied on the ticket."""
    mine = _copied_ids(ctx).where(ticket_collaborators.c.ticket_id == ticket_id)
    return ctx.db.value(mine) is not None


def count_of(ctx: Context, email: str, user_id: int, since: int, most: int) -> int:
    """How many requests came after this time in the name of a person; of many only `most`."""
    held = select(func.count()).where(
        folded(suspended_tickets.c.author_email) == email.lower(),
        suspended_tickets.c.created_at > since,
    )
    # However many there are of them, the newest stand together in an index.
    newest = select(tickets.c.submitter_id, tickets.c.via_channel, tickets.c.created_at).where(
        tickets.c.requester_id == user_id
    )
    latest = newest.order_by(tickets.c.id.desc()).limit(most).subquery()
    made = select(func.count()).where(
        latest.c.submitter_id == user_id,
        latest.c.via_channel == API.channel,
        latest.c.created_at > since,
    )
    return int(ctx.db.value(held)) + int(ctx.db.value(made))


def shares_comments(ctx: Context, organization_id: int | None) -> bool:
    """Whether members of the organization may write on each other's requests."""
    statement = select(organizations.c.shared_comments).where(organizations.c.id == organization_id)
    return bool(ctx.db.value(statement))


def _public() -> Select[Any]:
    return select(tickets).where(tickets.c.deleted_at.is_(None), tickets.c.is_public)


def _copied_ids(ctx: Context) -> Select[Any]:
    return select(ticket_collaborators.c.ticket_id).where(
        ticket_collaborators.c.user_id == ctx.actor.id, ticket_collaborators.c.kind == "email_cc"
    )


def _shared_organizations(actor: Actor) -> tuple[int, ...]:
    if actor.is_agent:
        return ()
    # Somebody may be allowed to see all that their organizations ask.
    sees_all = actor.ticket_restriction == "organization"
    return actor.organization_ids if sees_all else actor.shared_organization_ids
