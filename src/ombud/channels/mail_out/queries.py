"""What the mails of a delivery are made of, as it stands in the tables."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, select

from ombud.tables import (
    attachments,
    comments,
    deliveries,
    inbound_mails,
    ticket_audits,
    tickets,
    user_identities,
    users,
)
from ombud.wire.context import Context

__all__ = ["author", "earlier_mails", "files", "inbound_message_ids", "people", "ticket"]

# Of each kind of mail that a thread names.
MOST_NAMED = 6


def people(ctx: Context, ids: Collection[int]) -> dict[int, Row[Any]]:
    """Those who may be written to: active, not suspended, with an address; with its failures."""
    primary = (
        (user_identities.c.user_id == users.c.id)
        & (user_identities.c.type == "email")
        & (user_identities.c.value == users.c.email)
    )
    statement = (
        select(
            users.c.id,
            users.c.name,
            users.c.email,
            users.c.role,
            users.c.locale_id,
            user_identities.c.undeliverable_count,
        )
        .outerjoin(user_identities, primary)
        .where(
            users.c.id.in_(ids),
            users.c.active,
            users.c.suspended.is_(False),
            users.c.email.is_not(None),
        )
    )
    return {row.id: row for row in ctx.db.rows(statement)}


def ticket(ctx: Context, ticket_id: int) -> Row[Any] | None:
    """The brand and the address of a ticket."""
    statement = select(tickets.c.id, tickets.c.brand_id, tickets.c.recipient)
    return ctx.db.row(statement.where(tickets.c.id == ticket_id))


def author(ctx: Context, audit_id: int) -> Row[Any] | None:
    """The person who made an update; None where it was the desk itself."""
    statement = select(users.c.id, users.c.name, users.c.alias, users.c.role).join(
        ticket_audits, ticket_audits.c.author_id == users.c.id
    )
    return ctx.db.row(statement.where(ticket_audits.c.id == audit_id))


def files(ctx: Context, audit_id: int, *, for_customers: bool) -> Sequence[Row[Any]]:
    """The files of the comments of an update; customers get those that agents gave in public."""
    statement = (
        select(attachments)
        .join(comments, comments.c.id == attachments.c.comment_id)
        .join(users, users.c.id == comments.c.author_id)
        .where(
            comments.c.audit_id == audit_id,
            attachments.c.deleted.is_(False),
            attachments.c.inline.is_(False),
            attachments.c.parent_id.is_(None),
        )
        .order_by(attachments.c.id)
    )
    if for_customers:
        statement = statement.where(comments.c.public, users.c.role != "end-user")
    return ctx.db.rows(statement)


def inbound_message_ids(ctx: Context, ticket_id: int) -> list[str]:
    """The ids of the newest mails that came in for a ticket, from the oldest to the newest."""
    table = inbound_mails.c
    statement = (
        select(table.message_id)
        .where(table.ticket_id == ticket_id, table.message_id.is_not(None))
        .order_by(table.id.desc())
        .limit(MOST_NAMED)
    )
    return ctx.db.values(statement)[::-1]


def earlier_mails(ctx: Context, delivery: Row[Any]) -> list[str]:
    """The keys of the newest mails about the ticket to the same person before this one."""
    table = deliveries.c
    statement = (
        select(table.key)
        .where(
            table.ticket_id == delivery.ticket_id,
            table.kind == "email",
            table.recipient_id == delivery.recipient_id,
            table.state == "sent",
            table.id < delivery.id,
        )
        .order_by(table.id.desc())
        .limit(MOST_NAMED)
    )
    return ctx.db.values(statement)[::-1]
