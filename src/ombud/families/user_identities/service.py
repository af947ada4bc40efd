"""Adding, changing and removing identities, and what a user's own columns repeat of them."""

from typing import Any

from sqlalchemy import Row, delete, update

from ombud.db import Duplicate
from ombud.families.accounts import account
from ombud.families.notices import asking
from ombud.families.organization_memberships import service as memberships
from ombud.families.organizations.mapping import organization_for_email
from ombud.families.user_identities import queries
from ombud.families.user_identities.announcing import identities_watched
from ombud.families.user_identities.shapes import IdentityUpdate, NewIdentity
from ombud.families.user_identities.values import TYPES, clean_value, deliverable_state
from ombud.families.users import indexing
from ombud.tables import user_identities, users
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden, Invalid

__all__ = ["add", "make_primary", "prove", "prove_address", "remove", "update_identity", "verify"]

IDENTITIES = user_identities.c
# The ways of verifying that a caller may state, and whether the identity is verified then.
METHODS = {"low": True, "none": False}


def add(ctx: Context, user_id: int, new: NewIdentity) -> int:
    """Give a user another identity and return its id; a first e-mail address is the primary one.

    Only agents can say that it is verified. Raises NotFound, Forbidden and Invalid.
    """
    user = queries.writable_user(ctx, user_id)
    if not new.type:
        raise Invalid.blank("type")
    if new.type not in TYPES:
        raise Invalid.invalid("type", new.type)
    value = clean_value(new.type, new.value or None)
    verified = new.verified is True and ctx.actor.is_agent
    is_first = new.type == "email" and user.email is None
    with identities_watched(ctx, user_id):
        try:
            identity_id = ctx.db.insert(
                user_identities,
                user_id=user_id,
                type=new.type,
                value=value,
                verified=verified,
                primary=is_first,
                deliverable_state=deliverable_state(new.type, value),
                created_at=ctx.now,
                updated_at=ctx.now,
            )
        except Duplicate as error:
            raise _taken(value) from error
        identity = queries.find(ctx, user_id, identity_id)
        if new.primary is True and not is_first:
            _promote(ctx, identity)
        _follow(ctx, user, identity)
    if new.skip_verify_email is not True:
        asking.ask_to_verify(ctx, identity_id)
    return identity_id


def update_identity(ctx: Context, user_id: int, identity_id: int, change: IdentityUpdate) -> None:
    """Change the value or whether it is verified; raises NotFound, Forbidden and Invalid."""
    user = queries.writable_user(ctx, user_id)
    identity = queries.find(ctx, user_id, identity_id)
    values: dict[str, Any] = {}
    if change.value is not UNSET:
        value = clean_value(identity.type, change.value)
        state = deliverable_state(identity.type, value)
        values.update(value=value, deliverable_state=state, undeliverable_count=0)
    if isinstance(change.verification_method, str):
        if change.verification_method not in METHODS:
            raise Invalid.invalid("verification_method", change.verification_method)
        values["verified"] = METHODS[change.verification_method]
    if isinstance(change.verified, bool):
        values["verified"] = change.verified
    if values:
        _store(ctx, user, identity, values)


def verify(ctx: Context, user_id: int, identity_id: int) -> None:
    """Say that the identity is the user's; raises NotFound and Forbidden.

    The owner of the account shows it by mail alone.
    """
    user = queries.writable_user(ctx, user_id)
    identity = queries.find(ctx, user_id, identity_id)
    if identity.type == "email" and user_id == ctx.db.cached(account.load).owner_id:
        raise Forbidden
    _store(ctx, user, identity, {"verified": True})


def prove(ctx: Context, user_id: int, identity_id: int) -> None:
    """Take an address as shown to be the user's by a mail: for nobody but who holds its link."""
    user = queries.writable_user(ctx, user_id)
    _store(ctx, user, queries.find(ctx, user_id, identity_id), {"verified": True})


def prove_address(ctx: Context, user_id: int, email: str) -> None:
    """The same by the address; raises NotFound where it is not the user's."""
    prove(ctx, user_id, queries.find_address(ctx, user_id, email).id)


def make_primary(ctx: Context, user_id: int, identity_id: int) -> None:
    """Make it the first of its type; an e-mail address becomes the user's `email`."""
    user = queries.writable_user(ctx, user_id)
    identity = queries.find(ctx, user_id, identity_id)
    # Zendesk: primary-of-a-type (docs/quirks.md#primary-of-a-type)
    if not ctx.actor.is_agent and not identity.verified:
        raise Invalid.one("base", "Only a verified identity can be made primary")
    with identities_watched(ctx, user_id):
        _promote(ctx, identity)
        _follow(ctx, user, queries.find(ctx, user_id, identity_id))


def remove(ctx: Context, user_id: int, identity_id: int) -> None:
    """Take an identity away; the oldest of its type that remains becomes the primary one."""
    user = queries.writable_user(ctx, user_id)
    identity = queries.find(ctx, user_id, identity_id)
    with identities_watched(ctx, user_id):
        ctx.db.run(delete(user_identities).where(IDENTITIES.id == identity_id))
        others = [row for row in queries.primary_first(ctx, user_id) if row.type == identity.type]
        if identity.primary and others:
            _promote(ctx, others[0])
        _repeat_on_user(ctx, user.id)


def _store(ctx: Context, user: Row[Any], identity: Row[Any], values: dict[str, Any]) -> None:
    changed = update(user_identities).where(IDENTITIES.id == identity.id)
    with identities_watched(ctx, user.id):
        try:
            ctx.db.run(changed.values(**values, updated_at=ctx.now))
        except Duplicate as error:
            raise _taken(values["value"]) from error
        _follow(ctx, user, queries.find(ctx, user.id, identity.id))


def _promote(ctx: Context, identity: Row[Any]) -> None:
    others = (IDENTITIES.user_id == identity.user_id) & (IDENTITIES.type == identity.type)
    ctx.db.run(
        update(user_identities)
        .where(others, IDENTITIES.primary, IDENTITIES.id != identity.id)
        .values(primary=False, updated_at=ctx.now)
    )
    ctx.db.run(
        update(user_identities)
        .where(IDENTITIES.id == identity.id)
        .values(primary=True, updated_at=ctx.now)
    )


def _follow(ctx: Context, user: Row[Any], identity: Row[Any]) -> None:
    """What else an identity that was added, changed or verified brings about."""
    _repeat_on_user(ctx, user.id)
    if identity.type == "email" and identity.verified and user.organization_id is None:
        organization_id = organization_for_email(ctx, identity.value)
        if organization_id is not None:
            memberships.join(ctx, user.id, organization_id)


def _repeat_on_user(ctx: Context, user_id: int) -> None:
    """Write what the user's row repeats of the primary e-mail identity."""
    mails = [row for row in queries.primary_first(ctx, user_id) if row.type == "email"]
    primary = mails[0] if mails else None
    values: dict[str, Any] = {"email": None, "updated_at": ctx.now}
    if primary is not None:
        values.update(email=primary.value, verified=primary.verified)
    ctx.db.run(update(users).where(users.c.id == user_id).values(**values))
    ctx.db.configuration_changed()
    indexing.reindex(ctx, user_id)


def _taken(value: str) -> Invalid:
    description = f"Value: {value} is already being used by another user"
    return Invalid.one("value", description, "DuplicateValue")
