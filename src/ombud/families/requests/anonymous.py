"""Requests of people who are not signed in: they say who they are, and nobody checks it."""

from dataclasses import replace

from ombud.families.account_settings import settings
from ombud.families.requests.changes import NewRequest
from ombud.families.tickets import people_queries
from ombud.families.users import queries as user_queries
from ombud.families.users.people import find_or_create
from ombud.wire.changes import text_of
from ombud.wire.context import Actor, Context
from ombud.wire.errors import Invalid, Unauthenticated

__all__ = ["as_requester"]


def as_requester(ctx: Context, request: NewRequest) -> Context:
    """The context of whoever the caller claims to be, with an end user's rights.

    Raises Unauthenticated where the account wants people to sign in, and Invalid when name,
    address or subject are missing or the address is one that has to sign in.
    """
    if not ctx.db.cached(settings.load).flag("user.anonymous_requests"):
        raise Unauthenticated
    if not (text_of(request.subject) or "").strip():
        raise Invalid.blank("subject")
    name, email = _claimed(request)
    known = user_queries.owner_of_email(ctx, email)
    if known is not None:
        _check_not_staff(ctx, known, email)
    requester_id = find_or_create(ctx, email=email, name=name)
    # What the person may see is not theirs to use: only that they are an end user.
    return replace(ctx, actor=Actor(requester_id, "end-user", name, email))


def _claimed(request: NewRequest) -> tuple[str, str]:
    requester = request.requester
    if not requester:
        raise Invalid.blank("requester")
    name, email = (text_of(value) or "" for value in (requester.name, requester.email))
    if not name.strip():
        description = "Requester: Name:  is too short (minimum is 1 characters)"
        raise Invalid.one("requester", description, "ValueTooShort")
    if not email.strip():
        raise Invalid.one("requester", "Requester: Email: cannot be blank", "BlankValue")
    return name.strip(), email.strip()


def _check_not_staff(ctx: Context, user_id: int, email: str) -> None:
    """Nobody writes in the name of an agent, nor of somebody who was shut out."""
    person = people_queries.person(ctx, user_id)
    if person is None or person.suspended or person.role != "end-user":
        description = f"Requester: {email} has to sign in to create a request"
        raise Invalid.one("requester", description)
