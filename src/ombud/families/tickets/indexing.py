"""What the search index knows of a ticket."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, select

from ombud.db import Prepared
from ombud.search import index
from ombud.tables import comments
from ombud.wire.context import Context

__all__ = ["reindex"]

SAID = Prepared(
    select(comments.c.public, comments.c.plain_body)
    .where(comments.c.ticket_id == bindparam("ticket_id"))
    .order_by(comments.c.id)
)
# Whether a comment is public, and its text.
Said = tuple[bool, str]


def reindex(ctx: Context, ticket: Mapping[str, Any], said: Iterable[Said] | None = None) -> None:
    """Write subject, comments, tags and field values as they are now.

    `ticket` holds the columns with their JSON decoded. `said` spares reading the comments of a
    ticket that has no others. Private ones are kept apart, because end users search as well.
    """
    if said is None:
        rows = ctx.db.rows(SAID, {"ticket_id": ticket["id"]})
        said = [(row.public, row.plain_body) for row in rows]
    texts: dict[bool, list[str]] = {True: [], False: []}
    for public, text in said:
        texts[public].append(text)
    index.put(
        ctx.db,
        "ticket",
        ticket["id"],
        ticket["raw_subject"],
        "\n".join(texts[True]),
        notes="\n".join(texts[False]),
        more=" ".join([*ticket["tags"], *_words(ticket["custom_fields"])]),
    )


def _words(values: Mapping[str, Any]) -> Iterable[str]:
    """What stands in the fields; a list's options are tags already."""
    return [str(value) for value in values.values() if isinstance(value, (str, int, float))]
