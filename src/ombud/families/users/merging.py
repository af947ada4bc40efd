"""Merging two end users: all that the one did becomes the other's."""

from typing import Any

import msgspec
from sqlalchemy import Row, Select, delete, func, or_, select, update

from ombud.families.memberships.announcing import announce_ended
from ombud.families.memberships.queries import IN_ORGANIZATIONS, held_by
from ombud.families.organization_memberships import service as memberships
from ombud.families.tickets import announcing as ticket_announcing
from ombud.families.user_identities.announcing import identities_watched
from ombud.families.users import announcing, indexing, queries, rights
from ombud.families.users.belonging import many_allowed
from ombud.families.users.changes import MergeTarget
from ombud.families.users.leaving import retire
from ombud.families.users.tagging import set_tags
from ombud.tables import (
    comments,
    organization_memberships,
    ticket_audits,
    ticket_collaborators,
    tickets,
    uploads,
    user_identities,
    users,
)
from ombud.values.text import as_json
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden, Invalid

__all__ = ["merge"]

MOST_TICKETS = 10_000
# What webhooks hear of the tickets.
MOVED = (
    "email_ccs_changed",
    "followers_changed",
    "organization_changed",
    "requester_changed",
    "submitter_changed",
)


def merge(ctx: Context, loser_id: int, target: MergeTarget) -> int:
    """Merge a user into the target and return its id; raises NotFound, Forbidden and Invalid.

    # Zendesk: user-merge (docs/quirks.md#user-merge)
    """
    loser = queries.lock(ctx, loser_id)
    winner = _winner(ctx, target)
    if loser.id == winner.id:
        raise Invalid.one("base", "A user cannot be merged into itself")
    if loser.role != "end-user" or winner.role != "end-user":
        raise Invalid.one("base", "Only end users can be merged")
    if not (rights.may_edit(ctx, loser) and rights.may_edit(ctx, winner)):
        raise Forbidden
    requested = select(func.count()).where(tickets.c.requester_id == loser_id)
    if ctx.db.value(requested) > MOST_TICKETS:
        description = f"A user with more than {MOST_TICKETS} tickets cannot be merged"
        raise Invalid.one("base", description)
    with identities_watched(ctx, loser.id, winner.id):
        _move_identities(ctx, loser, winner)
    _move_memberships(ctx, loser, winner)
    with ticket_announcing.watching(ctx, _theirs(loser.id), *MOVED):
        _move_collaborations(ctx, loser_id, winner.id)
        _move_work(ctx, loser, winner)
    tags = {*msgspec.json.decode(winner.tags), *msgspec.json.decode(loser.tags)}
    set_tags(ctx, winner, sorted(tags))
    announcing.announce(ctx, loser.id, "merged", {"user": {"id": str(winner.id)}})
    retire(ctx, loser)
    indexing.reindex(ctx, winner.id)
    return int(winner.id)


def _winner(ctx: Context, target: MergeTarget) -> Row[Any]:
    if isinstance(target.id, int):
        user_id: int | None = target.id
    elif target.email:
        user_id = queries.owner_of_email(ctx, target.email)
    else:
        raise Invalid.blank("id")
    row = ctx.db.row(queries.visible(ctx).where(users.c.id == (user_id or 0)))
    if row is None:
        attribute = "id" if isinstance(target.id, int) else "email"
        raise Invalid.invalid(attribute, target.id if attribute == "id" else target.email)
    return row


def _move_identities(ctx: Context, loser: Row[Any], winner: Row[Any]) -> None:
    """The winner's primary address stays; a winner without one takes the loser's."""
    values: dict[str, Any] = {"user_id": winner.id, "updated_at": ctx.now}
    of_user: dict[str, Any] = {}
    if winner.email is None and loser.email is not None:
        of_user |= {"email": loser.email, "verified": loser.verified}
    else:
        values["primary"] = False
    if winner.phone is None and loser.phone is not None:
        of_user |= {"phone": loser.phone, "shared_phone_number": loser.shared_phone_number}
    moving = update(user_identities).where(user_identities.c.user_id == loser.id)
    ctx.db.run(moving.values(**values))
    if of_user:
        ctx.db.run(update(users).where(users.c.id == winner.id).values(**of_user))
    # Deleted users keep what they were called, but an address has one owner.
    ctx.db.run(update(users).where(users.c.id == loser.id).values(email=None, phone=None))


def _move_memberships(ctx: Context, loser: Row[Any], winner: Row[Any]) -> None:
    held = {row.organization_id for row in held_by(ctx, IN_ORGANIZATIONS, winner.id)}
    moving = held_by(ctx, IN_ORGANIZATIONS, loser.id)
    table = organization_memberships
    ctx.db.run(delete(table).where(table.c.user_id == loser.id))
    announce_ended(ctx, IN_ORGANIZATIONS, moving)
    for membership in sorted(moving, key=lambda row: not row.default):
        if membership.organization_id in held:
            continue
        if held and not many_allowed(ctx):
            continue
        memberships.join(
            ctx, winner.id, membership.organization_id, view_tickets=membership.view_tickets
        )
        held.add(membership.organization_id)


def _theirs(user_id: int) -> Select[Any]:
    """The tickets in which a user has a part."""
    table = ticket_collaborators
    with_them = select(table.c.ticket_id).where(table.c.user_id == user_id)
    return select(tickets).where(
        or_(
            tickets.c.requester_id == user_id,
            tickets.c.submitter_id == user_id,
            tickets.c.id.in_(with_them),
        )
    )


def _move_collaborations(ctx: Context, loser_id: int, winner_id: int) -> None:
    table = ticket_collaborators
    ids = ctx.db.values(select(table.c.ticket_id).where(table.c.user_id == loser_id).distinct())
    columns = (tickets.c.id, tickets.c.requester_id, tickets.c.email_cc_ids, tickets.c.follower_ids)
    for row in ctx.db.rows(select(*columns).where(tickets.c.id.in_(ids))):
        ccs = _replaced(row.email_cc_ids, loser_id, winner_id)
        followers = _replaced(row.follower_ids, loser_id, winner_id)
        # Requesters are no CCs of their own tickets.
        ccs = [one for one in ccs if not (one == winner_id == row.requester_id)]
        both = or_(table.c.user_id == loser_id, table.c.user_id == winner_id)
        ctx.db.run(delete(table).where(table.c.ticket_id == row.id, both))
        for kind, people in (("email_cc", ccs), ("follower", followers)):
            if winner_id in people:
                ctx.db.insert(table, ticket_id=row.id, user_id=winner_id, kind=kind)
        ctx.db.run(
            update(tickets)
            .where(tickets.c.id == row.id)
            .values(
                email_cc_ids=as_json(ccs), follower_ids=as_json(followers), generated_at=ctx.now
            )
        )


def _move_work(ctx: Context, loser: Row[Any], winner: Row[Any]) -> None:
    """Tickets, comments, audits and uploads; nobody is told, so it is no update of a ticket."""
    member_of = [row.organization_id for row in held_by(ctx, IN_ORGANIZATIONS, winner.id)]
    lost = tickets.c.organization_id.not_in(member_of) & (tickets.c.status != "closed")
    default = ctx.db.value(select(users.c.organization_id).where(users.c.id == winner.id))
    requested = tickets.c.requester_id == loser.id
    ctx.db.run(update(tickets).where(requested, lost).values(organization_id=default))
    for column in (
        tickets.c.requester_id,
        tickets.c.submitter_id,
        comments.c.author_id,
        ticket_audits.c.author_id,
        uploads.c.user_id,
    ):
        values = {column.name: winner.id}
        if column.table is tickets:
            values["generated_at"] = ctx.now
        ctx.db.run(update(column.table).where(column == loser.id).values(**values))


def _replaced(stored: str, loser_id: int, winner_id: int) -> list[int]:
    people = (winner_id if one == loser_id else one for one in msgspec.json.decode(stored))
    return list(dict.fromkeys(people))
