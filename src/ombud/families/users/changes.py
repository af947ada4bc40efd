"""What callers may write of a user, and the parameters of lists."""

from typing import Any

import msgspec

from ombud.wire.changes import UNSET, Change, Maybe, Words
from ombud.wire.forms import FormFile

__all__ = [
    "AutocompleteQuery",
    "ComplianceQuery",
    "IdentityChange",
    "MergeTarget",
    "OrganizationName",
    "PhotoChange",
    "SearchQuery",
    "UserChange",
    "UserItem",
    "UserQuery",
]


class IdentityChange(Change):
    """An identity to create together with its user."""

    type: Maybe[str] = UNSET
    value: Maybe[Words] = UNSET
    verified: Maybe[bool] = UNSET
    primary: Maybe[bool] = UNSET


class OrganizationName(Change):
    """An organization found, or created, by its name."""

    name: Maybe[Words] = UNSET


class PhotoChange(Change):
    """A photo that comes with a form; what else a photo has cannot be written."""

    uploaded_data: Maybe[FormFile] = UNSET


class UserChange(Change):
    """What may be written of a user; who may write which of it is decided in rights.py."""

    name: Maybe[Words] = UNSET
    email: Maybe[str] = UNSET
    role: Maybe[str] = UNSET
    custom_role_id: Maybe[int] = UNSET
    external_id: Maybe[Words] = UNSET
    alias: Maybe[Words] = UNSET
    phone: Maybe[Words] = UNSET
    shared_phone_number: Maybe[bool] = UNSET
    details: Maybe[Words] = UNSET
    notes: Maybe[Words] = UNSET
    signature: Maybe[Words] = UNSET
    time_zone: Maybe[str] = UNSET
    locale: Maybe[str] = UNSET
    locale_id: Maybe[int] = UNSET
    organization_id: Maybe[int] = UNSET
    organization_ids: Maybe[list[int]] = UNSET
    organization: Maybe[OrganizationName] = UNSET
    default_group_id: Maybe[int] = UNSET
    verified: Maybe[bool] = UNSET
    suspended: Maybe[bool] = UNSET
    moderator: Maybe[bool] = UNSET
    only_private_comments: Maybe[bool] = UNSET
    ticket_restriction: Maybe[str] = UNSET
    tags: Maybe[list[Words] | str] = UNSET
    user_fields: Maybe[dict[str, Any]] = UNSET
    identities: Maybe[list[IdentityChange]] = UNSET
    photo: Maybe[PhotoChange] = UNSET
    # Only when an admin creates a single user.
    password: Maybe[str] = UNSET
    # Accepted for the mails that follow a new address.
    skip_verify_email: Maybe[bool] = UNSET


class UserItem(UserChange):
    """One of many users to change, named by id or by the external id that it keeps."""

    id: Maybe[int] = UNSET


class MergeTarget(Change):
    """Who remains after a merge: by id, or by an address of theirs."""

    id: Maybe[int] = UNSET
    email: Maybe[str] = UNSET


class UserQuery(msgspec.Struct):
    """Filters of a list; `role` may be given several times."""

    role: list[str] | None = None
    permission_set: int | None = None
    external_id: str | None = None


class SearchQuery(msgspec.Struct):
    """Words of name, address, phone or external id; or one external id exactly."""

    query: str | None = None
    external_id: str | None = None


class AutocompleteQuery(msgspec.Struct):
    """How the name begins; `field_id` and `source` name the lookup field that is being filled."""

    name: str | None = None
    field_id: str | None = None
    source: str | None = None


class ComplianceQuery(msgspec.Struct):
    """Only what one application did."""

    application: str | None = None
