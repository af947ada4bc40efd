"""Writes a finished draft: ticket, comment, audit, metrics, mirror rows and search index."""

from typing import Any

import msgspec
from sqlalchemy import bindparam, delete

from ombud.db import Prepared
from ombud.families.attachments.linking import attach_uploads
from ombud.families.slas.advancing import advance, write_advances
from ombud.families.tickets import queries
from ombud.families.tickets.announcing import announce_draft
from ombud.families.tickets.custom_fields import field_rows
from ombud.families.tickets.draft import JSON_COLUMNS, Draft, NewComment
from ombud.families.tickets.effects.delivering import queue, word
from ombud.families.tickets.events import change_events
from ombud.families.tickets.indexing import reindex
from ombud.tables import (
    comments,
    ticket_audits,
    ticket_collaborators,
    ticket_field_values,
    ticket_tags,
    tickets,
)
from ombud.wire.context import Context

__all__ = ["add_events", "insert_audit", "record", "write"]

encode = msgspec.json.Encoder().encode
INDEXED = ("raw_subject", "tags", "custom_fields")
CLEARING = {
    table: Prepared(delete(table).where(table.c.ticket_id == bindparam("ticket_id")))
    for table in (ticket_tags, ticket_field_values, ticket_collaborators)
}
# Nobody knows whether the author is who they say they are.
STRANGER = 2


def write(ctx: Context, draft: Draft) -> int | None:
    """Write everything the draft changes; the id of its audit, or None when nothing changed.

    What service levels say to it is worked out first, because the audit tells of it.
    """
    events = change_events(draft)
    if not events and draft.comment is None:
        return None
    word(ctx, draft)
    found = advance(ctx, draft)
    audit_id = _record(ctx, draft, events + found.audit_events if found else events)
    if found is not None:
        write_advances(ctx, [found])
    _write_index(ctx, draft)
    if failures := queue(ctx, draft, audit_id):
        add_events(ctx, audit_id, failures)
    announce_draft(ctx, draft, found.audit_events if found else ())
    return audit_id


def record(ctx: Context, draft: Draft) -> int | None:
    """Write only the ticket, its comment and the audit, for changes that nobody is measured by.

    Whoever calls it brings the search index up to date.
    """
    events = change_events(draft)
    if not events and draft.comment is None:
        return None
    return _record(ctx, draft, events)


def add_events(ctx: Context, audit_id: int, events: list[dict[str, Any]]) -> None:
    """Tell in an audit that is written what went wrong after it."""
    for event_id, event in zip(ctx.db.new_ids(len(events)), events, strict=True):
        event["id"] = event_id
    told = msgspec.json.decode(queries.told_in(ctx, audit_id))
    ctx.db.update(ticket_audits, audit_id, {"events": encode([*told, *events]).decode()})


def _record(ctx: Context, draft: Draft, events: list[dict[str, Any]]) -> int:
    draft.after["updated_at"] = draft.after["generated_at"] = ctx.now
    _stamp_status(ctx, draft)
    _write_ticket(ctx, draft)
    _write_mirrors(ctx, draft)
    return _write_audit(ctx, draft, events)


def insert_audit(ctx: Context, draft: Draft, events: list[dict[str, Any]]) -> list[int]:
    """Write an audit with these events; its id, followed by the ids given to the events."""
    audit_id, *ids = ctx.db.new_ids(len(events) + 1)
    for event_id, event in zip(ids, events, strict=True):
        event["id"] = event_id
    ctx.db.insert(
        ticket_audits,
        id=audit_id,
        ticket_id=draft.id,
        author_id=draft.author_id,
        via_channel=draft.via.channel,
        via_source=encode(draft.via.source).decode(),
        metadata=encode(_metadata(ctx, draft)).decode(),
        events=encode(events).decode(),
        created_at=ctx.now,
    )
    return [audit_id, *ids]


def _write_audit(ctx: Context, draft: Draft, events: list[dict[str, Any]]) -> int:
    if draft.comment is None:
        audit_id = insert_audit(ctx, draft, events)[0]
    else:
        # The event of a comment has the comment's id, and its words are elsewhere.
        said: dict[str, Any] = {"type": draft.comment.type}
        audit_id = insert_audit(ctx, draft, [said, *events])[0]
        _write_comment(ctx, draft, draft.comment, said["id"], audit_id)
    for reply, event in draft.replies:
        _write_comment(ctx, draft, reply, event["id"], audit_id)
    return audit_id


def _write_comment(
    ctx: Context, draft: Draft, comment: NewComment, comment_id: int, audit_id: int
) -> None:
    comment.id = comment_id
    ctx.db.insert(
        comments,
        id=comment_id,
        ticket_id=draft.id,
        audit_id=audit_id,
        author_id=comment.author_id,
        type=comment.type,
        body=comment.rendered.body,
        html_body=comment.rendered.html_body,
        plain_body=comment.rendered.plain_body,
        public=comment.public,
        data=encode(comment.data).decode(),
        created_at=ctx.now,
    )
    if comment.uploads:
        attach_uploads(ctx, comment.uploads, comment_id, of_strangers=not draft.trusted)


def _stamp_status(ctx: Context, draft: Draft) -> None:
    if not draft.changed("status"):
        return
    after, before = draft.after, draft.before.get("status")
    if after["status"] == "solved":
        after["solved_at"] = ctx.now
    elif after["status"] == "closed":
        after["closed_at"] = ctx.now
        after["solved_at"] = after["solved_at"] or ctx.now
    elif before == "solved":
        after["solved_at"] = None


def _write_ticket(ctx: Context, draft: Draft) -> None:
    values = {name: value for name, value in draft.after.items() if draft.changed(name)}
    for name in JSON_COLUMNS:
        if name in values:
            values[name] = encode(values[name]).decode()
    if draft.is_new:
        ctx.db.insert(tickets, **{**values, "id": draft.id})
    elif values:
        # Two changes of one second may leave the row as it is: only an event tells the second.
        ctx.db.update(tickets, draft.id, values)


def _write_mirrors(ctx: Context, draft: Draft) -> None:
    """Tags, field values and collaborators live as rows too: what lists and rules look for."""
    if draft.changed("tags"):
        _replace(ctx, draft, ticket_tags, [{"tag": tag} for tag in draft.after["tags"]])
    if draft.changed("custom_fields"):
        rows = field_rows(ctx, draft.after["custom_fields"])
        pairs = [{"field_id": field_id, "value": value} for field_id, value in rows]
        _replace(ctx, draft, ticket_field_values, pairs)
    if draft.changed("email_cc_ids") or draft.changed("follower_ids"):
        people = [
            {"user_id": user_id, "kind": kind}
            for name, kind in (("email_cc_ids", "email_cc"), ("follower_ids", "follower"))
            for user_id in draft.after[name]
        ]
        _replace(ctx, draft, ticket_collaborators, people)


def _replace(ctx: Context, draft: Draft, table: Any, rows: list[dict[str, Any]]) -> None:
    if not draft.is_new:
        ctx.db.run(CLEARING[table], {"ticket_id": draft.id})
    ctx.db.insert_all(table, [{"ticket_id": draft.id, **row} for row in rows])


def _write_index(ctx: Context, draft: Draft) -> None:
    said = [draft.comment] if draft.comment else []
    said += [reply for reply, _ in draft.replies]
    if not said and not any(draft.changed(name) for name in INDEXED):
        return
    texts = [(comment.public, comment.rendered.plain_body) for comment in said]
    reindex(ctx, draft.after, texts if draft.is_new else None)


def _metadata(ctx: Context, draft: Draft) -> dict[str, Any]:
    metadata = {"system": {**_system(ctx), **draft.via.system}, "custom": draft.metadata}
    flags = {**({} if draft.trusted else {STRANGER: {}}), **draft.via.flags}
    if not flags:
        return metadata
    options = {str(flag): {"trusted": False, **more} for flag, more in flags.items()}
    return {**metadata, "flags": [*flags], "flags_options": options, "trusted": False}


def _system(ctx: Context) -> dict[str, Any]:
    """What is known of the client; a desk has no map of addresses, so there is no place."""
    found: dict[str, Any] = {}
    client = ctx.request.headers.get("user-agent")
    if client:
        found["client"] = client
    if ctx.request.ip_address:
        found["ip_address"] = ctx.request.ip_address
    return found
