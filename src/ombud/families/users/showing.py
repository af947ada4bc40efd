"""Turns rows of users into the objects that callers see."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, select

from ombud.db import Transaction
from ombud.families.accounts import account
from ombud.families.attachments.shapes import Attachment
from ombud.families.custom_roles.permissions import ADMIN, AGENT
from ombud.families.locales import catalogue
from ombud.families.record_fields.values import load_user_fields, shown
from ombud.families.users.photos import photos_of
from ombud.families.users.shapes import (
    AnonymousUser,
    CurrentUser,
    OwnProfile,
    Person,
    User,
)
from ombud.tables import custom_roles
from ombud.values.time_zones import iana_of
from ombud.values.times import iso, iso_or_none
from ombud.values.tokens import new_token
from ombud.wire.changes import UNSET
from ombud.wire.context import Context

__all__ = ["show", "show_current", "show_people"]


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[User]:
    """The users of these rows as agents see them."""
    definitions = ctx.db.cached(load_user_fields)
    types = ctx.db.cached(load_role_types)
    photos = photos_of(ctx, rows)
    return [
        User(
            **_profile(ctx, row, photos),
            external_id=row.external_id,
            tags=msgspec.json.decode(row.tags),
            alias=row.alias,
            active=row.active,
            shared=False,
            shared_agent=False,
            last_login_at=iso_or_none(row.last_login_at),
            two_factor_auth_enabled=False,
            signature=row.signature,
            details=row.details,
            notes=row.notes,
            role_type=_role_type(row, types),
            custom_role_id=row.custom_role_id,
            moderator=row.moderator,
            ticket_restriction=row.ticket_restriction,
            only_private_comments=row.only_private_comments,
            restricted_agent=row.role == "end-user" or row.ticket_restriction is not None,
            suspended=row.suspended,
            default_group_id=row.default_group_id,
            report_csv=row.report_csv,
            user_fields=shown(definitions, msgspec.json.decode(row.user_fields)),
        )
        for row in rows
    ]


def show_current(ctx: Context, row: Row[Any] | None) -> CurrentUser | OwnProfile | AnonymousUser:
    """The caller: agents whole, end users what is theirs, None as nobody.

    # Zendesk: own-token (docs/quirks.md#own-token)
    """
    # Only browser sessions have to send it back; to everybody else it means nothing.
    token = ctx.actor.csrf_token or new_token(40)
    if row is None:
        return _anonymous(ctx, token)
    if not ctx.actor.is_agent:
        return OwnProfile(**_profile(ctx, row, photos_of(ctx, [row])), authenticity_token=token)
    values: dict[str, Any] = msgspec.structs.asdict(show(ctx, [row])[0])
    for name in ("email", "alias", "signature", "details", "notes"):
        values[name] = values[name] or ""
    values["last_login_at"] = values["last_login_at"] or iso(ctx.now)
    if values["default_group_id"] is None:
        values["default_group_id"] = UNSET
    return CurrentUser(**values | {"authenticity_token": token})


def show_people(ctx: Context, rows: Sequence[Row[Any]]) -> list[Person]:
    """The users of these rows as end users see each other."""
    photos = photos_of(ctx, rows)
    return [
        Person(
            id=row.id,
            name=(row.alias or row.name) if row.role != "end-user" else row.name,
            photo=photos.get(row.photo_id),
            agent=row.role != "end-user",
            organization_id=row.organization_id,
        )
        for row in rows
    ]


def load_role_types(db: Transaction) -> dict[int, int]:
    """The role_type of every custom role; read it with `db.cached`."""
    rows = db.rows(select(custom_roles.c.id, custom_roles.c.role_type))
    return {row.id: row.role_type for row in rows}


def _profile(ctx: Context, row: Row[Any], photos: Mapping[int, Attachment]) -> dict[str, Any]:
    facts = ctx.db.cached(account.load)
    time_zone = row.time_zone or facts.time_zone
    locale_id = row.locale_id or facts.locale_id
    return {
        "id": row.id,
        "url": ctx.links.api(f"/users/{row.id}"),
        "name": row.name,
        "email": row.email,
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
        "time_zone": time_zone,
        "iana_time_zone": iana_of(time_zone) or "Etc/UTC",
        "phone": row.phone,
        "shared_phone_number": row.shared_phone_number if row.phone else None,
        "photo": photos.get(row.photo_id),
        "locale_id": locale_id,
        "locale": catalogue.code_of(locale_id),
        "organization_id": row.organization_id,
        "role": row.role,
        "verified": row.verified,
    }


def _anonymous(ctx: Context, token: str) -> AnonymousUser:
    facts = ctx.db.cached(account.load)
    return AnonymousUser(
        url=ctx.links.api("/users/me"),
        time_zone=facts.time_zone,
        iana_time_zone=iana_of(facts.time_zone) or "Etc/UTC",
        locale_id=facts.locale_id,
        locale=catalogue.code_of(facts.locale_id),
        authenticity_token=token,
    )


def _role_type(row: Row[Any], types: Mapping[int, int]) -> int | None:
    if row.role == "end-user":
        return None
    if row.custom_role_id in types:
        return types[row.custom_role_id]
    return ADMIN if row.role == "admin" else AGENT
