"""The history of a trigger: what it was after each change of what it says and does."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import msgspec
from msgspec import Raw, UnsetType
from sqlalchemy import Row, Select, func, select

from ombud.families.required import existing
from ombud.families.ticket_audits.following import read_cursor, write_cursor
from ombud.families.triggers import queries
from ombud.families.triggers.differences import difference
from ombud.tables import trigger_revisions
from ombud.values.text import as_json
from ombud.values.times import iso
from ombud.wire.answers import Many, Orders, Shape
from ombud.wire.changes import UNSET
from ombud.wire.context import Context

__all__ = [
    "ORDERS",
    "Revision",
    "RevisionsQuery",
    "add",
    "find",
    "follow",
    "history",
    "show",
    "show_changes",
]

LARGEST = 1000
NUMBER = trigger_revisions.c.number
ORDERS = Orders(default=(NUMBER,), descending=True)


class Revision(Shape):
    """One state of a trigger; `diff` is what it changed, in lists only."""

    root: ClassVar[str] = "trigger_revision"
    roots: ClassVar[str] = "trigger_revisions"

    url: str
    id: int
    author_id: int
    created_at: str
    snapshot: Raw
    diff: dict[str, Any] | UnsetType = UNSET


class RevisionsQuery(msgspec.Struct):
    """`cursor` is one of a former answer; `limit` is at most 1000."""

    cursor: str | None = None
    limit: int | None = None


def add(ctx: Context, trigger_id: int, number: int, trigger: Mapping[str, Any]) -> None:
    """Keep what the trigger is now; `trigger` are its columns."""
    snapshot = {
        "title": trigger["raw_title"],
        "description": trigger["description"],
        "active": trigger["active"],
        "conditions": Raw(trigger["conditions"].encode()),
        "actions": Raw(trigger["actions"].encode()),
    }
    ctx.db.insert(
        trigger_revisions,
        trigger_id=trigger_id,
        number=number,
        author_id=ctx.actor.id or -1,
        snapshot=as_json(snapshot),
        created_at=ctx.now,
    )


def find(ctx: Context, trigger_id: int, number: int) -> Row[Any]:
    """One revision of a trigger; raises NotFound."""
    return existing(
        ctx.db.row(history(ctx, trigger_id).where(trigger_revisions.c.number == number))
    )


def show(ctx: Context, row: Row[Any]) -> Revision:
    """The revision of a row, without what it changed."""
    return Revision(
        url=ctx.links.api(f"/triggers/{row.trigger_id}/revisions/{row.number}"),
        id=row.number,
        author_id=row.author_id,
        created_at=iso(row.created_at),
        snapshot=Raw(row.snapshot.encode()),
    )


def show_changes(ctx: Context, rows: Sequence[Row[Any]]) -> list[Revision]:
    """The revisions of these rows of one trigger, each with what it changed."""
    if not rows:
        return []
    wanted = [row.number - 1 for row in rows]
    of_trigger = trigger_revisions.c.trigger_id == rows[0].trigger_id
    former = {
        row.number: row
        for row in ctx.db.rows(select(trigger_revisions).where(of_trigger, NUMBER.in_(wanted)))
    }
    shown = [show(ctx, row) for row in rows]
    for revision, row in zip(shown, rows, strict=True):
        revision.diff = difference(former.get(row.number - 1), row)
    return shown


def history(ctx: Context, trigger_id: int) -> Select[Any]:
    """The revisions of a trigger; raises NotFound."""
    queries.find(ctx, trigger_id)
    return select(trigger_revisions).where(trigger_revisions.c.trigger_id == trigger_id)


def follow(ctx: Context, trigger_id: int, query: RevisionsQuery) -> Many[Revision]:
    """The older paging: the newest first, with a link to what is newer and one to older."""
    size = max(1, min(query.limit or LARGEST, LARGEST))
    is_newer, bound = read_cursor(query.cursor)
    statement = history(ctx, trigger_id)
    count = int(ctx.db.value(statement.with_only_columns(func.count())))
    if bound is not None:
        statement = statement.where(bound < NUMBER if is_newer else bound > NUMBER)
    rows = list(
        ctx.db.rows(statement.order_by(NUMBER.asc() if is_newer else NUMBER.desc()).limit(size))
    )
    rows.sort(key=lambda row: int(row.number), reverse=True)
    beside = {**_links(ctx, rows, count, size), "count": count}
    return Many(Revision, show_changes(ctx, rows), beside=beside)


def _links(ctx: Context, rows: Sequence[Row[Any]], count: int, size: int) -> dict[str, str | None]:
    """Towards newer revisions and towards older ones, where there are any."""
    newer = bool(rows) and rows[0].number < count
    older = bool(rows) and rows[-1].number > 1
    after = write_cursor("", rows[0].created_at, rows[0].number) if newer else None
    before = write_cursor("|", rows[-1].created_at, rows[-1].number) if older else None

    def url(cursor: str | None) -> str | None:
        changes = {"cursor": cursor, "limit": size}
        return ctx.links.page(ctx.request, changes) if cursor else None

    return {
        "after_cursor": after,
        "after_url": url(after),
        "before_cursor": before,
        "before_url": url(before),
    }
