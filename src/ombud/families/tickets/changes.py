"""What callers may write of a ticket, a comment and the people on it."""

from typing import Any

import msgspec

from ombud.wire.changes import UNSET, Change, Maybe, Words

__all__ = [
    "CommentChange",
    "FieldValue",
    "FieldValues",
    "MergeRequest",
    "PersonChange",
    "PersonLike",
    "RequesterChange",
    "TicketChange",
    "TicketItem",
]

# An id, an address, or an object with name and email.
PersonLike = int | str | dict[str, Any]


class RequesterChange(Change):
    """Who a ticket is for, found or made by address."""

    name: Maybe[str] = UNSET
    email: Maybe[str] = UNSET
    locale_id: Maybe[int] = UNSET


class PersonChange(Change):
    """One entry of `email_ccs` or `followers`; without an action it is put."""

    user_id: Maybe[Words] = UNSET
    user_email: Maybe[str] = UNSET
    user_name: Maybe[str] = UNSET
    action: Maybe[str] = UNSET


class FieldValue(Change):
    """The value of one custom field."""

    id: int
    value: Any = None


# A list of ids and values, or an object from one to the other.
FieldValues = list[FieldValue] | dict[str, Any]


class CommentChange(Change):
    """A comment to add. HTML wins over text when both are given."""

    body: Maybe[Words] = UNSET
    html_body: Maybe[str] = UNSET
    public: Maybe[bool] = UNSET
    author_id: Maybe[int] = UNSET
    uploads: Maybe[list[str] | str] = UNSET


class TicketChange(Change):
    """Everything that may be written of a ticket; some fields only when it is created."""

    external_id: Maybe[Words] = UNSET
    type: Maybe[str] = UNSET
    subject: Maybe[Words] = UNSET
    raw_subject: Maybe[Words] = UNSET
    description: Maybe[Words] = UNSET
    priority: Maybe[str] = UNSET
    status: Maybe[str] = UNSET
    custom_status_id: Maybe[int] = UNSET
    recipient: Maybe[str] = UNSET
    requester: Maybe[RequesterChange] = UNSET
    requester_id: Maybe[int] = UNSET
    submitter_id: Maybe[int] = UNSET
    assignee_id: Maybe[int] = UNSET
    assignee_email: Maybe[str] = UNSET
    group_id: Maybe[int] = UNSET
    organization_id: Maybe[int] = UNSET
    brand_id: Maybe[int] = UNSET
    ticket_form_id: Maybe[int] = UNSET
    problem_id: Maybe[int] = UNSET
    due_at: Maybe[str] = UNSET
    tags: Maybe[list[Words] | str] = UNSET
    additional_tags: Maybe[list[Words] | str] = UNSET
    remove_tags: Maybe[list[Words] | str] = UNSET
    custom_fields: Maybe[FieldValues] = UNSET
    fields: Maybe[FieldValues] = UNSET
    collaborator_ids: Maybe[list[int]] = UNSET
    collaborators: Maybe[list[PersonLike]] = UNSET
    additional_collaborators: Maybe[list[PersonLike]] = UNSET
    email_cc_ids: Maybe[list[int]] = UNSET
    follower_ids: Maybe[list[int]] = UNSET
    email_ccs: Maybe[list[PersonChange]] = UNSET
    followers: Maybe[list[PersonChange]] = UNSET
    comment: Maybe[CommentChange | str] = UNSET
    macro_id: Maybe[int] = UNSET
    macro_ids: Maybe[list[int]] = UNSET
    metadata: Maybe[dict[str, Any]] = UNSET
    sharing_agreement_ids: Maybe[list[int]] = UNSET
    safe_update: Maybe[bool] = UNSET
    updated_stamp: Maybe[str] = UNSET
    via_followup_source_id: Maybe[int] = UNSET
    locale_id: Maybe[int] = UNSET


class TicketItem(TicketChange):
    """One of the tickets of update_many, each with changes of its own."""

    id: Maybe[int] = UNSET


class MergeRequest(msgspec.Struct):
    """Which tickets are merged into the one of the path, and what is said on each side."""

    ids: list[int]
    target_comment: str | None = None
    source_comment: str | None = None
    target_comment_is_public: bool = False
    source_comment_is_public: bool = False
