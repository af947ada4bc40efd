"""Deletes macros with all that belongs to them."""

from collections.abc import Sequence

from sqlalchemy import delete

from ombud.families.macros import queries
from ombud.families.macros.files import forget
from ombud.tables import macro_groups, macros
from ombud.wire.context import Context

__all__ = ["delete_macros", "delete_personal"]


def delete_macros(ctx: Context, ids: Sequence[int]) -> None:
    """Delete these macros and their files."""
    if not ids:
        return
    for files in queries.attachment_ids(ctx, ids).values():
        forget(ctx, files)
    ctx.db.run(delete(macro_groups).where(macro_groups.c.macro_id.in_(ids)))
    ctx.db.run(delete(macros).where(macros.c.id.in_(ids)))
    ctx.db.configuration_changed()


def delete_personal(ctx: Context, user_id: int) -> None:
    """Delete the macros of an agent who is one no more."""
    delete_macros(ctx, queries.personal_ids(ctx, user_id))
