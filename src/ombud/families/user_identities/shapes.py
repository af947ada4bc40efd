"""The identity object, what may be written of it, and how rows become it."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Row

from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words
from ombud.wire.context import Context

__all__ = ["Identity", "IdentityQuery", "IdentityUpdate", "NewIdentity", "show"]


class Identity(Shape, kw_only=True):
    """One of a user's identities."""

    root: ClassVar[str] = "identity"
    roots: ClassVar[str] = "identities"

    url: str
    id: int
    user_id: int
    type: str
    value: str
    verified: bool
    primary: bool
    created_at: str
    updated_at: str
    undeliverable_count: int
    # Only e-mail has one.
    deliverable_state: str | msgspec.UnsetType = UNSET
    verification_method: str


class NewIdentity(Change):
    """What may be written of a new identity; no mail is asked for with `skip_verify_email`."""

    type: Maybe[str] = UNSET
    value: Maybe[Words] = UNSET
    verified: Maybe[bool] = UNSET
    primary: Maybe[bool] = UNSET
    skip_verify_email: Maybe[bool] = UNSET


class IdentityUpdate(Change):
    """What may be changed later; `verification_method` is another way to say `verified`."""

    value: Maybe[Words] = UNSET
    verified: Maybe[bool] = UNSET
    verification_method: Maybe[str] = UNSET


class IdentityQuery(msgspec.Struct):
    """`type[]` leaves only identities of these types."""

    type: list[str] = []


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Identity]:
    """The identities of these rows."""
    return [
        Identity(
            url=ctx.links.api(f"/users/{row.user_id}/identities/{row.id}"),
            id=row.id,
            user_id=row.user_id,
            type=row.type,
            value=row.value,
            verified=row.verified,
            primary=row.primary,
            created_at=iso(row.created_at),
            updated_at=iso(row.updated_at),
            undeliverable_count=row.undeliverable_count,
            deliverable_state=row.deliverable_state or UNSET,
            verification_method="low" if row.verified else "none",
        )
        for row in rows
    ]
