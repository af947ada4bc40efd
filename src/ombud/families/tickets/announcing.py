"""Tells webhooks that subscribe to events what happened to tickets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select

from ombud.db import Prepared, among
from ombud.families.attachments.linking import attachments_of
from ombud.families.required import existing
from ombud.families.tickets import desk, people_queries
from ombud.families.tickets.draft import Draft, draft_of
from ombud.families.tickets.via import API
from ombud.families.webhooks.announcer import Announcer
from ombud.families.webhooks.differing import Event, changes
from ombud.families.webhooks.publishing import is_heard, publish
from ombud.tables import comments, tickets
from ombud.values.times import iso
from ombud.wire.context import Context

__all__ = ["announce", "announce_draft", "announce_files", "watching"]

Json = dict[str, Any]
WORDS = ("description", "external_id", "is_public")
IDS = {
    "assignee_id": "assignee_id",
    "brand_id": "brand_id",
    "custom_status": "custom_status_id",
    "form_id": "ticket_form_id",
    "group_id": "group_id",
    "organization_id": "organization_id",
    "requester_id": "requester_id",
    "submitter_id": "submitter_id",
}
# What an audit tells as well, by its type there or by its field.
OF_COMMENTS = {
    "CommentPrivacyChange": "comment_made_private",
    "CommentRedactionEvent": "comment_redacted",
    "AttachmentRedactionEvent": "attachment_redacted_from_comment",
}
OF_POLICIES = {"sla_policy": "sla_policy_changed", "group_sla_policy": "ola_policy_changed"}
FILES = "attachment_linked_to_comment"
TICKET = Prepared(select(tickets).where(tickets.c.id == bindparam("ticket_id")))
COMMENTS = Prepared(select(comments).where(among(comments.c.id, "ids")).order_by(comments.c.id))


def announce_draft(ctx: Context, draft: Draft, of_clocks: Sequence[Json] = ()) -> None:
    """Queue the events of a draft that was just written, with what the audit tells of clocks."""
    if is_heard(ctx):
        events = [*_changes(ctx, draft), *_of_policies(of_clocks), *_of_comments(ctx, draft)]
        publish(ctx, "ticket", draft.id, events, lambda: _shown(draft))


def announce_files(ctx: Context, ticket_id: int, comment_id: int) -> None:
    """Queue that the files of a comment were attached to it."""
    if is_heard(ctx, "ticket", FILES):
        for name, event in _linked(ctx, [comment_id]):
            announce(ctx, ticket_id, name, event)


def _read(ctx: Context, ticket_id: int) -> Row[Any]:
    """A ticket, deleted or scrubbed as it may be."""
    return existing(ctx.db.row(TICKET, {"ticket_id": ticket_id}))


def _detail(ctx: Context, row: Row[Any]) -> Json:
    draft = draft_of(row, ctx.db.cached(desk.load), API, ctx.actor.id or -1)
    shown = _shown(draft)
    if row.deleted_at is not None:
        shown["status"] = "SCRUBBED" if row.scrubbed else "DELETED"
    return shown


TICKETS = Announcer("ticket", _read, _detail)
announce, watching = TICKETS.announce, TICKETS.watching


def _changes(ctx: Context, draft: Draft) -> Iterator[Event]:
    if draft.is_new:
        yield "created", {}
        # Its clocks start once it is there.
        after: Mapping[str, Any] = {"sla_next_breach_at": draft.after["sla_next_breach_at"]}
        yield from changes(ctx, "ticket", {}, after)
        return
    for name, event in changes(ctx, "ticket", draft.before, draft.after):
        # A description is changed by redaction alone, and must not be told as it was.
        yield name, {**event, "previous": None} if name == "description_changed" else event


def _of_policies(of_clocks: Sequence[Json]) -> Iterator[Event]:
    for event in of_clocks:
        name = OF_POLICIES.get(event["field_name"])
        if name is not None:
            yield name, {"current": event["value"], "previous": event["previous_value"]}


def _of_comments(ctx: Context, draft: Draft) -> Iterator[Event]:
    written = (draft.comment, *(reply for reply, _ in draft.replies))
    ids = [comment.id for comment in written if comment is not None and comment.id is not None]
    if is_heard(ctx, "ticket", "comment_added"):
        yield from (("comment_added", {"comment": _comment(ctx, row)}) for row in _rows(ctx, ids))
    if is_heard(ctx, "ticket", FILES):
        yield from _linked(ctx, ids)
    for event in draft.events:
        name = OF_COMMENTS.get(event["type"])
        if name is None or not is_heard(ctx, "ticket", name):
            continue
        (row,) = _rows(ctx, [event["comment_id"]])
        if "attachment_id" in event:
            yield from (
                (name, {"comment": told})
                for told in _files(ctx, row)
                if told["attachment"]["id"] == str(event["attachment_id"])
            )
        else:
            yield name, {"comment": _comment(ctx, row)}


def _rows(ctx: Context, ids: Sequence[int]) -> Sequence[Row[Any]]:
    return ctx.db.rows(COMMENTS, {"ids": ids}) if ids else ()


def _comment(ctx: Context, row: Row[Any]) -> Json:
    author = people_queries.person(ctx, row.author_id)
    return {
        "id": str(row.id),
        "body": row.plain_body,
        "is_public": row.public,
        "author": {
            "id": str(row.author_id),
            "is_staff": row.author_id in ctx.db.cached(desk.load).agents,
            "name": "" if author is None else author.name,
        },
    }


def _linked(ctx: Context, comment_ids: Sequence[int]) -> Iterator[Event]:
    for row in _rows(ctx, comment_ids):
        yield from ((FILES, {"comment": told}) for told in _files(ctx, row))


def _files(ctx: Context, comment: Row[Any]) -> Iterator[Json]:
    for file in attachments_of(ctx, [comment.id]).get(comment.id, []):
        told = {
            "id": str(file.id),
            "content_type": file.content_type,
            "content_url": file.content_url,
            "filename": file.file_name,
            "is_public": comment.public,
        }
        yield {"id": str(comment.id), "attachment": told}


def _shown(draft: Draft) -> Json:
    after = draft.after
    told = {name: after[name] for name in WORDS}
    told |= {name: None if after[key] is None else str(after[key]) for name, key in IDS.items()}
    told |= {
        name: None if after[name] is None else after[name].upper()
        for name in ("priority", "status", "type")
    }
    return {
        "id": str(draft.id),
        "subject": after["raw_subject"],
        "actor_id": str(draft.author_id),
        "tags": list(after["tags"]),
        "via": {"channel": after["via_channel"]},
        "created_at": iso(after["created_at"]),
        "updated_at": iso(after["updated_at"]),
        **told,
    }
