"""The target object and what may be written of it: the attributes of all kinds, each optional."""

from typing import Any, ClassVar

import msgspec
from msgspec import UnsetType

from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words

__all__ = ["Target", "TargetChange", "field_of"]

Text = str | UnsetType
# What is written and never read.
Hidden = UnsetType | None


class Target(Shape):
    """A target with the attributes of its kind."""

    root: ClassVar[str] = "target"
    roots: ClassVar[str] = "targets"

    url: str
    id: int
    created_at: str
    type: str
    title: str
    active: bool
    target_url: Text = UNSET
    method: Text = UNSET
    attribute: Text = UNSET
    content_type: Text = UNSET
    username: Text = UNSET
    password: Hidden = UNSET
    token: Text = UNSET
    secret: Hidden = UNSET
    api_token: Text = UNSET
    api_id: Text = UNSET
    email: Text = UNSET
    subject: Text = UNSET
    project_id: Text = UNSET
    resource: Text = UNSET
    message_id: Text = UNSET
    todo_list_id: Text = UNSET
    subdomain: Text = UNSET
    ssl: bool | UnsetType = UNSET
    room: Text = UNSET
    preserve_format: bool | UnsetType = UNSET
    to: Text = UNSET
    from_: Text = msgspec.field(name="from", default=UNSET)
    us_small_business_account: Text = UNSET
    account_name: Text = UNSET
    story_type: Text = UNSET
    story_title: Text = UNSET
    requested_by: Text = UNSET
    owner_by: Text = UNSET
    story_labels: Text = UNSET
    group_id: Text = UNSET


class TargetChange(Change):
    """What a caller may write; attributes of other kinds than the target's are not read."""

    type: Maybe[str] = UNSET
    title: Maybe[Words] = UNSET
    active: Maybe[bool] = UNSET
    target_url: Maybe[Words] = UNSET
    method: Maybe[Words] = UNSET
    attribute: Maybe[Words] = UNSET
    content_type: Maybe[Words] = UNSET
    username: Maybe[Words] = UNSET
    password: Maybe[Words] = UNSET
    token: Maybe[Words] = UNSET
    secret: Maybe[Words] = UNSET
    api_token: Maybe[Words] = UNSET
    api_id: Maybe[Words] = UNSET
    email: Maybe[Words] = UNSET
    subject: Maybe[Words] = UNSET
    project_id: Maybe[Words] = UNSET
    resource: Maybe[Words] = UNSET
    message_id: Maybe[Words] = UNSET
    todo_list_id: Maybe[Words] = UNSET
    subdomain: Maybe[Words] = UNSET
    ssl: Maybe[bool] = UNSET
    room: Maybe[Words] = UNSET
    preserve_format: Maybe[bool] = UNSET
    to: Maybe[Words] = UNSET
    from_: Maybe[Words] = msgspec.field(name="from", default=UNSET)
    us_small_business_account: Maybe[Words] = UNSET
    account_name: Maybe[Words] = UNSET
    story_type: Maybe[Words] = UNSET
    story_title: Maybe[Words] = UNSET
    requested_by: Maybe[Words] = UNSET
    owner_by: Maybe[Words] = UNSET
    story_labels: Maybe[Words] = UNSET
    group_id: Maybe[Words] = UNSET

    def of(self, name: str) -> Any:
        """What was given for an attribute."""
        return getattr(self, field_of(name))


def field_of(name: str) -> str:
    """The field of both for an attribute; one of them is a word of Python's."""
    return "from_" if name == "from" else name
