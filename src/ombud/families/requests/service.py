"""Creating and answering requests; the door of tickets does the work."""

from typing import Any

from sqlalchemy import Row

from ombud.families.requests import queries
from ombud.families.requests.changes import NewRequest, RequestUpdate
from ombud.families.requests.copying import copies_of
from ombud.families.requests.portal import fillable
from ombud.families.requests.shapes import can_be_solved
from ombud.families.tickets import desk
from ombud.families.tickets.changes import CommentChange, TicketChange
from ombud.families.tickets.status import FINISHED
from ombud.families.tickets.update import Outcome, create_ticket, update_ticket
from ombud.wire.changes import UNSET, Maybe
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden, Invalid

__all__ = ["comment_of", "create", "update"]


def create(ctx: Context, request: NewRequest, *, trusted: bool) -> Outcome:
    """Create the ticket of a request of the actor.

    Raises Invalid, and Forbidden for agents who can say nothing that a customer would see.
    `trusted` is false when it is not sure that the actor is who they say they are; they then
    copy nobody on it, and take nothing over from what is the actor's.
    """
    if ctx.actor.is_light or ctx.actor.only_private_comments:
        raise Forbidden
    _check_form(ctx, request.ticket_form_id)
    change = TicketChange(
        requester_id=ctx.actor.id,
        subject=request.subject,
        comment=comment_of(request),
        organization_id=request.organization_id if trusted else UNSET,
        priority=request.priority,
        type=request.type,
        due_at=request.due_at,
        custom_fields=fillable(ctx, request.custom_fields),
        fields=fillable(ctx, request.fields),
        ticket_form_id=request.ticket_form_id,
        recipient=request.recipient,
        via_followup_source_id=request.via_followup_source_id if trusted else UNSET,
        email_ccs=copies_of(ctx, request) if trusted else UNSET,
    )
    return create_ticket(ctx, change, trusted=trusted)


def comment_of(request: NewRequest) -> Maybe[CommentChange]:
    """What a request says, without what is not its writer's to say."""
    return _public(request.comment, request.description)


def update(ctx: Context, request_id: int, change: RequestUpdate) -> None:
    """Add an answer, people, or the word that it is solved.

    Raises NotFound, Forbidden for those who may only read it, and Invalid.
    """
    row = queries.find(ctx, request_id)
    if not _may_write(ctx, row):
        raise Forbidden
    update_ticket(
        ctx,
        request_id,
        TicketChange(
            comment=_public(change.comment),
            status=_status(ctx, row, change),
            email_ccs=copies_of(ctx, change, row),
        ),
    )


def _public(
    comment: Maybe[CommentChange | str], description: Maybe[Any] = UNSET
) -> Maybe[CommentChange]:
    """The comment without what is not the caller's to say: its author and its privacy."""
    if isinstance(comment, CommentChange):
        return CommentChange(
            body=comment.body, html_body=comment.html_body, uploads=comment.uploads, public=True
        )
    body = comment if isinstance(comment, str) else description
    return UNSET if body is UNSET or body is None else CommentChange(body=body, public=True)


def _check_form(ctx: Context, form_id: Maybe[int]) -> None:
    if form_id is UNSET or form_id is None or ctx.actor.is_agent:
        return
    form = ctx.db.cached(desk.load).forms.get(form_id)
    if form is None or not (form.active and form.end_user_visible):
        raise Invalid.invalid("ticket_form_id", form_id)


def _may_write(ctx: Context, row: Row[Any]) -> bool:
    """Requester, those who are copied, agents; colleagues where their organization allows it."""
    if ctx.actor.is_agent or row.requester_id == ctx.actor.id:
        return True
    return queries.is_copied(ctx, row.id) or queries.shares_comments(ctx, row.organization_id)


def _status(ctx: Context, row: Row[Any], change: RequestUpdate) -> Maybe[str]:
    if change.solved is not True:
        return UNSET
    is_solved = row.requester_id == ctx.actor.id and row.status in FINISHED
    if not (is_solved or can_be_solved(ctx, ctx.db.cached(desk.load), row)):
        raise Invalid.one("base", "Request: cannot be solved by you")
    return "solved"
