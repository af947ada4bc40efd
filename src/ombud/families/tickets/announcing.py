"""Tells webhooks that subscribe to events what happened to a ticket."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row

from ombud.families.tickets import desk
from ombud.families.tickets.draft import Draft, draft_of
from ombud.families.tickets.via import API
from ombud.families.webhooks.publishing import Event, changes, is_heard, publish
from ombud.values.times import iso
from ombud.wire.context import Context

__all__ = ["announce", "announce_once"]

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


def announce(ctx: Context, draft: Draft) -> None:
    """Queue the events of a draft that was just written."""
    if is_heard(ctx):
        publish(ctx, "ticket", draft.id, list(_events(ctx, draft)), lambda: _detail(draft))


def announce_once(ctx: Context, row: Row[Any], event: Event, **after: object) -> None:
    """Queue what happens to a ticket beside its updates; `after` is how its row differs now."""

    def detail() -> dict[str, Any]:
        draft = draft_of(row, ctx.db.cached(desk.load), API, ctx.actor.id or -1)
        draft.after.update(updated_at=ctx.now, **after)
        return _detail(draft)

    if is_heard(ctx):
        publish(ctx, "ticket", row.id, [event], detail)


def _events(ctx: Context, draft: Draft) -> Iterator[Event]:
    if draft.is_new:
        yield "created", {}
    else:
        yield from changes(ctx, "ticket", draft.before, draft.after)
    for comment in (draft.comment, *(reply for reply, _ in draft.replies)):
        if comment is not None and comment.id is not None:
            told = {
                "id": str(comment.id),
                "body": comment.rendered.plain_body,
                "is_public": comment.public,
                "author": {"id": str(comment.author_id), "is_staff": comment.by_agent},
            }
            yield "comment_added", {"comment": told}


def _detail(draft: Draft) -> dict[str, Any]:
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
