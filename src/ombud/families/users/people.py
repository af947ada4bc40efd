"""People whom others name by an address: found, or made on the spot as end users."""

from ombud.families.users import creating, queries
from ombud.families.users.changes import UserChange
from ombud.values.text import looks_like_email
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["check_address", "find_or_create", "name_of_address"]

TOO_SHORT = "Requester: Name:  is too short (minimum is 1 characters)"


def find_or_create(
    ctx: Context, *, email: str | None, name: str | None, locale_id: int | None = None
) -> int:
    """The id of the user who has this address, or of a new end user.

    Without a name a new user is called after the address. Raises Invalid for an address that is
    none, and when there is neither name nor address. Needs no permission: whoever may write a
    ticket may bring people into it.
    """
    address, words = (email or "").strip(), (name or "").strip()
    if address:
        check_address(address)
        known = queries.owner_of_email(ctx, address)
        if known is not None:
            return known
    elif not words:
        raise Invalid.one("requester", TOO_SHORT, "ValueTooShort")
    change = UserChange(
        name=words or name_of_address(address),
        email=address or UNSET,
        locale_id=locale_id or UNSET,
    )
    return creating.create_end_user(ctx, change)


def check_address(email: str) -> None:
    """Raises Invalid for what is no address."""
    if not looks_like_email(email):
        description = f"Requester: Email:  {email} is not properly formatted"
        raise Invalid.one("requester", description, "InvalidFormat")


def name_of_address(email: str) -> str:
    """`jane.doe+news@example.com` is called "Jane Doe"."""
    words = email.partition("@")[0].partition("+")[0].replace(".", " ").replace("_", " ").split()
    return " ".join(word[:1].upper() + word[1:] for word in words) or email
