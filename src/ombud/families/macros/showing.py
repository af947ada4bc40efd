"""How rows become macros and files of macros."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from msgspec import UNSET
from sqlalchemy import Row

from ombud.families.dynamic_content_items.titles import Titles
from ombud.families.macros import queries
from ombud.families.macros.rights import may_change
from ombud.families.macros.ruined import problems_of
from ombud.families.macros.shapes import Macro, MacroAttachment, Restriction
from ombud.families.rule_shapes import columns_of
from ombud.families.rule_usages.sideloads import beside_rules
from ombud.values.times import iso
from ombud.wire.answers import Sideload
from ombud.wire.context import Context

__all__ = ["BESIDE_MACROS", "category_of", "show", "show_attachments"]

SEPARATOR = "::"


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Macro]:
    """The macros of these rows."""
    ids = [row.id for row in rows]
    for_groups = any(row.for_groups for row in rows)
    groups = queries.group_ids(ctx, ids) if for_groups else {}
    files = queries.attachment_ids(ctx, ids)
    titles = Titles(ctx)
    problems = problems_of(ctx.db, [row for row in rows if row.active])
    return [
        Macro(
            problem=problems.get(row.id, UNSET),
            description=row.description,
            restriction=_restriction(row, groups.get(row.id, [])),
            attachments=files.get(row.id, UNSET),
            **columns_of(ctx, "/macros", row, titles),
        )
        for row in rows
    ]


def show_attachments(ctx: Context, rows: Sequence[Row[Any]]) -> list[MacroAttachment]:
    """The files of these rows."""
    return [
        MacroAttachment(
            url=ctx.links.api(f"/macros/attachments/{row.id}"),
            id=row.id,
            filename=row.file_name,
            content_type=row.content_type,
            content_url=f"{ctx.links.base_url}/attachments/token/{row.token}"
            f"/?name={quote(row.file_name, safe='')}",
            size=row.size,
            created_at=iso(row.created_at),
        )
        for row in rows
    ]


def category_of(title: str) -> str | None:
    """What stands before the first `::` of a title."""
    category, separator, _ = title.partition(SEPARATOR)
    return category.strip() or None if separator else None


def _restriction(row: Row[Any], group_ids: list[int]) -> Restriction:
    if row.owner_id is not None:
        return {"type": "User", "id": row.owner_id}
    if not row.for_groups:
        return None
    return {"type": "Group", "id": group_ids[0] if group_ids else None, "ids": group_ids}


def _categories(ctx: Context, macros: Sequence[Macro]) -> None:
    del ctx
    for macro in macros:
        macro.categories = category_of(macro.title)


def _permissions(ctx: Context, macros: Sequence[Macro]) -> None:
    for macro in macros:
        may = may_change(ctx, macro.restriction)
        macro.permissions = {"can_edit": may, "can_delete": may}


BESIDE_MACROS = (
    *beside_rules(_permissions),
    Sideload("categories", "categories", _categories, "The category of each."),
)
