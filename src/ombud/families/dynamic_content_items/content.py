"""The texts in force by name and language, as templates read them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from ombud.db import Transaction
from ombud.families.locales import catalogue
from ombud.tables import dynamic_content_items, dynamic_content_variants

__all__ = ["Content", "load"]


@dataclass(frozen=True, slots=True)
class Content:
    """`templating.objects.Variants` of the account; read with `db.cached(content.load)`."""

    # By name and the code of a language, None for the default variant.
    texts: Mapping[tuple[str, str | None], str]

    def __call__(self, name: str, locale: str | None) -> str | None:
        return self.texts.get((name, locale))


def load(db: Transaction) -> Content:
    """Every active variant."""
    items, variants = dynamic_content_items, dynamic_content_variants
    statement = select(
        items.c.placeholder, variants.c.locale_id, variants.c.content, variants.c.default
    ).join(variants, variants.c.item_id == items.c.id)
    texts: dict[tuple[str, str | None], str] = {}
    for row in db.rows(statement.where(variants.c.active)):
        texts[row.placeholder, catalogue.code_of(row.locale_id)] = row.content
        if row.default:
            texts[row.placeholder, None] = row.content
    return Content(texts)
