"""The life of a ticket: which status follows which, and what must be filled to solve it."""

from collections.abc import Mapping
from typing import Any

from ombud.families.account_settings import settings
from ombud.families.custom_statuses import statuses
from ombud.families.custom_statuses.statuses import Statuses
from ombud.families.dynamic_content_items.titles import shown_title
from ombud.families.ticket_fields import definitions
from ombud.families.ticket_fields.definitions import Field
from ombud.families.tickets.assignment import assign_to_solver
from ombud.families.tickets.changes import TicketChange
from ombud.families.tickets.desk import Desk
from ombud.families.tickets.draft import Draft
from ombud.values.choices import STATUSES
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = [
    "FINISHED",
    "apply_status",
    "missing_to_solve",
    "refuse_closed",
    "take_status",
    "validate_solved",
]

FINISHED = frozenset({"solved", "closed"})
REOPENED_BY_REPLY = frozenset({"pending", "hold", "solved"})
# What the desk does by itself is not held up by an empty field.
UNCHECKED_CHANNELS = frozenset({"system", "rule"})
CLOSED = {"description": "Status: closed prevents ticket update", "error": "ClosedTicket"}


def refuse_closed(draft: Draft) -> None:
    """Nothing about a closed ticket changes any more."""
    if draft.before.get("status") == "closed":
        raise Invalid({"status": [dict(CLOSED)]})


def apply_status(ctx: Context, draft: Draft, change: TicketChange) -> None:
    """Settle status and custom status from what was given and from what else happens."""
    known = ctx.db.cached(statuses.load)
    after, before = draft.after, draft.before.get("status", "new")
    wanted = _wanted(known, draft, change)
    if wanted is None:
        after["status"] = _implied(draft)
    else:
        _check_hold(ctx, draft, change)
        # Zendesk: back-to-new (docs/quirks.md#back-to-new)
        after["status"] = "open" if wanted == "new" and before != "new" else wanted
    _match_custom_status(known, draft, change)
    if after["status"] in FINISHED and before not in FINISHED:
        assign_to_solver(ctx, draft)


def take_status(ctx: Context, draft: Draft, change: TicketChange) -> None:
    """Take over the status as it is given, wherever in its life the ticket is said to be."""
    known = ctx.db.cached(statuses.load)
    draft.after["status"] = _wanted(known, draft, change) or _implied(draft)
    _match_custom_status(known, draft, change)


def validate_solved(ctx: Context, draft: Draft) -> None:
    """A ticket that becomes solved or closed has an assignee and every required field.

    Raises Invalid with one entry for each field that is missing.
    """
    before = draft.before.get("status", "new")
    if draft.after["status"] not in FINISHED or before in FINISHED:
        return
    if draft.via.channel in UNCHECKED_CHANNELS or draft.via.source["rel"] == "merge":
        return
    missing = missing_to_solve(ctx, draft.desk, draft.after)
    if missing:
        raise Invalid({"base": [_missing(ctx, field) for field in missing]})


def missing_to_solve(ctx: Context, desk: Desk, ticket: Mapping[str, Any]) -> list[Field]:
    """The empty fields that keep the ticket, its JSON decoded, from being solved."""
    known = ctx.db.cached(definitions.load)
    form = desk.forms.get(ticket["ticket_form_id"] or 0)
    forms_in_use = sum(form.active for form in desk.forms.values())
    fields = [
        field
        for field in known.custom
        # With a single form every active field counts, whether or not it was put on it.
        if field.required
        and (form is None or forms_in_use == 1 or field.id in form.ticket_field_ids)
    ]
    missing = [field for field in fields if _is_empty(ticket["custom_fields"].get(str(field.id)))]
    return missing if ticket["assignee_id"] is not None else [known.system("assignee"), *missing]


def _wanted(known: Statuses, draft: Draft, change: TicketChange) -> str | None:
    """The category that the caller asks for; a custom status decides over a status."""
    if change.custom_status_id is not UNSET and change.custom_status_id is not None:
        found = known.by_id.get(change.custom_status_id)
        is_kept = change.custom_status_id == draft.before.get("custom_status_id")
        if found is None or not (found.active or is_kept):
            raise Invalid.invalid("custom_status_id", change.custom_status_id)
        return found.category
    if change.status is UNSET or change.status is None or change.status == "":
        return None
    if change.status not in STATUSES:
        raise Invalid.invalid("status", change.status)
    return change.status


def _check_hold(ctx: Context, draft: Draft, change: TicketChange) -> None:
    """On hold is a status that the account switches on; a custom status may always be used."""
    if change.custom_status_id is not UNSET and change.custom_status_id is not None:
        return
    if change.status != "hold" or draft.before.get("status") == "hold":
        return
    if not ctx.db.cached(settings.load).flag("tickets.status_hold"):
        raise Invalid.invalid("status", change.status)


def _implied(draft: Draft) -> str:
    """The status that follows from an assignment or from a customer's reply."""
    status = str(draft.after["status"])
    comment = draft.comment
    if comment and not draft.is_new and comment.public and not comment.by_agent:
        if status in REOPENED_BY_REPLY:
            return "open"
    elif (
        status == "new" and draft.after["assignee_id"] is not None and draft.changed("assignee_id")
    ):
        return "open"
    return status


def _match_custom_status(known: Statuses, draft: Draft, change: TicketChange) -> None:
    after = draft.after
    if change.custom_status_id is not UNSET and change.custom_status_id is not None:
        after["custom_status_id"] = change.custom_status_id
    present = known.by_id.get(after["custom_status_id"] or 0)
    if after["status"] == "closed" and present is not None:
        return
    if present is None or present.category != after["status"]:
        after["custom_status_id"] = known.default_of(after["status"]).id


def _is_empty(value: Any) -> bool:
    return value in (None, "", []) or value is False


def _missing(ctx: Context, field: Field) -> dict[str, Any]:
    kind = "PartialCreditCard" if field.type == "partialcreditcard" else field.type.capitalize()
    return {
        "description": f"{shown_title(ctx, field.title)}: is required when solving a ticket",
        "error": None,
        "ticket_field_id": field.id,
        "ticket_field_type": f"Field{kind}",
    }
