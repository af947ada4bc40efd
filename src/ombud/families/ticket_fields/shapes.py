"""Ticket fields and their options on the wire, and what may be written of them."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec

from ombud.families.custom_statuses.shapes import CustomStatus
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words

__all__ = [
    "CustomFieldOption",
    "OptionChange",
    "OptionOfField",
    "SystemFieldOption",
    "TicketField",
    "TicketFieldChange",
    "TicketFieldQuery",
]


class CustomFieldOption(Shape):
    """One choice of a dropdown or multiselect."""

    root: ClassVar[str] = "custom_field_option"
    roots: ClassVar[str] = "custom_field_options"

    url: str
    id: int
    name: str
    raw_name: str
    value: str
    position: int


class OptionOfField(CustomFieldOption):
    """The same inside its field, where it also tells whether it is preselected."""

    default: bool


class SystemFieldOption(Shape):
    """A choice of a system field."""

    name: str
    value: str


class TicketField(Shape):
    """A ticket field; what is UNSET exists for some types or callers only."""

    root: ClassVar[str] = "ticket_field"
    roots: ClassVar[str] = "ticket_fields"

    url: str
    id: int
    type: str
    title: str
    raw_title: str
    description: str | None
    raw_description: str | None
    position: int
    active: bool
    required: bool
    collapsed_for_agents: bool
    regexp_for_validation: str | None
    title_in_portal: str
    raw_title_in_portal: str
    visible_in_portal: bool
    editable_in_portal: bool
    required_in_portal: bool
    agent_can_edit: bool
    tag: str | None
    created_at: str
    updated_at: str
    removable: bool
    key: str | None
    agent_description: str | None
    custom_field_options: Sequence[OptionOfField] | msgspec.UnsetType = UNSET
    system_field_options: Sequence[SystemFieldOption] | msgspec.UnsetType = UNSET
    sub_type_id: int | msgspec.UnsetType = UNSET
    custom_statuses: Sequence[CustomStatus] | msgspec.UnsetType = UNSET
    relationship_target_type: Maybe[str] = UNSET
    relationship_filter: Maybe[Any] = UNSET
    creator_user_id: Maybe[int] = UNSET
    creator_app_name: Maybe[str] = UNSET


class OptionChange(Change):
    """An option as written; with the id of an option it changes that one."""

    id: Maybe[int] = UNSET
    name: Maybe[Words] = UNSET
    raw_name: Maybe[Words] = UNSET
    value: Maybe[Words] = UNSET
    position: Maybe[int] = UNSET
    default: Maybe[bool] = UNSET


class TicketFieldChange(Change):
    """What a caller may write; `type` counts on creation only."""

    type: Maybe[str] = UNSET
    title: Maybe[Words] = UNSET
    raw_title: Maybe[Words] = UNSET
    description: Maybe[Words] = UNSET
    raw_description: Maybe[Words] = UNSET
    title_in_portal: Maybe[Words] = UNSET
    raw_title_in_portal: Maybe[Words] = UNSET
    agent_description: Maybe[Words] = UNSET
    position: Maybe[int] = UNSET
    active: Maybe[bool] = UNSET
    required: Maybe[bool] = UNSET
    collapsed_for_agents: Maybe[bool] = UNSET
    visible_in_portal: Maybe[bool] = UNSET
    editable_in_portal: Maybe[bool] = UNSET
    required_in_portal: Maybe[bool] = UNSET
    regexp_for_validation: Maybe[str] = UNSET
    tag: Maybe[Words] = UNSET
    sub_type_id: Maybe[int] = UNSET
    custom_field_options: Maybe[list[OptionChange]] = UNSET
    relationship_target_type: Maybe[str] = UNSET
    relationship_filter: Maybe[dict[str, Any]] = UNSET


class TicketFieldQuery(msgspec.Struct):
    """`creator=true` adds who made the field; `locale` is the language of the titles."""

    creator: bool = False
    locale: str | None = None
