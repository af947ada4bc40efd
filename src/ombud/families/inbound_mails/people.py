"""The people behind the addresses of a mail, and in whose name the desk acts for it."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, select

from ombud.db import Prepared
from ombud.families.signing_in.actors import actor_of
from ombud.families.users.people import find_or_create
from ombud.mail.letter import Party
from ombud.tables import user_identities, users
from ombud.wire.context import Actor, Context

__all__ = ["Known", "acting_as", "known_people", "made_of"]

LONGEST_NAME = 255
BY_ADDRESS = Prepared(
    select(
        user_identities.c.verified,
        users.c.id,
        users.c.name,
        users.c.role,
        users.c.suspended,
    )
    .join(users, users.c.id == user_identities.c.user_id)
    .where(
        user_identities.c.type == "email",
        user_identities.c.value == bindparam("address"),
        users.c.active,
    )
)


@dataclass(frozen=True, slots=True)
class Known:
    """A user whom an address belongs to."""

    id: int
    name: str
    is_staff: bool
    suspended: bool
    verified: bool


def known_people(ctx: Context, addresses: Collection[str]) -> dict[str, Known]:
    """The users who have these addresses, by address in lower case."""
    found = {}
    for address in {address.lower() for address in addresses}:
        row = ctx.db.row(BY_ADDRESS, {"address": address})
        if row is not None:
            is_staff = row.role != "end-user"
            found[address] = Known(row.id, row.name, is_staff, row.suspended, row.verified)
    return found


def made_of(ctx: Context, party: Party) -> int:
    """The user who has the address, or a new end user; raises Invalid for what is no address."""
    return find_or_create(ctx, email=party.address, name=party.name[:LONGEST_NAME] or None)


def acting_as(ctx: Context, user_id: int, party: Party, *, is_staff: bool) -> Context:
    """The context in which this person changes tickets: agents with their rights of now."""
    actor = actor_of(ctx.db, user_id) if is_staff else None
    customer = Actor(user_id, "end-user", party.name or party.address, party.address)
    return replace(ctx, actor=actor or customer)
