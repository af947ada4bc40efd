"""Writes a finished draft: ticket, comment, audit, metrics, mirror rows and search index."""

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, select

from ombud.db import Prepared
from ombud.families.attachments.linking import attach_uploads
from ombud.families.ticket_metrics.measuring import EMPTY, Moment, measure
from ombud.families.tickets.custom_fields import field_rows
from ombud.families.tickets.draft import JSON_COLUMNS, Draft
from ombud.families.tickets.events import change_events
from ombud.families.tickets.indexing import reindex
from ombud.tables import (
    comments,
    ticket_audits,
    ticket_collaborators,
    ticket_field_values,
    ticket_metrics,
    ticket_tags,
    tickets,
)
from ombud.wire.context import Context

__all__ = ["insert_audit", "record", "write"]

METRICS = Prepared(
    select(ticket_metrics).where(ticket_metrics.c.ticket_id == bindparam("ticket_id"))
)
encode = msgspec.json.Encoder().encode
INDEXED = ("raw_subject", "tags", "custom_fields")
# Flag 2: nobody knows whether the author is who they say they are.
UNTRUSTED = {"flags": [2], "flags_options": {"2": {"trusted": False}}, "trusted": False}


def write(ctx: Context, draft: Draft) -> int | None:
    """Write everything the draft changes; the id of its audit, or None when nothing changed."""
    audit_id = record(ctx, draft)
    if audit_id is not None:
        _write_metrics(ctx, draft)
        _write_index(ctx, draft)
    return audit_id


def record(ctx: Context, draft: Draft) -> int | None:
    """Write only the ticket, its comment and the audit, for changes that nobody is measured by.

    Whoever calls it brings the search index up to date.
    """
    events = change_events(draft)
    if not events and draft.comment is None:
        return None
    draft.after["updated_at"] = draft.after["generated_at"] = ctx.now
    _stamp_status(ctx, draft)
    _write_ticket(ctx, draft)
    _write_mirrors(ctx, draft)
    return _write_audit(ctx, draft, events)


def insert_audit(ctx: Context, draft: Draft, events: list[dict[str, Any]]) -> list[int]:
    """Write an audit with these events; its id, followed by the ids given to the events."""
    audit_id, *ids = ctx.db.new_ids(len(events) + 1)
    ctx.db.insert(
        ticket_audits,
        id=audit_id,
        ticket_id=draft.id,
        author_id=draft.author_id,
        via_channel=draft.via.channel,
        via_source=encode(draft.via.source).decode(),
        metadata=encode(_metadata(ctx, draft)).decode(),
        events=encode(
            [{"id": event_id, **event} for event_id, event in zip(ids, events, strict=True)]
        ).decode(),
        created_at=ctx.now,
    )
    return [audit_id, *ids]


def _write_audit(ctx: Context, draft: Draft, events: list[dict[str, Any]]) -> int:
    if draft.comment is None:
        return insert_audit(ctx, draft, events)[0]
    # The first event is the comment itself, which has the event's id and its words elsewhere.
    audit_id, comment_id, *_ = insert_audit(ctx, draft, [{"type": draft.comment.type}, *events])
    _write_comment(ctx, draft, comment_id, audit_id)
    return audit_id


def _write_comment(ctx: Context, draft: Draft, comment_id: int, audit_id: int) -> None:
    comment = draft.comment
    assert comment is not None  # noqa: S101 (checked by the caller)
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
        ctx.db.run(delete(table).where(table.c.ticket_id == draft.id))
    ctx.db.insert_all(table, [{"ticket_id": draft.id, **row} for row in rows])


def _write_metrics(ctx: Context, draft: Draft) -> None:
    comment = draft.comment
    moment = Moment(
        now=ctx.now,
        created_at=draft.after["created_at"],
        before=draft.before,
        after=draft.after,
        actor_id=comment.author_id if comment else draft.author_id,
        has_comment=comment is not None,
        is_public_agent_comment=comment is not None and comment.public and comment.by_agent,
    )
    if draft.is_new:
        values, durations = measure(EMPTY, {}, moment)
        times = {"created_at": ctx.now, "updated_at": ctx.now}
        stored = {"durations": encode(durations).decode(), **times}
        ctx.db.insert(ticket_metrics, ticket_id=draft.id, **values, **stored)
        return
    row = ctx.db.row(METRICS, {"ticket_id": draft.id})
    if row is None:
        # Imported tickets are not measured.
        return
    before: Mapping[str, Any] = {name: row._mapping[name] for name in EMPTY}
    values, durations = measure(before, msgspec.json.decode(row.durations), moment)
    values.update(durations=encode(durations).decode(), updated_at=ctx.now)
    ctx.db.update(ticket_metrics, draft.id, values, by="ticket_id")


def _write_index(ctx: Context, draft: Draft) -> None:
    comment = draft.comment
    if comment is None and not any(draft.changed(name) for name in INDEXED):
        return
    only = (comment.public, comment.rendered.plain_body) if comment else (True, "")
    reindex(ctx, draft.after, [only] if draft.is_new else None)


def _metadata(ctx: Context, draft: Draft) -> dict[str, Any]:
    metadata = {"system": _system(ctx), "custom": draft.metadata}
    return metadata if draft.trusted else {**metadata, **UNTRUSTED}


def _system(ctx: Context) -> dict[str, Any]:
    """What is known of the client; a desk has no map of addresses, so there is no place."""
    found: dict[str, Any] = {}
    client = ctx.request.headers.get("user-agent")
    if client:
        found["client"] = client
    if ctx.request.ip_address:
        found["ip_address"] = ctx.request.ip_address
    return found
