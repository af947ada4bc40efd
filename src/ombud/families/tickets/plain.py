"""The fields of a ticket that follow few rules: words, choices, dates, brand, form, problem."""

from ombud.families.recipient_addresses import known as support_addresses
from ombud.families.tickets import queries
from ombud.families.tickets.changes import TicketChange
from ombud.families.tickets.draft import Draft
from ombud.values.choices import PRIORITIES, TYPES
from ombud.values.text import looks_like_email
from ombud.values.times import parse_iso
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["apply_plain", "validate_links"]

LONGEST_EXTERNAL_ID = 255
LONGEST_SUBJECT = 65_535


def apply_plain(ctx: Context, draft: Draft, change: TicketChange) -> None:
    """Take over every plain field that was given."""
    after = draft.after
    _apply_words(draft, change)
    for name, allowed in (("type", TYPES), ("priority", PRIORITIES)):
        value = getattr(change, name)
        if value is not UNSET:
            # The form of the web sends an empty choice as an empty word.
            if value not in {None, "", *allowed}:
                raise Invalid.invalid(name, value)
            after[name] = value or None
    if change.due_at is not UNSET:
        after["due_at"] = _time("due_at", change.due_at)
    _refuse_unknown(change)
    _apply_brand_and_form(ctx, draft, change)
    _apply_problem(ctx, draft, change)
    if after["type"] != "task":
        after["due_at"] = None


def _apply_words(draft: Draft, change: TicketChange) -> None:
    after = draft.after
    subject = change.raw_subject if change.raw_subject is not UNSET else change.subject
    if subject is not UNSET:
        words = text_of(subject)
        if words is not None and len(words) > LONGEST_SUBJECT:
            raise Invalid.too_long("subject", LONGEST_SUBJECT)
        after["raw_subject"] = words
    if change.external_id is not UNSET:
        external_id = text_of(change.external_id)
        if external_id is not None and len(external_id) > LONGEST_EXTERNAL_ID:
            raise Invalid.too_long("external_id", LONGEST_EXTERNAL_ID)
        after["external_id"] = external_id
    if change.recipient is not UNSET and draft.is_new:
        after["recipient"] = _recipient(change.recipient)


def _apply_brand_and_form(ctx: Context, draft: Draft, change: TicketChange) -> None:
    """What a ticket has already may be sent back, even if nobody could choose it any more."""
    before, known = draft.before, draft.desk
    brand_id, form_id = change.brand_id, change.ticket_form_id
    if brand_id is not UNSET and brand_id is not None:
        if brand_id not in {*known.brand_ids, before.get("brand_id")}:
            raise Invalid.invalid("brand_id", brand_id)
        draft.after["brand_id"] = brand_id
    elif draft.is_new and draft.after["recipient"]:
        of_address = support_addresses.brand_of(ctx, draft.after["recipient"])
        if of_address in known.brand_ids:
            draft.after["brand_id"] = of_address
    if form_id is not UNSET:
        form = known.forms.get(form_id or 0)
        is_new = form_id is not None and form_id != before.get("ticket_form_id")
        if is_new and not (form and form.active):
            raise Invalid.invalid("ticket_form_id", form_id)
        draft.after["ticket_form_id"] = form_id


def _apply_problem(ctx: Context, draft: Draft, change: TicketChange) -> None:
    after = draft.after
    if change.problem_id is not UNSET:
        after["problem_id"] = change.problem_id
        if change.problem_id is not None and draft.changed("problem_id"):
            problem = queries.lookup(ctx, change.problem_id)
            if problem is None or problem.type != "problem" or problem.id == draft.id:
                raise Invalid.invalid("problem_id", change.problem_id)
            # A ticket that is given a problem and no type is its incident.
            if change.type is UNSET:
                after["type"] = "incident"
    if after["type"] != "incident":
        after["problem_id"] = None


def _recipient(given: object) -> str | None:
    """The address that the ticket came to; raises Invalid for what is no address.

    # Zendesk: recipient (docs/quirks.md#recipient)
    """
    if not isinstance(given, str) or not given.strip():
        return None
    if not looks_like_email(given.strip()):
        raise Invalid.one("recipient", f"Recipient: {given} is not properly formatted")
    return given.strip()


def _refuse_unknown(change: TicketChange) -> None:
    """Ids of what an account without sharing agreements cannot have.

    # Zendesk: unknown-macros (docs/quirks.md#unknown-macros)
    """
    given = change.sharing_agreement_ids
    if isinstance(given, list) and given:
        raise Invalid.invalid("sharing_agreement_ids", given[0])


def validate_links(draft: Draft) -> None:
    """A problem with incidents stays a problem."""
    if draft.before.get("incident_count") and draft.after["type"] != "problem":
        description = "Type: a problem with linked incidents must stay a problem"
        raise Invalid.one("type", description)


def _time(name: str, value: object) -> int | None:
    if value in {None, ""}:
        return None
    try:
        return parse_iso(str(value))
    except ValueError as error:
        raise Invalid.invalid(name, value) from error
