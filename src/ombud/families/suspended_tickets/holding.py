"""Holds a mail back: what an agent needs to decide about it, in a row of its own."""

from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy import Row, select

from ombud.families.attachments.service import add_file
from ombud.families.inbound_mails.addresses import came_to
from ombud.families.tickets import desk
from ombud.families.users.queries import owner_of_email
from ombud.mail.letter import File, Letter, Party
from ombud.tables import account, suspended_tickets, uploads
from ombud.values.text import as_json
from ombud.values.tokens import new_token
from ombud.wire.context import Context

__all__ = ["KEPT_FOR", "hold"]

# Seconds until a suspended ticket is deleted with its files.
KEPT_FOR = 14 * 86_400
# Letters that are shown of the text and the subject; what is recovered has all of them.
LONGEST_CONTENT, LONGEST_SUBJECT = 65_535, 255


def hold(
    ctx: Context,
    letter: Letter,
    mail_row: Row[Any],
    cause_id: int,
    *,
    ticket_id: int | None = None,
) -> int:
    """Write the suspended ticket of a mail; its id. `ticket_id` is what the mail answers."""
    sender = letter.sender or Party(mail_row.sender or "")
    at = came_to(ctx, letter, msgspec.json.decode(mail_row.recipients))
    brand_id = (at.brand_id if at else None) or ctx.db.cached(desk.load).default_brand_id
    names, problem = tuple(replace(file, content=b"") for file in letter.files), mail_row.problem
    return ctx.db.insert(
        suspended_tickets,
        author_id=owner_of_email(ctx, sender.address) if sender.address else None,
        author_name=(sender.name or sender.address)[:320] or None,
        author_email=sender.address[:320],
        subject=letter.subject[:LONGEST_SUBJECT],
        content=letter.text[:LONGEST_CONTENT],
        cause_id=int(cause_id),
        message_id=letter.message_id or mail_row.message_id,
        ticket_id=ticket_id,
        recipient=at.address if at else None,
        brand_id=brand_id,
        inbound_mail_id=mail_row.id,
        letter=as_json(replace(letter, files=names, headers=())),
        upload_id=_keep(ctx, letter.files),
        error_messages=as_json([{"description": problem}]) if problem else None,
        created_at=ctx.now,
        updated_at=ctx.now,
    )


def _keep(ctx: Context, files: tuple[File, ...]) -> int | None:
    """Store the files as an upload of the owner's, which outlives the row."""
    if not files:
        return None
    owner_id = ctx.db.value(select(account.c.owner_id))
    times = {"created_at": ctx.now, "expires_at": ctx.now + 2 * KEPT_FOR}
    upload_id = ctx.db.insert(uploads, token=new_token(), user_id=owner_id, **times)
    for file in files:
        add_file(ctx, upload_id, file.name, file.content, file.content_type)
    return upload_id
