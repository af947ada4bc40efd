"""The order of policies, in which the first that fits a ticket is the one that counts."""

from collections.abc import Sequence

from sqlalchemy import Table, func, select, update

from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["make_room", "reorder"]

LARGEST = 1_000_000


def make_room(ctx: Context, table: Table, wanted: int | None) -> int:
    """The place of a new or moved policy: the last, or the wanted one, whose owner moves down.

    Raises Invalid for what is no place.
    """
    if wanted is not None and not 0 < wanted <= LARGEST:
        raise Invalid.invalid("position", wanted)
    last = ctx.db.value(select(func.max(table.c.position))) or 0
    if wanted is None or wanted > last:
        return last + 1 if wanted is None else wanted
    here = select(table.c.id).where(table.c.position == wanted)
    if ctx.db.row(here) is not None:
        moved = update(table).where(table.c.position >= wanted)
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
