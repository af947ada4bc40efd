"""Statements of the macros family: which macros a caller may see, and use."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select

from ombud.families.macros.shapes import MacroQuery
from ombud.families.required import existing
from ombud.families.rule_usages.ordering import rules_in
from ombud.tables import attachments, begins_with, macro_attachments, macro_groups, macros
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest

__all__ = [
    "attachment_ids",
    "attachments_of",
    "by_ids",
    "category_titles",
    "find",
    "find_attachment",
    "group_ids",
    "listed",
    "personal_ids",
    "unused_attachments",
    "usable_by_ids",
]

SHARED = macros.c.owner_id.is_(None)
ACCOUNT = and_(SHARED, macros.c.for_groups.is_(False))


def visible(ctx: Context) -> Select[Any]:
    """Admins see every macro, other agents those that they can use."""
    statement = rules_in(ctx, macros)
    return statement if ctx.actor.is_admin else statement.where(_usable(ctx))


def listed(ctx: Context, query: MacroQuery) -> Select[Any]:
    """The listed ones: without a wish those that are shared, and the caller's own."""
    statement = visible(ctx).where(_of_access(ctx, query.access))
    if query.active is not None:
        statement = statement.where(macros.c.active == query.active)
    if query.only_viewable:
        statement = statement.where(_usable(ctx))
    if query.category is not None:
        statement = statement.where(begins_with(macros.c.raw_title, f"{query.category}::"))
    if query.group_id is not None:
        statement = statement.where(_of_groups([query.group_id]))
    return statement


def category_titles(ctx: Context) -> list[str]:
    """The titles in which a category stands, of macros in use."""
    statement = listed(ctx, MacroQuery(active=True)).where(macros.c.raw_title.contains("::"))
    return ctx.db.values(statement.with_only_columns(macros.c.raw_title))


def find(ctx: Context, macro_id: int) -> Row[Any]:
    """One visible macro; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(macros.c.id == macro_id)))


def by_ids(ctx: Context, ids: Sequence[int]) -> list[Row[Any]]:
    """These macros in the order of the ids; raises NotFound unless all are visible."""
    by_id = {row.id: row for row in ctx.db.rows(visible(ctx).where(macros.c.id.in_(ids)))}
    return [existing(by_id.get(macro_id)) for macro_id in ids]


def usable_by_ids(ctx: Context, ids: Collection[int]) -> dict[int, Row[Any]]:
    """Those of these macros that the caller can use."""
    statement = select(macros).where(macros.c.id.in_(ids), macros.c.active, _usable(ctx))
    return {row.id: row for row in ctx.db.rows(statement)}


def personal_ids(ctx: Context, user_id: int) -> list[int]:
    """The macros that belong to one agent."""
    return ctx.db.values(select(macros.c.id).where(macros.c.owner_id == user_id))


def group_ids(ctx: Context, macro_ids: Collection[int]) -> dict[int, list[int]]:
    """The groups of each macro that is for some, in the order in which they were given."""
    found: dict[int, list[int]] = {}
    if macro_ids:
        of_macros = select(macro_groups).where(macro_groups.c.macro_id.in_(macro_ids))
        for row in ctx.db.rows(of_macros.order_by(macro_groups.c.macro_id, macro_groups.c.place)):
            found.setdefault(row.macro_id, []).append(row.group_id)
    return found


def attachment_ids(ctx: Context, macro_ids: Collection[int]) -> dict[int, list[int]]:
    """The files of each macro that has some."""
    found: dict[int, list[int]] = {}
    if macro_ids:
        table = macro_attachments
        of_macros = select(table).where(table.c.macro_id.in_(macro_ids))
        for row in ctx.db.rows(of_macros.order_by(table.c.attachment_id)):
            found.setdefault(row.macro_id, []).append(row.attachment_id)
    return found


def attachments_of(ctx: Context, macro_id: int) -> Sequence[Row[Any]]:
    """The files of a macro, the oldest first."""
    statement = _files().where(macro_attachments.c.macro_id == macro_id)
    return ctx.db.rows(statement.order_by(attachments.c.id))


def find_attachment(ctx: Context, attachment_id: int) -> Row[Any]:
    """A file of a visible macro, or one of the caller's that has none yet; raises NotFound."""
    table = macro_attachments
    of_visible = table.c.macro_id.in_(visible(ctx).with_only_columns(macros.c.id))
    own = and_(table.c.macro_id.is_(None), table.c.author_id == ctx.actor.id)
    statement = _files().where(attachments.c.id == attachment_id, or_(of_visible, own))
    return existing(ctx.db.row(statement))


def unused_attachments(
    ctx: Context, ids: Collection[int] | None = None, *, before: int | None = None
) -> list[int]:
    """The caller's files without a macro: those of some ids, or from before an instant."""
    table = macro_attachments
    statement = select(table.c.attachment_id).where(
        table.c.macro_id.is_(None), table.c.author_id == ctx.actor.id
    )
    if ids is not None:
        statement = statement.where(table.c.attachment_id.in_(ids))
    if before is not None:
        statement = statement.where(table.c.created_at < before)
    return ctx.db.values(statement)


def _files() -> Select[Any]:
    return select(attachments).join(
        macro_attachments, macro_attachments.c.attachment_id == attachments.c.id
    )


def _usable(ctx: Context) -> ColumnElement[bool]:
    """For everybody, for one of the caller's groups, or the caller's own."""
    in_group = and_(SHARED, macros.c.for_groups, _of_groups(ctx.actor.group_ids))
    return or_(ACCOUNT, in_group, macros.c.owner_id == ctx.actor.id)


def _of_groups(ids: Collection[int]) -> ColumnElement[bool]:
    return exists().where(macro_groups.c.macro_id == macros.c.id, macro_groups.c.group_id.in_(ids))


def _of_access(ctx: Context, access: str | None) -> ColumnElement[bool]:
    match access:
        case None:
            return or_(SHARED, macros.c.owner_id == ctx.actor.id)
        case "personal":
            return macros.c.owner_id == ctx.actor.id
        case "agents":
            return macros.c.owner_id.is_not(None)
        case "shared":
            return SHARED
        case "account":
            return ACCOUNT
    raise BadRequest("access", "must be one of: personal, agents, shared, account")
