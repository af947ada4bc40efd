"""Fields of the update that a trigger looks at: what is said, by whom and through which channel."""

from ombud.rules.facts import Facts, NewComment
from ombud.rules.fields.field import Field, places
from ombud.rules.fields.operators import EQUAL, INCLUDE
from ombud.rules.fields.ticket import CHANNEL
from ombud.rules.kinds import Choice, CommentPrivacy, Option, UpdaterRole, WordsIn
from ombud.rules.sources import OfUpdate

__all__ = ["FIELDS"]

IS_CREATE = Choice((Option("Create", True, "Created"), Option("Change", False, "Updated")))
PRESENT_OR_NOT = Choice((Option("true", True, "Present"), Option("false", False, "Not present")))


def _is_create(facts: Facts) -> bool | None:
    return None if facts.update is None else facts.update.is_create


def _via_id(facts: Facts) -> int | None:
    return None if facts.update is None else facts.update.via_id


def _comment(facts: Facts) -> NewComment | None:
    return None if facts.update is None else facts.update.comment


def _has_attachments(facts: Facts) -> bool:
    comment = _comment(facts)
    return comment is not None and comment.has_attachments


FIELDS = (
    Field(
        "current_via_id",
        "Update via",
        CHANNEL,
        OfUpdate("current_via_id", _via_id, 0.2),
        places("TSR"),
        EQUAL,
    ),
    Field(
        "update_type",
        "Ticket",
        IS_CREATE,
        OfUpdate("update_type", _is_create),
        places("T"),
        ("is",),
    ),
    Field(
        "comment_is_public",
        "Comment",
        CommentPrivacy(),
        OfUpdate("comment", _comment),
        places("TR"),
        ("is",),
    ),
    Field(
        "comment_includes_word",
        "Comment text",
        WordsIn(),
        OfUpdate("comment_text", Facts.said, 0.02),
        places("TR"),
        INCLUDE + EQUAL,
    ),
    Field(
        "role",
        "Current user",
        UpdaterRole(),
        OfUpdate("role", lambda facts: facts.current_user_id, 0.3),
        places("T"),
        EQUAL,
        group="other",
    ),
    Field(
        "attachment",
        "Attachment",
        PRESENT_OR_NOT,
        OfUpdate("attachment", _has_attachments),
        places("T"),
        ("is",),
    ),
    Field(
        "cc",
        "CC",
        PRESENT_OR_NOT,
        OfUpdate("cc", lambda facts: bool(facts.after["email_cc_ids"])),
        places("T"),
        ("is",),
    ),
)
