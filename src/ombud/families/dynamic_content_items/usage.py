"""Which rules name an item of dynamic content: as long as one does, the item stays."""

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Row, Table, or_, select

from ombud.families.placeholders.checking import texts_in
from ombud.tables import automations, macros, triggers
from ombud.templating import TemplateError
from ombud.templating.names import dynamic_content_in
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["refuse_use"]

RULES: tuple[tuple[str, Table], ...] = (
    ("Trigger", triggers),
    ("Automation", automations),
    ("Macro", macros),
)


def refuse_use(ctx: Context, item: Row[Any]) -> None:
    """Raises Invalid that names the first rule in which the item stands."""
    for kind, table in RULES:
        title, actions = table.c.raw_title, table.c.actions
        mentions = or_(
            actions.contains(item.placeholder, autoescape=True),
            title.contains(item.placeholder, autoescape=True),
        )
        statement = select(table.c.id, title.label("title"), actions.label("actions"))
        for row in ctx.db.rows(statement.where(mentions).order_by(table.c.id)):
            if any(_names(text, item.placeholder) for text in _texts(row)):
                description = f"{kind} {row.id} ({row.title}) uses {{{{dc.{item.placeholder}}}}}"
                raise Invalid.one("base", description)


def _texts(row: Row[Any]) -> Iterator[str]:
    yield row.title
    yield from texts_in(msgspec.json.decode(row.actions))


def _names(text: str, placeholder: str) -> bool:
    try:
        return placeholder in {name.split(".")[0] for name in dynamic_content_in(text)}
    except TemplateError:
        # Nobody can tell what it names, but it may be mended.
        return f"dc.{placeholder}" in text
