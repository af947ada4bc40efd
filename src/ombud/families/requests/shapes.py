"""The request object and its comments: what customers are told of a ticket."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from msgspec import Raw
from sqlalchemy import Row

from ombud.families.attachments.linking import attachments_of
from ombud.families.attachments.shapes import Attachment
from ombud.families.requests import portal, queries
from ombud.families.tickets import desk
from ombud.families.tickets.desk import Desk
from ombud.families.tickets.shapes import custom_fields
from ombud.families.tickets.status import FINISHED, missing_to_solve
from ombud.families.tickets.via import API
from ombud.values.times import iso, iso_or_none
from ombud.wire.answers import Shape
from ombud.wire.context import Context

__all__ = [
    "HeldRequest",
    "Request",
    "RequestComment",
    "can_be_solved",
    "show",
    "show_comments",
    "show_held",
]

EMPTY_LIST = "[]"


class Request(Shape):
    """A ticket as its requester sees it. `fields` is the same as `custom_fields`."""

    root: ClassVar[str] = "request"
    roots: ClassVar[str] = "requests"

    url: str
    id: int
    status: str
    custom_status_id: int | None
    priority: str | None
    type: str | None
    subject: str | None
    description: str
    organization_id: int | None
    via: dict[str, Any]
    custom_fields: Raw
    requester_id: int
    collaborator_ids: list[int]
    email_cc_ids: list[int]
    is_public: bool
    due_at: str | None
    can_be_solved_by_me: bool
    created_at: str
    updated_at: str
    recipient: str | None
    followup_source_id: int | None
    assignee_id: int | None
    group_id: int | None
    ticket_form_id: int | None
    fields: Raw
    solved: bool


class HeldRequest(Shape):
    """What the caller is told of a request that waits for a decision: no more than they know.

    The cause would tell whether the address belongs to somebody.
    """

    root: ClassVar[str] = "suspended_ticket"

    url: str
    id: int
    author: dict[str, Any]
    subject: str
    content: str
    created_at: str
    updated_at: str
    via: dict[str, Any]


class RequestComment(Shape):
    """A public comment."""

    root: ClassVar[str] = "comment"
    roots: ClassVar[str] = "comments"

    url: str
    id: int
    type: str
    request_id: int
    body: str
    html_body: str
    plain_body: str
    public: bool
    author_id: int
    attachments: list[Attachment]
    created_at: str
    via: dict[str, Any]


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Request]:
    """The requests of these rows."""
    hidden = [row.id for row in rows if not row.first_comment_public]
    words = queries.first_public_words(ctx, hidden)
    offices = ctx.db.cached(desk.load)
    return [
        _request(
            ctx,
            row,
            row.description if row.first_comment_public else words.get(row.id, ""),
            solvable=can_be_solved(ctx, offices, row),
        )
        for row in rows
    ]


def show_held(ctx: Context, row: Row[Any]) -> HeldRequest:
    """The suspended ticket of a request."""
    return HeldRequest(
        url=ctx.links.api(f"/suspended_tickets/{row.id}"),
        id=row.id,
        author={"id": None, "name": row.author_name, "email": row.author_email},
        subject=row.subject,
        content=row.content,
        created_at=iso(row.created_at),
        updated_at=iso(row.updated_at),
        via=API.shown(),
    )


def show_comments(ctx: Context, rows: Sequence[Row[Any]]) -> list[RequestComment]:
    """The public comments of these rows, with their files."""
    files = attachments_of(ctx, [row.id for row in rows])
    return [
        RequestComment(
            url=ctx.links.api(f"/requests/{row.ticket_id}/comments/{row.id}"),
            id=row.id,
            type=row.type,
            request_id=row.ticket_id,
            body=row.body,
            html_body=row.html_body,
            plain_body=row.plain_body,
            public=row.public,
            author_id=row.author_id,
            attachments=[file for file in files.get(row.id, []) if not file.inline],
            created_at=iso(row.created_at),
            via=_via(row),
        )
        for row in rows
    ]


def can_be_solved(ctx: Context, offices: Desk, row: Row[Any]) -> bool:
    """Whether the caller may say that it is solved: it is theirs, and somebody works on it.

    Fields that agents must fill first keep it open.
    """
    if row.requester_id != ctx.actor.id or row.status in FINISHED or row.assignee_id is None:
        return False
    ticket = {
        "assignee_id": row.assignee_id,
        "ticket_form_id": row.ticket_form_id,
        "custom_fields": msgspec.json.decode(row.custom_fields),
    }
    return not missing_to_solve(ctx, offices, ticket)


def _request(ctx: Context, row: Row[Any], description: str, *, solvable: bool) -> Request:
    fields = custom_fields(ctx.db.cached(portal.load_shown), row.custom_fields)
    ccs = msgspec.json.decode(row.email_cc_ids, type=list[int])
    return Request(
        url=ctx.links.api(f"/requests/{row.id}"),
        id=row.id,
        status=row.status,
        custom_status_id=row.custom_status_id,
        priority=row.priority,
        type=row.type,
        subject=row.raw_subject,
        description=description,
        organization_id=row.organization_id,
        via=_via(row),
        custom_fields=fields,
        requester_id=row.requester_id,
        # Followers are agents, which is nobody's business here.
        collaborator_ids=ccs,
        email_cc_ids=ccs,
        is_public=row.is_public,
        due_at=iso_or_none(row.due_at),
        can_be_solved_by_me=solvable,
        created_at=iso(row.created_at),
        updated_at=iso(row.updated_at),
        recipient=row.recipient,
        followup_source_id=row.followup_source_id,
        assignee_id=row.assignee_id,
        group_id=row.group_id,
        ticket_form_id=row.ticket_form_id,
        fields=fields,
        solved=row.status in FINISHED,
    )


def _via(row: Row[Any]) -> dict[str, Any]:
    """The channel alone: its source may name tickets and addresses of other people."""
    rel = msgspec.json.decode(row.via_source).get("rel")
    return {"channel": row.via_channel, "source": {"from": {}, "to": {}, "rel": rel}}
