"""The comments of an imported ticket: who said what, and when."""

from dataclasses import dataclass
from operator import attrgetter

from ombud.families.ticket_imports.changes import ImportedComment, TicketImport
from ombud.families.tickets import people_queries
from ombud.families.tickets.commenting import NO_DESCRIPTION, content_of
from ombud.families.tickets.draft import Draft, NewComment
from ombud.values.times import parse_iso
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["Said", "conversation", "time_of"]


@dataclass(frozen=True, slots=True)
class Said:
    """A comment and its time."""

    comment: NewComment
    time: int


def conversation(ctx: Context, draft: Draft, change: TicketImport) -> list[Said]:
    """All comments, the oldest first; a description is older than any other.

    A comment without a time has that of the one before it. Raises Invalid when there is none.
    """
    time: int = draft.after["created_at"]
    said = []
    for written in change.comments or []:
        time = time_of("comments", written.created_at, time)
        comment = _comment(ctx, draft, written)
        if comment is not None:
            said.append(Said(comment, time))
    said.sort(key=attrgetter("time"))
    if change.description is not UNSET and change.description is not None:
        description = _comment(ctx, draft, ImportedComment(body=change.description))
        if description is not None:
            began = min([draft.after["created_at"], *(entry.time for entry in said[:1])])
            said.insert(0, Said(description, began))
    if not said:
        raise Invalid(NO_DESCRIPTION.details)
    return said


def time_of(name: str, given: object, default: int) -> int:
    """Epoch seconds of a time that was given; raises Invalid when it is none."""
    if given is UNSET or given is None or given == "":
        return default
    try:
        return parse_iso(str(given))
    except ValueError as error:
        raise Invalid.invalid(name, given) from error


def _comment(ctx: Context, draft: Draft, written: ImportedComment) -> NewComment | None:
    if written.body is UNSET:
        written.body = written.value
    content = content_of(ctx, written)
    if content is None:
        return None
    author_id: int = draft.after["submitter_id"]
    if isinstance(written.author_id, int):
        author_id = written.author_id
        if people_queries.person(ctx, author_id) is None:
            raise Invalid.one("author_id", f"Author: {author_id} is not valid")
    public = written.public is not False
    return NewComment(*content, public, author_id, author_id in draft.desk.agents)
