"""The user objects: as agents see them, as end users see themselves and each other."""

from typing import Any, ClassVar

import msgspec

from ombud.families.attachments.shapes import Attachment
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET

__all__ = [
    "AnonymousUser",
    "CurrentUser",
    "OwnProfile",
    "Person",
    "User",
    "UserRelated",
]


class OwnProfile(Shape, kw_only=True):
    """What end users see of themselves, and the first part of what agents see of everybody."""

    root: ClassVar[str] = "user"
    roots: ClassVar[str] = "users"

    id: int
    url: str
    name: str
    email: str | None
    created_at: str
    updated_at: str
    time_zone: str
    iana_time_zone: str
    phone: str | None
    shared_phone_number: bool | None
    photo: Attachment | None
    locale_id: int
    locale: str
    organization_id: int | None
    role: str
    verified: bool
    authenticity_token: str | msgspec.UnsetType = UNSET


class User(OwnProfile, kw_only=True):
    """A user as agents see one."""

    external_id: str | None
    tags: list[str]
    alias: str | None
    active: bool
    shared: bool
    shared_agent: bool
    last_login_at: str | None
    two_factor_auth_enabled: bool | None
    signature: str | None
    details: str | None
    notes: str | None
    role_type: int | None
    custom_role_id: int | None
    moderator: bool
    ticket_restriction: str | None
    only_private_comments: bool
    restricted_agent: bool
    suspended: bool
    default_group_id: int | msgspec.UnsetType | None
    report_csv: bool
    user_fields: dict[str, Any]


class CurrentUser(User, kw_only=True):
    """An agent who asks for themselves: text is never null here."""

    email: str
    alias: str
    last_login_at: str
    signature: str
    details: str
    notes: str


class AnonymousUser(Shape, kw_only=True):
    """Who asks without signing in."""

    root: ClassVar[str] = "user"

    id: int | None = None
    url: str
    name: str = "Anonymous user"
    email: str = "invalid@example.com"
    created_at: str | None = None
    updated_at: str | None = None
    time_zone: str
    iana_time_zone: str
    phone: str | None = None
    shared_phone_number: bool | None = None
    photo: Attachment | None = None
    locale_id: int
    locale: str
    organization_id: int | None = None
    role: str = "end-user"
    verified: bool = False
    authenticity_token: str


class Person(Shape, kw_only=True):
    """What end users are told of the people beside their requests."""

    root: ClassVar[str] = "user"
    roots: ClassVar[str] = "users"

    id: int
    name: str
    photo: Attachment | None
    agent: bool
    organization_id: int | None


class UserRelated(Shape, kw_only=True):
    """How much there is of a user elsewhere on the desk."""

    root: ClassVar[str] = "user_related"

    assigned_tickets: int
    requested_tickets: int
    ccd_tickets: int
    organization_subscriptions: int
    # Zendesk: user-related-forums (docs/quirks.md#user-related-forums)
    topics: int = 0
    topic_comments: int = 0
    votes: int = 0
    subscriptions: int = 0
    entry_subscriptions: int = 0
    forum_subscriptions: int = 0
