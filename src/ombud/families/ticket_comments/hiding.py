"""Makes a public comment private, for good."""

from typing import Any

from sqlalchemy import Row, update

from ombud.families.ticket_comments import queries
from ombud.families.tickets import desk
from ombud.families.tickets import queries as ticket_queries
from ombud.families.tickets.access import check_permission
from ombud.families.tickets.announcing import announce_draft
from ombud.families.tickets.draft import Draft, draft_of
from ombud.families.tickets.indexing import reindex
from ombud.families.tickets.status import refuse_closed
from ombud.families.tickets.via import API
from ombud.families.tickets.writing import record
from ombud.tables import comments
from ombud.wire.context import Context

__all__ = ["hide", "hide_by_audit"]


def hide(ctx: Context, ticket_id: int, comment_id: int) -> None:
    """Hide a comment from the ticket's customers; raises Invalid when the ticket is closed."""
    draft = _begin(ctx, ticket_id)
    _hide(ctx, draft, queries.find(ctx, ticket_id, comment_id))


def hide_by_audit(ctx: Context, ticket_id: int, audit_id: int) -> None:
    """Hide the comment of an audit; raises NotFound when the audit has none."""
    draft = _begin(ctx, ticket_id)
    _hide(ctx, draft, queries.find_by_audit(ctx, ticket_id, audit_id))


def _begin(ctx: Context, ticket_id: int) -> Draft:
    check_permission(ctx, "edit_tickets")
    ticket_queries.find(ctx, ticket_id)
    row = ticket_queries.lock(ctx, ticket_id)
    return draft_of(row, ctx.db.cached(desk.load), API, ctx.actor.id or -1)


def _hide(ctx: Context, draft: Draft, comment: Row[Any]) -> None:
    refuse_closed(draft)
    if not comment.public:
        return
    ctx.db.run(update(comments).where(comments.c.id == comment.id).values(public=False))
    after = draft.after
    after["is_public"] = queries.other_public_id(ctx, draft.id, comment.id) is not None
    if comment.id == queries.first_id(ctx, draft.id):
        after["first_comment_public"] = False
    draft.events.append({"type": "CommentPrivacyChange", "comment_id": comment.id, "public": False})
    record(ctx, draft)
    announce_draft(ctx, draft)
    reindex(ctx, after)
