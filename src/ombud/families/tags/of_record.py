"""The tags of one ticket, user or organization as a resource of their own."""

from collections.abc import Sequence

from ombud.wire.answers import Raw
from ombud.wire.changes import Words

__all__ = ["Tags", "listed"]

# A list, or one text with spaces or commas in it.
Tags = list[Words] | str


def listed(tags: Sequence[str]) -> Raw:
    """All tags of a record, in the envelope of a list that has one page."""
    return Raw({"tags": tags, "next_page": None, "previous_page": None, "count": len(tags)})
