"""What an import may write beyond what any change of a ticket may."""

import msgspec

from ombud.families.tickets.changes import CommentChange, TicketChange
from ombud.wire.changes import UNSET, Maybe, Words

__all__ = ["ImportQuery", "ImportedComment", "TicketImport"]


class ImportedComment(CommentChange):
    """A comment with its own author and time; `value` is another name of `body`."""

    value: Maybe[Words] = UNSET
    created_at: Maybe[str] = UNSET


class TicketImport(TicketChange):
    """A ticket with its whole conversation. `comment` is not read; `description` comes first."""

    created_at: Maybe[str] = UNSET
    updated_at: Maybe[str] = UNSET
    solved_at: Maybe[str] = UNSET
    comments: Maybe[list[ImportedComment]] = UNSET


class ImportQuery(msgspec.Struct):
    """Whether closed tickets go to the archive at once."""

    archive_immediately: bool = False
