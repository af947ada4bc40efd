"""What the people behind a request may write of it, and how they narrow their lists."""

import msgspec

from ombud.families.tickets.changes import (
    CommentChange,
    FieldValues,
    PersonChange,
    PersonLike,
    RequesterChange,
)
from ombud.wire.changes import UNSET, Change, Maybe, Words

__all__ = [
    "CommentQuery",
    "Copies",
    "NewRequest",
    "RequestQuery",
    "RequestUpdate",
    "SearchQuery",
]


class Copies(Change):
    """People to copy on the request, in every form in which clients write them."""

    collaborators: Maybe[list[PersonLike]] = UNSET
    collaborator_ids: Maybe[list[int]] = UNSET
    additional_collaborators: Maybe[list[PersonLike]] = UNSET
    email_ccs: Maybe[list[PersonChange]] = UNSET


class NewRequest(Copies):
    """A request to create. Only callers who are not signed in say who the requester is."""

    subject: Maybe[Words] = UNSET
    comment: Maybe[CommentChange | str] = UNSET
    description: Maybe[Words] = UNSET
    requester: Maybe[RequesterChange] = UNSET
    organization_id: Maybe[int] = UNSET
    priority: Maybe[str] = UNSET
    type: Maybe[str] = UNSET
    due_at: Maybe[str] = UNSET
    custom_fields: Maybe[FieldValues] = UNSET
    fields: Maybe[FieldValues] = UNSET
    ticket_form_id: Maybe[int] = UNSET
    recipient: Maybe[str] = UNSET
    via_followup_source_id: Maybe[int] = UNSET


class RequestUpdate(Copies):
    """An answer to a request, or the word that it is solved; everything else is ignored."""

    comment: Maybe[CommentChange | str] = UNSET
    solved: Maybe[bool] = UNSET


class RequestQuery(msgspec.Struct):
    """`status=open,pending`"""

    status: list[str] = msgspec.field(default_factory=list)


class SearchQuery(RequestQuery):
    """Words that a request holds, and where to look for it."""

    query: str = ""
    organization_id: int | None = None
    cc_id: bool = False


class CommentQuery(msgspec.Struct):
    """Comments since a time, or of one kind of author: `agent` or `end_user`."""

    since: str = ""
    role: str = ""
