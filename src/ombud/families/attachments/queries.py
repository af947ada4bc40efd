"""Statements about files: who may know of one, who may read one, and which bytes nobody has."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select, true

from ombud.db import Transaction
from ombud.families.required import existing
from ombud.families.suspended_tickets.rights import may_manage
from ombud.families.tickets.queries import permitted
from ombud.tables import (
    attachments,
    comments,
    inbound_mails,
    suspended_tickets,
    ticket_collaborators,
    tickets,
    uploads,
)
from ombud.wire.context import Actor, Context

__all__ = [
    "expired",
    "find",
    "find_readable",
    "find_upload",
    "hold_content",
    "is_used",
    "lock_content",
    "of_upload",
    "size_of_strangers",
    "visible",
]

MOST_EXPIRED = 500


def visible(ctx: Context) -> Select[Any]:
    """Files of tickets that the caller may see, their own uploads, and pictures of the desk.

    Who deals with mail that was held back also sees the files of that.
    """
    of_comment = exists().where(
        comments.c.id == attachments.c.comment_id, tickets.c.id == comments.c.ticket_id
    )
    own = select(uploads.c.id).where(uploads.c.user_id == (ctx.actor.id or 0))
    held_back = select(suspended_tickets.c.upload_id).where(
        suspended_tickets.c.upload_id.is_not(None)
    )
    belongs_to_nothing = and_(attachments.c.comment_id.is_(None), attachments.c.upload_id.is_(None))
    return select(attachments).where(
        or_(
            of_comment.where(tickets.c.deleted_at.is_(None), *_of_tickets(ctx.actor)),
            attachments.c.upload_id.in_(own),
            *([attachments.c.upload_id.in_(held_back)] if may_manage(ctx.actor) else []),
            belongs_to_nothing,
        )
    )


def find(ctx: Context, attachment_id: int) -> Row[Any]:
    """One file that the caller may know of; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(attachments.c.id == attachment_id)))


def find_readable(ctx: Context, token: str, *, private: bool) -> Row[Any]:
    """The file of a content URL, for anybody who has it or, when private, for who may know of it.

    Raises NotFound.
    """
    statement = visible(ctx) if private else select(attachments)
    return existing(ctx.db.row(statement.where(attachments.c.token == token)))


def find_upload(ctx: Context, token: str) -> Row[Any]:
    """An upload that still waits, of the caller or, for agents, of anybody; raises NotFound.

    Strangers find what was uploaded without signing in: who has the token is who made it.
    """
    statement = select(uploads).where(uploads.c.token == token, uploads.c.expires_at > ctx.now)
    if not ctx.actor.is_agent:
        statement = statement.where(uploads.c.user_id == ctx.actor.id)
    return existing(ctx.db.row(statement))


def of_upload(ctx: Context, upload_id: int) -> Sequence[Row[Any]]:
    """The files of an upload, the oldest first."""
    mine = select(attachments).where(attachments.c.upload_id == upload_id)
    return ctx.db.rows(mine.order_by(attachments.c.id))


def size_of_strangers(ctx: Context) -> int:
    """Bytes of the files that were uploaded without signing in and still wait."""
    waiting = select(uploads.c.id).where(
        uploads.c.user_id.is_(None), uploads.c.expires_at > ctx.now
    )
    size = select(func.sum(attachments.c.size)).where(attachments.c.upload_id.in_(waiting))
    return int(ctx.db.value(size) or 0)


def expired(ctx: Context, most: int = MOST_EXPIRED) -> list[int]:
    """Ids of uploads whose time is over."""
    over = select(uploads.c.id).where(uploads.c.expires_at <= ctx.now)
    return ctx.db.values(over.order_by(uploads.c.id).limit(most))


def is_used(ctx: Context, sha256: str) -> bool:
    """Whether any row has this content."""
    rows = (
        select(table.c.id).where(table.c.sha256 == sha256).limit(1)
        for table in (attachments, inbound_mails)
    )
    return any(ctx.db.value(statement) is not None for statement in rows)


def lock_content(ctx: Context, sha256: str) -> None:
    """Let nobody else store or remove this content until the transaction ends.

    On SQLite every transaction that writes is alone already.
    """
    hold_content(ctx.db, sha256)


def hold_content(db: Transaction, sha256: str) -> None:
    """The same, for who has no caller to act for."""
    if not db.is_sqlite:
        number = int.from_bytes(bytes.fromhex(sha256[:16]), signed=True)
        db.value(select(func.pg_advisory_xact_lock(number)))


def _of_tickets(actor: Actor) -> list[ColumnElement[bool]]:
    if actor.is_agent:
        condition = permitted(actor)
        return [true() if condition is None else condition]
    copied = exists().where(
        ticket_collaborators.c.ticket_id == tickets.c.id,
        ticket_collaborators.c.user_id == (actor.id or 0),
        ticket_collaborators.c.kind == "email_cc",
    )
    return [
        comments.c.public,
        or_(
            tickets.c.requester_id == (actor.id or 0),
            tickets.c.organization_id.in_(actor.shared_organization_ids),
            copied,
        ),
    ]
