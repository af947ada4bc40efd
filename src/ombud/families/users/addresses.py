"""The identities that come with writing a user: e-mail addresses, phone numbers, others.

What is asked of identities themselves belongs to the user identities family.
"""

import re
from typing import Any, NamedTuple

import phonenumbers
from sqlalchemy import delete, select, update

from ombud.db import Duplicate
from ombud.families.account_settings import settings
from ombud.families.user_identities.values import TYPES, clean_value, deliverable_state
from ombud.families.users import queries
from ombud.families.users.changes import IdentityChange, UserChange
from ombud.tables import user_identities
from ombud.values.text import looks_like_email
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = [
    "Phone",
    "add_email",
    "add_identities",
    "checked_email",
    "phone_values",
    "verify_primary",
]

LONGEST_PHONE = 100
SEPARATORS = re.compile(r"[\s().\-/]")
E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class Phone(NamedTuple):
    """A user's phone number and whether others may have it too."""

    number: str | None
    shared: bool


NO_PHONE = Phone(None, shared=False)


def checked_email(given: str) -> str:
    """The address as it is stored; raises Invalid for what is none."""
    email = given.strip().lower()
    if not looks_like_email(email):
        description = f"Email:  {given} is not properly formatted"
        raise Invalid.one("email", description, "InvalidFormat")
    return email


def add_email(ctx: Context, user_id: int, email: str, *, verified: bool, primary: bool) -> int:
    """Give a user an address as `checked_email` returned it, and return the identity's id.

    Raises Invalid when it is taken.
    """
    identity = {"type": "email", "value": email, "verified": verified, "primary": primary}
    return _insert(ctx, user_id, identity, ("email", "Email"))


def add_identities(ctx: Context, user_id: int, identities: list[IdentityChange]) -> None:
    """The identities given beside a new user's address; raises Invalid."""
    for identity in identities:
        kind = identity.type or ""
        if kind not in TYPES:
            raise Invalid.invalid("type", kind)
        value = clean_value(kind, identity.value or None)
        verified = identity.verified is True
        if kind == "email":
            if queries.owner_of_email(ctx, value) != user_id:
                add_email(ctx, user_id, value, verified=verified, primary=False)
            continue
        stored = {"type": kind, "value": value, "verified": verified, "primary": False}
        _insert(ctx, user_id, stored, ("value", "Value"))


def phone_values(
    ctx: Context, change: UserChange, user_id: int, before: Phone = NO_PHONE
) -> dict[str, Any]:
    """The columns of the phone number, after moving the identity that comes with it.

    # Zendesk: shared-phone-number (docs/quirks.md#shared-phone-number)
    """
    if change.phone is UNSET and change.shared_phone_number is UNSET:
        return {}
    phone = (
        before.number if change.phone is UNSET else (text_of(change.phone) or "").strip() or None
    )
    if phone is not None and len(phone) > LONGEST_PHONE:
        raise Invalid.too_long("phone", LONGEST_PHONE)
    shared = change.shared_phone_number
    if phone == before.number and shared in {UNSET, None, before.shared}:
        return {}
    _drop_phone(ctx, user_id, before)
    if phone is None:
        return {"phone": None, "shared_phone_number": False}
    number = SEPARATORS.sub("", phone)
    _check_number(ctx, phone, number)
    is_shared = shared is True
    if not isinstance(shared, bool):
        is_shared = not E164.fullmatch(number) or _is_taken(ctx, number)
    if not is_shared:
        identity = {"type": "phone_number", "value": number, "verified": False, "primary": False}
        _insert(ctx, user_id, identity, ("phone", "Phone"))
    return {"phone": phone, "shared_phone_number": is_shared}


def verify_primary(ctx: Context, user_id: int) -> bool:
    """Take the primary address as shown to be the user's; whether that is news."""
    identity = user_identities.c
    return bool(
        ctx.db.run(
            update(user_identities)
            .where(
                identity.user_id == user_id,
                identity.type == "email",
                identity.primary,
                identity.verified.is_(False),
            )
            .values(verified=True, updated_at=ctx.now)
        )
    )


def _insert(ctx: Context, user_id: int, identity: dict[str, Any], at: tuple[str, str]) -> int:
    state = deliverable_state(identity["type"], identity["value"])
    more = {"deliverable_state": state, "created_at": ctx.now, "updated_at": ctx.now}
    try:
        return ctx.db.insert(user_identities, user_id=user_id, **identity, **more)
    except Duplicate as error:
        attribute, label = at
        description = f"{label}: {identity['value']} is already being used by another user"
        raise Invalid.one(attribute, description, "DuplicateValue") from error


def _drop_phone(ctx: Context, user_id: int, before: Phone) -> None:
    if before.number is not None:
        number = SEPARATORS.sub("", before.number)
        ctx.db.run(
            delete(user_identities).where(
                user_identities.c.user_id == user_id,
                user_identities.c.type == "phone_number",
                user_identities.c.value == number,
            )
        )


def _check_number(ctx: Context, phone: str, number: str) -> None:
    if ctx.db.cached(settings.load).flag("user.end_user_phone_number_validation"):
        try:
            parsed = phonenumbers.parse(number)
        except phonenumbers.NumberParseException as error:
            raise Invalid.invalid("phone", phone) from error
        if not phonenumbers.is_valid_number(parsed):
            raise Invalid.invalid("phone", phone)


def _is_taken(ctx: Context, number: str) -> bool:
    statement = select(user_identities.c.id).where(
        user_identities.c.type == "phone_number", user_identities.c.value == number
    )
    return ctx.db.value(statement) is not None
