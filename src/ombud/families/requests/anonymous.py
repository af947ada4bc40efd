"""Requests of people who are not signed in: they say who they are, and nobody checks it."""

from dataclasses import replace
from typing import Any

from ombud.families.account_settings import settings
from ombud.families.inbound_mails.judging import AN_HOUR, MOST_AN_HOUR, Dropped, judged_by_sender
from ombud.families.inbound_mails.people import Known, known_people
from ombud.families.requests import queries, service
from ombud.families.requests.changes import NewRequest
from ombud.families.requests.shapes import HeldRequest, show, show_held
from ombud.families.suspended_tickets.causes import Cause
from ombud.families.suspended_tickets.requested import hold_request
from ombud.families.suspended_tickets.signing_up import ask_once
from ombud.families.users.people import check_address, find_or_create
from ombud.mail.letter import Party
from ombud.wire.answers import Created
from ombud.wire.changes import text_of
from ombud.wire.context import Actor, Context
from ombud.wire.errors import Invalid

__all__ = ["create"]


def create(ctx: Context, request: NewRequest) -> Created[Any]:
    """The request of whoever the caller claims to be, or what was held back of it.

    The rules for mail of strangers hold here, too. Raises Invalid when something is missing, and
    for people who have to sign in.
    # Zendesk: anonymous-requests (docs/quirks.md#anonymous-requests)
    """
    party = _claimed(request)
    known = known_people(ctx, [party.address]).get(party.address.lower())
    verdict = _judged(ctx, party, known)
    if verdict is not None:
        return _held(ctx, request, party, verdict)
    requester_id = find_or_create(ctx, email=party.address, name=party.name)
    # What the person may see is not theirs to use: only that they are an end user.
    actor = Actor(requester_id, "end-user", party.name, party.address)
    requester = replace(ctx, actor=actor)
    request_id = service.create(requester, request, trusted=False).ticket_id
    made = show(requester, [queries.find(requester, request_id)])[0]
    return Created(made, made.url)


def _claimed(request: NewRequest) -> Party:
    """Who the requester is said to be."""
    if not (text_of(request.subject) or "").strip():
        raise Invalid.blank("subject")
    requester = request.requester
    if not requester:
        raise Invalid.blank("requester")
    name, email = (text_of(value) or "" for value in (requester.name, requester.email))
    if not name.strip():
        description = "Requester: Name:  is too short (minimum is 1 characters)"
        raise Invalid.one("requester", description, "ValueTooShort")
    if not email.strip():
        raise Invalid.one("requester", "Requester: Email: cannot be blank", "BlankValue")
    check_address(email.strip())
    return Party(email.strip(), name.strip())


def _judged(ctx: Context, party: Party, known: Known | None) -> Cause | None:
    """Why it is held back. Nobody writes in the name of an agent, or of who was shut out."""
    verdict = judged_by_sender(ctx, party, known)
    is_barred = known is not None and (known.is_staff or known.suspended)
    if is_barred or isinstance(verdict, Dropped):
        description = f"Requester: {party.address} has to sign in to create a request"
        raise Invalid.one("requester", description)
    lately = party.address, known.id if known else 0, ctx.now - AN_HOUR, MOST_AN_HOUR
    if verdict is None and queries.count_of(ctx, *lately) >= MOST_AN_HOUR:
        return Cause.LOOP
    is_open = ctx.db.cached(settings.load).flag("user.anonymous_requests")
    return verdict if is_open or verdict else Cause.REGISTERED_USER_LOGGED_OUT


def _held(ctx: Context, request: NewRequest, party: Party, cause: Cause) -> Created[HeldRequest]:
    row = hold_request(ctx, request, party, cause)
    if cause is Cause.SIGNUP_REQUIRED:
        ask_once(ctx, row.id, party.address)
    held = show_held(ctx, row)
    return Created(held, held.url)
