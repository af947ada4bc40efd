"""A new account on the wire: what is asked for and what is told about it."""

from typing import ClassVar

import msgspec

from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words

__all__ = ["AccountChange", "AddressChange", "AvailabilityQuery", "OwnerChange", "TrialAccount"]


class TrialAccount(Shape):
    """Where the new account is."""

    root: ClassVar[str] = "account"

    url: str
    name: str
    subdomain: str


class AccountChange(Change):
    """The account to open; `language` is the code of its language."""

    name: Maybe[Words] = UNSET
    subdomain: Maybe[Words] = UNSET
    help_desk_size: Maybe[Words] = UNSET
    language: Maybe[str] = UNSET


class OwnerChange(Change):
    """Its first admin, who without a password has to ask for one by mail."""

    name: Maybe[Words] = UNSET
    email: Maybe[str] = UNSET
    password: Maybe[str] = UNSET


class AddressChange(Change):
    """How to reach the owner."""

    phone: Maybe[Words] = UNSET


class AvailabilityQuery(msgspec.Struct):
    """The name to test."""

    subdomain: str
