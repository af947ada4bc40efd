"""Requests of people who did not sign in: held back as mails are, and made as they were asked for."""

from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy import Row, select, update

from ombud.families.inbound_mails.people import made_of
from ombud.families.requests.changes import NewRequest
from ombud.families.requests.service import comment_of, create
from ombud.families.required import existing
from ombud.families.suspended_tickets import queries
from ombud.families.suspended_tickets.causes import Cause
from ombud.families.suspended_tickets.holding import KEPT_FOR, LONGEST_CONTENT, LONGEST_SUBJECT
from ombud.families.tickets import desk
from ombud.families.tickets.changes import CommentChange
from ombud.families.tickets.commenting import NO_DESCRIPTION, content_of
from ombud.families.tickets.update import Outcome
from ombud.families.users.queries import owner_of_email
from ombud.mail.letter import Letter, Party
from ombud.tables import account, attachments, suspended_tickets, uploads
from ombud.values.text import as_json
from ombud.values.tokens import new_token
from ombud.wire.changes import text_of
from ombud.wire.context import Actor, Context
from ombud.wire.errors import Invalid

__all__ = ["create_held", "hold_request"]


def hold_request(ctx: Context, request: NewRequest, party: Party, cause: Cause) -> Row[Any]:
    """Write the suspended ticket of a request; its row. Raises Invalid where nothing is said."""
    comment = comment_of(request)
    said = content_of(ctx, comment) if isinstance(comment, CommentChange) else None
    if said is None:
        raise Invalid(NO_DESCRIPTION.details)
    text, tokens = said[0].plain_body.strip(), said[1]
    subject = (text_of(request.subject) or "").strip()
    held_id = ctx.db.insert(
        suspended_tickets,
        author_id=owner_of_email(ctx, party.address),
        author_name=party.name[:320],
        author_email=party.address[:320],
        subject=subject[:LONGEST_SUBJECT],
        content=text[:LONGEST_CONTENT],
        cause_id=cause.value,
        recipient=(text_of(request.recipient) or "")[:320] or None,
        brand_id=ctx.db.cached(desk.load).default_brand_id,
        letter=as_json(Letter(sender=party, subject=subject, text=text)),
        request=as_json(request),
        upload_id=_kept(ctx, tokens),
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    made = select(suspended_tickets).where(suspended_tickets.c.id == held_id)
    return existing(ctx.db.row(made))


def create_held(ctx: Context, row: Row[Any], requester_id: int | None) -> Outcome:
    """The ticket of one, asked for at this moment: by who wrote it, or by `requester_id`."""
    request = msgspec.json.decode(queries.request_of(ctx, row), type=NewRequest)
    _give(ctx, request, row.upload_id)
    if requester_id is None:
        author_id = made_of(ctx, Party(row.author_email, row.author_name))
        actor = Actor(author_id, "end-user", row.author_name, row.author_email)
        ctx = replace(ctx, actor=actor)
    return create(ctx, request, trusted=False)


def _kept(ctx: Context, tokens: list[str]) -> int | None:
    """An upload of the owner's with the files of these, which outlives the row."""
    mine = ctx.db.values(
        select(uploads.c.id)
        .where(
            uploads.c.token.in_(tokens), uploads.c.user_id.is_(None), uploads.c.expires_at > ctx.now
        )
        .with_for_update()
    )
    of_mine = attachments.c.upload_id.in_(mine)
    if not mine or ctx.db.value(select(attachments.c.id).where(of_mine).limit(1)) is None:
        return None
    owner_id = ctx.db.value(select(account.c.owner_id))
    times = {"created_at": ctx.now, "expires_at": ctx.now + 2 * KEPT_FOR}
    upload_id = ctx.db.insert(uploads, token=new_token(), user_id=owner_id, **times)
    ctx.db.run(update(attachments).where(of_mine).values(upload_id=upload_id))
    return upload_id


def _give(ctx: Context, request: NewRequest, upload_id: int | None) -> None:
    """Let the comment of a request take the files that were kept for it, as those of a stranger."""
    if not isinstance(request.comment, CommentChange):
        return
    mine = uploads.c.id == upload_id
    token = ctx.db.value(select(uploads.c.token).where(mine))
    request.comment.uploads = [token] if token else []
    ctx.db.run(update(uploads).where(mine).values(user_id=None))
