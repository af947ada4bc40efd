"""What a macro would do: to no ticket yet, or to one that is there. Nothing is stored."""

from types import SimpleNamespace
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from ombud.families.macros import queries
from ombud.families.macros.ruined import possible
from ombud.families.macros.words import SPOKEN, comment_of, subject_of
from ombud.families.placeholders.rendering import Placeholders
from ombud.families.tickets import desk
from ombud.families.tickets import queries as ticket_queries
from ombud.families.tickets.draft import JSON_COLUMNS, Draft, draft_of, new_draft
from ombud.families.tickets.effects import Source, apply
from ombud.families.tickets.shapes import Ticket, show
from ombud.families.tickets.via import API
from ombud.rules.actions import Action
from ombud.values.text import as_json
from ombud.wire.context import Context

__all__ = ["TicketAfter", "changes_of", "ticket_after"]

# What of a ticket that is still to be made a macro may set; the form and brand only by name.
CHANGES = (
    ("status", "status"),
    ("custom_status_id", "custom_status_id"),
    ("type", "type"),
    ("priority", "priority"),
    ("group_id", "group_id"),
    ("assignee_id", "assignee_id"),
    ("brand_id", "brand_id"),
    ("ticket_form_id", "ticket_form_id"),
    ("tags", "tags"),
    ("follower_ids", "follower_ids"),
    ("email_cc_ids", "email_cc_ids"),
)


class TicketAfter(Ticket):
    """A ticket as it would be, with the comment that would be written."""

    comment: dict[str, Any] | UnsetType = UNSET


def changes_of(ctx: Context, macro_id: int) -> dict[str, Any]:
    """What the macro changes of a new ticket, and the comment that it begins; raises NotFound."""
    macro = queries.find(ctx, macro_id)
    actions = possible(ctx.db, macro)
    draft = new_draft(0, ctx.db.cached(desk.load), API, ctx.actor.id or -1, ctx.now)
    placeholders = Placeholders(ctx, draft)
    before = {name: draft.after[name] for _, name in CHANGES}
    _apply(ctx, draft, actions, macro)
    named = {action.field for action in actions}
    changes = {
        name: draft.after[column]
        for name, column in CHANGES
        if draft.after[column] != before[column] or column in named
    }
    fields = [
        {"id": int(field_id), "value": value}
        for field_id, value in draft.after["custom_fields"].items()
    ]
    if fields:
        changes["fields"] = fields
    if (subject := subject_of(actions, placeholders)) is not None:
        changes["subject"] = subject
    if (comment := comment_of(ctx, actions, placeholders)) is not None:
        changes["comment"] = comment
    return changes


def ticket_after(ctx: Context, ticket_id: int, macro_id: int) -> TicketAfter:
    """The ticket as it would be; raises NotFound and Forbidden."""
    macro = queries.find(ctx, macro_id)
    actions = possible(ctx.db, macro)
    row = ticket_queries.find(ctx, ticket_id)
    draft = draft_of(row, ctx.db.cached(desk.load), API, ctx.actor.id or -1)
    # They speak about the ticket as it is before the macro.
    placeholders = Placeholders(ctx, ticket_id)
    subject, comment = subject_of(actions, placeholders), comment_of(ctx, actions, placeholders)
    _apply(ctx, draft, actions, macro)
    if subject is not None:
        draft.after["raw_subject"] = subject
    shown = _shown(ctx, draft)
    if comment is not None:
        shown.comment = comment
    return shown


def _apply(ctx: Context, draft: Draft, actions: tuple[Action, ...], macro: Any) -> None:
    unspoken = [action for action in actions if action.field not in SPOKEN]
    apply(ctx, draft, unspoken, Source("macro", macro.id, macro.raw_title))


def _shown(ctx: Context, draft: Draft) -> TicketAfter:
    stored = {name: as_json(draft.after[name]) for name in JSON_COLUMNS}
    row: Any = SimpleNamespace(**{**draft.after, **stored})
    return TicketAfter(**msgspec.structs.asdict(show(ctx, [row])[0]))
