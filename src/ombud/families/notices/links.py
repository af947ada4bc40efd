"""Links that are good for one thing, one time, and not for ever; nothing of them is stored."""

import re
from typing import Any, NamedTuple

from sqlalchemy import Row

from ombud.families.notices import queries
from ombud.storage import seal_of
from ombud.wire.context import Context

__all__ = [
    "PASSWORD_DAYS",
    "VERIFY_DAYS",
    "held_mail_of",
    "identity_of",
    "password_token",
    "sign_up_token",
    "user_of",
    "verify_token",
]

VERIFY_DAYS, PASSWORD_DAYS = 7, 1
TOKEN = re.compile(r"([0-9]{1,18})-([0-9]{1,12})-([a-z2-7]{40})")


class _Claim(NamedTuple):
    """What a token says of itself."""

    id: int
    until: int
    signature: str


def verify_token(ctx: Context, identity: Row[Any], until: int) -> str:
    """For the page that verifies an address; good until somebody has done it."""
    return _token(ctx, "verify", identity.id, until, identity.value)


def identity_of(ctx: Context, token: str) -> Row[Any] | None:
    """The identity that a token verifies; None for what is forged, over or was used."""
    claim = _claim(ctx, token)
    identity = queries.identity(ctx, claim.id) if claim else None
    if claim is None or identity is None or identity.verified:
        return None
    return identity if _is_signed(ctx, "verify", claim, identity.value) else None


def sign_up_token(ctx: Context, held: Row[Any], until: int) -> str:
    """For the page that verifies who wrote a mail; good for as long as that is held back."""
    return _token(ctx, "sign up", held.id, until, held.author_email)


def held_mail_of(ctx: Context, token: str) -> Row[Any] | None:
    """The suspended ticket whose sender a token verifies; None for what is forged or over."""
    claim = _claim(ctx, token)
    held = queries.held_mail(ctx, claim.id) if claim else None
    if claim is None or held is None:
        return None
    return held if _is_signed(ctx, "sign up", claim, held.author_email) else None


def password_token(ctx: Context, user: Row[Any], until: int) -> str:
    """For the page that sets a password; good until the password is another one."""
    return _token(ctx, "password", user.id, until, _state(user))


def user_of(ctx: Context, token: str) -> Row[Any] | None:
    """The user whose password a token sets; None for what is forged, over or was used."""
    claim = _claim(ctx, token)
    user = queries.user(ctx, claim.id) if claim else None
    if claim is None or user is None:
        return None
    return user if _is_signed(ctx, "password", claim, _state(user)) else None


def _state(user: Row[Any]) -> str:
    return f"{user.email} {user.password_hash}"


def _token(ctx: Context, purpose: str, record_id: int, until: int, state: str) -> str:
    signature = seal_of(ctx.config).sign(
        f"link to {purpose}", f"{ctx.account.subdomain} {record_id} {until} {state}", 40
    )
    return f"{record_id}-{until}-{signature}"


def _claim(ctx: Context, token: str) -> _Claim | None:
    found = TOKEN.fullmatch(token)
    if found is None or int(found[2]) <= ctx.now:
        return None
    return _Claim(int(found[1]), int(found[2]), found[3])


def _is_signed(ctx: Context, purpose: str, claim: _Claim, state: str) -> bool:
    return seal_of(ctx.config).is_signed(
        f"link to {purpose}",
        f"{ctx.account.subdomain} {claim.id} {claim.until} {state}",
        claim.signature,
        40,
    )
