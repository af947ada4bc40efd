"""Deleting, restoring, scrubbing: a ticket leaves in two steps and can come back from the first."""

from typing import Any

import msgspec
from sqlalchemy import Row, delete, func, select, update

from ombud.families.attachments.redacting import empty_files
from ombud.families.erasure import erase_ticket
from ombud.families.slas.standing_still import halt_clocks, resume_clocks
from ombud.families.tickets import desk, queries
from ombud.families.tickets.announcing import announce
from ombud.families.tickets.custom_fields import field_rows
from ombud.families.tickets.draft import draft_of
from ombud.families.tickets.indexing import reindex
from ombud.families.tickets.via import API
from ombud.families.tickets.writing import insert_audit
from ombud.families.users.announcing import announce_changes, watched
from ombud.search import index
from ombud.tables import (
    attachments,
    comments,
    idempotency_keys,
    ticket_audits,
    ticket_collaborators,
    ticket_field_values,
    ticket_metrics,
    ticket_tags,
    tickets,
    users,
)
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["delete_ticket", "mark_as_spam", "restore", "scrub"]

SCRUBBED = "SCRUBBED"
MIRRORS = (ticket_tags, ticket_field_values, ticket_collaborators)


def delete_ticket(ctx: Context, ticket_id: int) -> None:
    """Delete a visible ticket; for 30 days it can be restored."""
    row = queries.find(ctx, ticket_id)
    _note(ctx, row, "deleted", row.status)
    halt_clocks(ctx, ticket_id, row.schedule_id)
    _change(ctx, ticket_id, deleted_at=ctx.now, deleted_by_id=ctx.actor.id)
    for table in MIRRORS:
        ctx.db.run(delete(table).where(table.c.ticket_id == ticket_id))
    index.remove(ctx.db, "ticket", ticket_id)
    _recount_problem(ctx, row.problem_id)
    announce(ctx, ticket_id, "soft_deleted")


def mark_as_spam(ctx: Context, ticket_id: int) -> None:
    """Delete a ticket and suspend whoever asked for it, unless that is an agent."""
    row = queries.find(ctx, ticket_id)
    if row.requester_id in ctx.db.cached(desk.load).agents:
        description = "Requester: an agent's ticket cannot be marked as spam"
        raise Invalid.one("requester", description)
    delete_ticket(ctx, ticket_id)
    announce(ctx, ticket_id, "marked_as_spam")
    before = watched(ctx, row.requester_id)
    ctx.db.run(
        update(users)
        .where(users.c.id == row.requester_id)
        .values(suspended=True, updated_at=ctx.now)
    )
    announce_changes(ctx, before, {"suspended": True})
    ctx.db.configuration_changed()


def restore(ctx: Context, ticket_id: int) -> None:
    """Bring a deleted ticket back as it was; raises NotFound."""
    row = queries.find_deleted(ctx, ticket_id)
    _note(ctx, row, row.status, "deleted")
    _change(ctx, ticket_id, deleted_at=None, deleted_by_id=None)
    resume_clocks(ctx, ticket_id, row.schedule_id)
    tags = [{"ticket_id": ticket_id, "tag": tag} for tag in msgspec.json.decode(row.tags)]
    ctx.db.insert_all(ticket_tags, tags)
    values = field_rows(ctx, msgspec.json.decode(row.custom_fields))
    pairs = [{"ticket_id": ticket_id, "field_id": key, "value": value} for key, value in values]
    ctx.db.insert_all(ticket_field_values, pairs)
    people = [
        {"ticket_id": ticket_id, "user_id": user_id, "kind": kind}
        for kind, stored in (("email_cc", row.email_cc_ids), ("follower", row.follower_ids))
        for user_id in msgspec.json.decode(stored)
    ]
    ctx.db.insert_all(ticket_collaborators, people)
    reindex(ctx, draft_of(row, ctx.db.cached(desk.load), API, -1).after)
    _recount_problem(ctx, row.problem_id)
    announce(ctx, ticket_id, "undeleted")


def scrub(ctx: Context, ticket_id: int) -> None:
    """Delete a deleted ticket for good: its number stays taken, its words are gone."""
    queries.find_deleted(ctx, ticket_id)
    mine = comments.c.ticket_id == ticket_id
    written = select(comments.c.id).where(mine).scalar_subquery()
    files = select(attachments.c.id).where(attachments.c.comment_id.in_(written))
    empty_files(ctx, ctx.db.values(files))
    empty = {"body": "", "html_body": "", "plain_body": "", "data": "{}"}
    ctx.db.run(update(comments).where(mine).values(**empty))
    ctx.db.run(
        update(ticket_audits)
        .where(ticket_audits.c.ticket_id == ticket_id)
        .values(events="[]", metadata='{"system":{},"custom":{}}')
    )
    ctx.db.run(delete(ticket_metrics).where(ticket_metrics.c.ticket_id == ticket_id))
    # The answer kept for a repeated creation tells what the ticket said.
    ctx.db.run(delete(idempotency_keys).where(idempotency_keys.c.ticket_id == ticket_id))
    erase_ticket(ctx, ticket_id)
    _change(
        ctx,
        ticket_id,
        raw_subject=SCRUBBED,
        description=SCRUBBED,
        external_id=None,
        scrubbed=True,
        recipient=None,
        tags="[]",
        custom_fields="{}",
        email_cc_ids="[]",
        follower_ids="[]",
    )
    announce(ctx, ticket_id, "permanently_deleted")


def _change(ctx: Context, ticket_id: int, **values: object) -> None:
    stamped = {"updated_at": ctx.now, "generated_at": ctx.now, **values}
    ctx.db.run(update(tickets).where(tickets.c.id == ticket_id).values(**stamped))


def _note(ctx: Context, row: Row[Any], value: str, previous: str) -> None:
    """Leave an audit: the incremental export tells deletions by it."""
    event = {
        "type": "Change",
        "field_name": "status",
        "value": value,
        "previous_value": previous,
    }
    draft = draft_of(row, ctx.db.cached(desk.load), API, ctx.actor.id or -1)
    insert_audit(ctx, draft, [event])


def _recount_problem(ctx: Context, problem_id: int | None) -> None:
    if problem_id is None:
        return
    linked = tickets.alias()
    living = select(func.count()).where(
        linked.c.problem_id == problem_id, linked.c.deleted_at.is_(None)
    )
    _change(ctx, problem_id, incident_count=living.scalar_subquery())
