"""Changes of users; what a change does not name stays as it is."""

from typing import Any

from sqlalchemy import Row, update

from ombud.db import Duplicate
from ombud.families.notices import asking
from ombud.families.user_identities.announcing import identities_watched
from ombud.families.users import announcing, indexing, queries, rights
from ombud.families.users.addresses import (
    Phone,
    add_email,
    checked_email,
    phone_values,
    verify_primary,
)
from ombud.families.users.belonging import settle_groups, settle_organizations
from ombud.families.users.changes import UserChange
from ombud.families.users.creating import taken_external_id
from ombud.families.users.photos import photo_values
from ombud.families.users.profile import profile_values
from ombud.families.users.roles import role_values
from ombud.families.users.tagging import store_rows, tag_values
from ombud.tables import users
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["update_user"]

# What signing in and the rules keep in memory of a person.
REMEMBERED = frozenset(
    {
        "name",
        "email",
        "verified",
        "role",
        "custom_role_id",
        "suspended",
        "ticket_restriction",
        "only_private_comments",
        "locale_id",
    }
)


def update_user(ctx: Context, user_id: int, change: UserChange) -> None:
    """Change what was given; raises NotFound, Forbidden and Invalid."""
    row = queries.lock(ctx, user_id)
    allowed = rights.permitted(ctx, row, change)
    values = profile_values(ctx, allowed) | role_values(ctx, allowed, row)
    fields = tag_values(ctx, allowed, row)
    with identities_watched(ctx, user_id):
        addresses, proven = _addresses(ctx, row, allowed)
        if values.get("role", row.role) != "end-user" and not (row.email or addresses.get("email")):
            raise Invalid.blank("email")
        had = Phone(row.phone, shared=row.shared_phone_number)
        phone = phone_values(ctx, allowed, user_id, had)
        photo = photo_values(ctx, allowed, row)
        _store(ctx, row, {**values, **fields, **addresses, **phone, **photo})
    store_rows(ctx, user_id, fields, is_new=False)
    settle_organizations(ctx, user_id, allowed, email=proven)
    if "role" in values or allowed.default_group_id is not UNSET:
        settle_groups(ctx, queries.any_user(ctx, user_id), allowed, row.role)
    indexing.reindex(ctx, user_id)


def _addresses(
    ctx: Context, row: Row[Any], change: UserChange
) -> tuple[dict[str, Any], str | None]:
    """The columns that a new address or a verification sets, and the address newly proven.

    # Zendesk: email-on-update (docs/quirks.md#email-on-update)
    """
    values: dict[str, Any] = {}
    verified, proven = change.verified is True, None
    if verified and verify_primary(ctx, row.id):
        values["verified"], proven = True, row.email
    if not change.email:
        return values, proven
    email = checked_email(change.email)
    if queries.owner_of_email(ctx, email) == row.id:
        return values, proven
    is_first = row.email is None
    identity_id = add_email(ctx, row.id, email, verified=verified, primary=is_first)
    if change.skip_verify_email is not True:
        asking.ask_to_verify(ctx, identity_id)
    if is_first:
        values |= {"email": email, "verified": verified}
    return values, email if verified else proven


def _store(ctx: Context, row: Row[Any], values: dict[str, Any]) -> None:
    before = row._mapping
    changed = {name: value for name, value in values.items() if before[name] != value}
    if not changed:
        return
    try:
        ctx.db.run(update(users).where(users.c.id == row.id).values(**changed, updated_at=ctx.now))
    except Duplicate as error:
        raise taken_external_id() from error
    # First, while what is known of webhooks is in memory.
    announcing.announce_changes(ctx, row, changed)
    if changed.keys() & REMEMBERED:
        ctx.db.configuration_changed()
