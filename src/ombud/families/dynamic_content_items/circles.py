"""Items that lead back to themselves, whose text would never end."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select

from ombud.families.dynamic_content_items import content, queries
from ombud.families.dynamic_content_items.content import Content
from ombud.tables import dynamic_content_variants
from ombud.templating import TemplateError
from ombud.templating.dynamic_content import variant
from ombud.templating.names import dynamic_content_in
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["refuse_circle"]

MOST_SHOWN = 5
variants = dynamic_content_variants


def refuse_circle(ctx: Context, item_id: int) -> None:
    """Raises Invalid if an item, as it has just been written, names itself by way of others.

    # Zendesk: circles-of-content (docs/quirks.md#circles-of-content)
    """
    mine = select(variants.c.content).where(variants.c.item_id == item_id, variants.c.active)
    if not any("dc" in text for text in ctx.db.values(mine)):
        return
    texts = content.load(ctx.db)
    item = queries.find(ctx, item_id)
    for locale in sorted({locale or "" for _, locale in texts.texts}):
        way = _way_back(texts, locale, item.placeholder)
        if way:
            raise _refused(item.name, way)


def _way_back(texts: Content, locale: str, start: str) -> list[str]:
    """The items from one back to itself, as readers of a language come by them; none if it ends."""
    named_by: dict[str, str] = {}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        for named in _named(texts, locale, name):
            if named == start:
                return _way(named_by, start, name)
            if named not in named_by:
                named_by[named] = name
                waiting.append(named)
    return []


def _way(named_by: Mapping[str, str], start: str, last: str) -> list[str]:
    """From an item by way of those that led to the last one, which names it again."""
    way = []
    while last != start:
        way.append(last)
        last = named_by[last]
    return [start, *reversed(way), start]


def _named(texts: Content, locale: str, name: str) -> Iterator[str]:
    text = variant(texts, name, locale)
    if text is None:
        return
    try:
        yield from (path.split(".")[0] for path in dynamic_content_in(text))
    except TemplateError:
        # It is printed as it was written.
        return


def _refused(name: str, way: Sequence[str]) -> Invalid:
    placeholders = [f"{{{{dc.{each}}}}}" for each in way]
    shown = [*placeholders[:MOST_SHOWN], "…", placeholders[-1]]
    words = " → ".join(placeholders if len(placeholders) <= len(shown) else shown)
    description = f"Content: {placeholders[0]} leads back to itself: {words}"
    return Invalid.one("content", description, item=name, placeholder=placeholders[1])
