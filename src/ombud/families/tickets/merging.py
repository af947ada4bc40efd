"""Merging tickets: the sources are closed, the target takes over their people and files."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.families.attachments.linking import copy_attachments
from ombud.families.job_statuses.batches import done
from ombud.families.tickets import queries
from ombud.families.tickets.announcing import announce, announce_files
from ombud.families.tickets.changes import CommentChange, MergeRequest, TicketChange
from ombud.families.tickets.update import update_ticket
from ombud.families.tickets.via import Via, api_via
from ombud.wire.context import Context
from ombud.wire.errors import ApiError, Invalid

__all__ = ["merge", "refused"]

UNMERGEABLE = frozenset({"solved", "closed"})
TAG = "closed_by_merge"


def merge(ctx: Context, target_id: int, request: MergeRequest) -> list[dict[str, Any]]:
    """Merge the tickets in one transaction; one entry of results for each source.

    Raises Invalid when a ticket cannot be merged; then none is.
    """
    target = queries.find(ctx, target_id)
    sources = [queries.find(ctx, ticket_id) for ticket_id in dict.fromkeys(request.ids)]
    _check(target, sources)
    # A private conversation does not become public by being merged.
    all_public = target.is_public and all(source.is_public for source in sources)
    _tell_target(ctx, target, sources, request, all_public=all_public)
    for source in sources:
        _close(ctx, source, target, request, all_public=all_public)
    return [done("update", source.id) for source in sources]


def refused(error: ApiError, request: MergeRequest) -> list[dict[str, Any]]:
    """The results of a merge that was refused."""
    words = error.sentence() if isinstance(error, Invalid) else str(error.body)
    return [
        {"id": ticket_id, "action": "update", "success": False, "status": "Failed", "error": words}
        for ticket_id in request.ids
    ]


def _check(target: Row[Any], sources: Sequence[Row[Any]]) -> None:
    if not sources:
        raise Invalid.blank("ids")
    if target.status in UNMERGEABLE:
        raise Invalid.one(
            "base", f"Ticket {target.id} is {target.status}; nothing can be merged into it"
        )
    for source in sources:
        if source.id == target.id:
            raise Invalid.one("base", f"Ticket {source.id} cannot be merged into itself")
        if source.status == "closed":
            raise Invalid.one("base", f"Ticket {source.id} is closed and cannot be merged")


def _tell_target(
    ctx: Context,
    target: Row[Any],
    sources: Sequence[Row[Any]],
    request: MergeRequest,
    *,
    all_public: bool,
) -> None:
    said = request.target_comment or "\n\n".join(_about_source(source) for source in sources)
    people = [
        user_id
        for source in sources
        for user_id in (source.requester_id, *msgspec.json.decode(source.email_cc_ids))
    ]
    ccs = dict.fromkeys([*msgspec.json.decode(target.email_cc_ids), *people])
    change = TicketChange(
        comment=CommentChange(body=said, public=request.target_comment_is_public and all_public),
        email_cc_ids=[user_id for user_id in ccs if user_id != target.requester_id],
    )
    origin = [source.id for source in sources]
    via: Via = api_via("merge", ticket_ids=origin)
    outcome = update_ticket(ctx, target.id, change, via=via)
    if outcome.audit_id is not None:
        announce_files(ctx, target.id, copy_attachments(ctx, origin, outcome.audit_id))


def _close(
    ctx: Context,
    source: Row[Any],
    target: Row[Any],
    request: MergeRequest,
    *,
    all_public: bool,
) -> None:
    said = request.source_comment or (
        f"This request was closed and merged into request #{target.id} “{target.raw_subject or ''}”."
    )
    change = TicketChange(
        status="closed",
        additional_tags=[TAG],
        comment=CommentChange(body=said, public=request.source_comment_is_public and all_public),
    )
    via = api_via("merge", ticket_id=target.id, subject=target.raw_subject)
    update_ticket(ctx, source.id, change, via=via)
    announce(ctx, source.id, "merged", {"target_ticket_id": str(target.id)})


def _about_source(source: Row[Any]) -> str:
    return (
        f"Request #{source.id} “{source.raw_subject or ''}” was closed and merged into this request."
        f"\n\n{source.description}"
    )
