"""The macro object, what may be written of it, and what is asked of lists."""

from typing import Any, ClassVar, TypeAlias

import msgspec
from msgspec import UnsetType

from ombud.families.rule_shapes import Rule
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words

__all__ = [
    "Macro",
    "MacroAttachment",
    "MacroChange",
    "MacroQuery",
    "MacroSearch",
    "ReplicaQuery",
    "Restriction",
    "RestrictionChange",
]

# For one agent, or for groups; null for everybody.
Restriction: TypeAlias = dict[str, Any] | None


class Macro(Rule, kw_only=True):
    """A macro as agents see it."""

    root: ClassVar[str] = "macro"
    roots: ClassVar[str] = "macros"

    description: str | None
    restriction: Restriction
    # Only where there are some.
    attachments: list[int] | UnsetType = UNSET
    # Only with `include`.
    categories: str | UnsetType | None = UNSET


class MacroAttachment(Shape):
    """A file that a macro brings along."""

    root: ClassVar[str] = "macro_attachment"
    roots: ClassVar[str] = "macro_attachments"

    url: str
    id: int
    filename: str
    content_type: str
    content_url: str
    size: int
    created_at: str


class RestrictionChange(Change):
    """For whom a macro is to be: `Group` with ids, or `User` with the id of an agent."""

    type: Maybe[str] = UNSET
    id: Maybe[int] = UNSET
    ids: Maybe[list[int]] = UNSET


class MacroChange(Change):
    """What a caller may write of a macro."""

    title: Maybe[Words] = UNSET
    description: Maybe[Words] = UNSET
    active: Maybe[bool] = UNSET
    position: Maybe[int] = UNSET
    actions: Any = UNSET
    restriction: Maybe[RestrictionChange] = UNSET
    attachments: Maybe[list[int]] = UNSET


class MacroQuery(msgspec.Struct):
    """Which macros a list shows.

    `access` is personal (the caller's own), agents (those of single agents), shared, or account
    (for everybody). `category` is what stands before `::` in the title.
    """

    access: str | None = None
    active: bool | None = None
    category: str | None = None
    group_id: int | None = None
    only_viewable: bool = False


class MacroSearch(MacroQuery):
    """The words that the title holds."""

    query: str | None = None


class ReplicaQuery(msgspec.Struct):
    """What a new macro is derived from; a macro wins over a ticket."""

    macro_id: int | None = None
    ticket_id: int | None = None
