"""New users: the row, its identities, and what it belongs to."""

from typing import Any

from ombud.db import Duplicate
from ombud.families.notices import asking
from ombud.families.user_identities.announcing import identities_watched
from ombud.families.user_passwords.service import set_password
from ombud.families.users import announcing, indexing, rights
from ombud.families.users.addresses import add_email, add_identities, checked_email, phone_values
from ombud.families.users.belonging import settle_groups, settle_organizations
from ombud.families.users.changes import IdentityChange, UserChange
from ombud.families.users.photos import photo_values
from ombud.families.users.profile import profile_values
from ombud.families.users.queries import any_user
from ombud.families.users.roles import role_values, wanted_role
from ombud.families.users.tagging import store_rows, tag_values
from ombud.tables import users
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["create", "create_end_user", "taken_external_id"]


def create(ctx: Context, change: UserChange) -> int:
    """Create a user and return the id; raises Forbidden and Invalid."""
    rights.check_may_create(ctx, wanted_role(ctx, change))
    user_id = _create(ctx, change)
    if isinstance(change.password, str) and ctx.actor.is_admin:
        set_password(ctx, user_id, change.password)
    if change.skip_verify_email is not True:
        asking.welcome(ctx, user_id)
    return user_id


def create_end_user(ctx: Context, change: UserChange) -> int:
    """The same for people who come with a ticket: whoever asks, they become end users."""
    return _create(ctx, change)


def _create(ctx: Context, change: UserChange) -> int:
    email, identities = _addresses(change)
    values = profile_values(ctx, change)
    if "name" not in values:
        raise Invalid.blank("name")
    values |= role_values(ctx, change, None)
    if values["role"] != "end-user" and email is None:
        raise Invalid.blank("email")
    fields = tag_values(ctx, change, None)
    values |= photo_values(ctx, change, None)
    verified = change.verified is True and email is not None
    user_id = _insert(ctx, {**values, **fields, "email": email, "verified": verified})
    with identities_watched(ctx, user_id):
        if email is not None:
            add_email(ctx, user_id, email, verified=verified, primary=True)
        add_identities(ctx, user_id, identities)
        phone = phone_values(ctx, change, user_id)
    if phone:
        ctx.db.run(users.update().where(users.c.id == user_id).values(**phone))
    store_rows(ctx, user_id, fields, is_new=True)
    settle_organizations(ctx, user_id, change, email=email)
    if values["role"] != "end-user":
        settle_groups(ctx, any_user(ctx, user_id), change, "end-user")
        ctx.db.configuration_changed()
    indexing.reindex(ctx, user_id)
    announcing.announce(ctx, user_id, "created")
    return user_id


def taken_external_id() -> Invalid:
    """Another user has this external id, in whatever case."""
    return Invalid.one("external_id", "External has already been taken", "DuplicateValue")


def _addresses(change: UserChange) -> tuple[str | None, list[IdentityChange]]:
    """The primary address and the other identities; without `email` the first one given leads."""
    identities = list(change.identities or [])
    if change.email:
        return checked_email(change.email), identities
    for identity in identities:
        if identity.type == "email" and identity.value:
            return checked_email(str(identity.value)), identities
    return None, identities


def _insert(ctx: Context, values: dict[str, Any]) -> int:
    times = {"created_at": ctx.now, "updated_at": ctx.now}
    try:
        return ctx.db.insert(users, **values, **times)
    except Duplicate as error:
        raise taken_external_id() from error
