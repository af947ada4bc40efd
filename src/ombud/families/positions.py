"""Places in lists whose order counts: of rules, of policies."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Table, func, select, update

from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["make_room", "reorder"]

LARGEST = 1_000_000


def make_room(
    ctx: Context, table: Table, wanted: int | None, *within: ColumnElement[bool], least: int = 1
) -> int:
    """The place of a new or moved row: the last, or the wanted one, whose owner moves down.

    `within` says which rows are in the same list. Raises Invalid for what is no place.
    """
    if wanted is None:
        return (ctx.db.value(select(func.max(table.c.position)).where(*within)) or 0) + 1
    if not least <= wanted <= LARGEST:
        raise Invalid.invalid("position", wanted)
    here = select(table.c.id).where(*within, table.c.position == wanted)
    if ctx.db.row(here.limit(1)) is not None:
        moved = update(table).where(*within, table.c.position >= wanted)
        ctx.db.run(moved.values(position=table.c.position + 1))
    return wanted


def reorder(ctx: Context, table: Table, attribute: str, ids: Sequence[int | str]) -> None:
    """Put these first, in this order; the others follow as they were. Raises Invalid."""
    by_position = select(table.c.id).order_by(table.c.position, table.c.id)
    known = ctx.db.values(by_position)
    unknown = [id_ for id_ in ids if id_ not in known]
    if not ids:
        raise Invalid.blank(attribute)
    if unknown or len(set(ids)) < len(ids):
        raise Invalid.invalid(attribute, ",".join(str(id_) for id_ in unknown or ids))
    for place, id_ in enumerate([*ids, *(id_ for id_ in known if id_ not in set(ids))], start=1):
        ctx.db.update(table, id_, {"position": place})
    ctx.db.configuration_changed()
