"""Filters on lists, and the value to print instead of nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from liquid.undefined import Undefined

from ombud.templating.filters.filter import Call
from ombud.templating.formats import glue
from ombud.templating.fragments import Printable, as_text

__all__ = [
    "compact",
    "concat",
    "default",
    "first",
    "join",
    "last",
    "map_",
    "reverse",
    "size",
    "sort",
    "sort_natural",
    "uniq",
    "where",
]


# An item of a list is more work than a character of a text.
EACH = 25


def default(
    _call: Call, left: object, other: object = "", *, allow_false: object = False
) -> object:
    """The other value where this one is nil, false or empty."""
    if left is False:
        return left if allow_false is True else other
    if isinstance(left, int | float):
        return left
    if isinstance(left, list | tuple | range):
        return left if len(left) else other
    return left if as_text(left) else other


def first(_call: Call, left: object) -> object:
    """The first item; nil where there is none."""
    return left[0] if isinstance(left, list | tuple | range) and left else None


def last(_call: Call, left: object) -> object:
    """The last item."""
    return left[-1] if isinstance(left, list | tuple | range) and left else None


def size(_call: Call, left: object) -> int:
    """The number of items or characters."""
    if isinstance(left, list | tuple | range):
        return len(left)
    return len(as_text(left))


def join(call: Call, left: object, between: object = " ") -> str:
    """The items one after the other."""
    items = _items(call, left)
    written = sum(len(as_text(item)) for item in items) + len(items) * len(as_text(between))
    call.budget.text(written)
    return glue(call.format, _with_between(items, between))


def map_(call: Call, left: object, key: object) -> list[object]:
    """A property of each item."""
    return _asked(_items(call, left), as_text(key))


def where(call: Call, left: object, key: object, value: object = None) -> list[object]:
    """The items whose property has the value; without one, those that have the property."""
    items = _items(call, left)
    found = list(zip(items, _asked(items, as_text(key)), strict=True))
    if value is None:
        return [item for item, has in found if has is not None and has is not False]
    wanted = as_text(value)
    return [item for item, has in found if as_text(has) == wanted]


def reverse(call: Call, left: object) -> list[object]:
    """The items from the last to the first."""
    return list(reversed(_items(call, left)))


def sort(call: Call, left: object, key: object = None) -> list[object]:
    """The items in order: numbers, then texts, then what is missing."""
    return _sorted(call, left, key, _rank)


def sort_natural(call: Call, left: object, key: object = None) -> list[object]:
    """The same without regard to large and small letters."""
    return _sorted(call, left, key, lambda value: as_text(value).lower())


def uniq(call: Call, left: object, key: object = None) -> list[object]:
    """Each item once."""
    items = _items(call, left)
    seen: dict[object, object] = {}
    for item, value in zip(items, _asked(items, key), strict=True):
        seen.setdefault(_identity(value), item)
    return list(seen.values())


def concat(call: Call, left: object, more: object) -> list[object]:
    """The items of both lists."""
    return [*_items(call, left), *_items(call, more)]


def compact(call: Call, left: object) -> list[object]:
    """The items that are not nil."""
    return [item for item in _items(call, left) if item is not None]


def _items(call: Call, value: object) -> Sequence[object]:
    if isinstance(value, list | tuple | range):
        call.budget.charge(len(value) * EACH)
        return value
    return [] if value is None or isinstance(value, Undefined) else [value]


def _with_between(items: Sequence[object], between: object) -> Iterator[object]:
    for place, item in enumerate(items):
        if place:
            yield between
        yield item


def _sorted(call: Call, left: object, key: object, rank: Callable[[object], Any]) -> list[object]:
    items = _items(call, left)
    values = _asked(items, key)
    # Each is compared with some others, at worst up to its end.
    call.budget.charge(sum(len(as_text(value)) for value in values))
    ranks = list(map(rank, values))
    order = sorted(range(len(items)), key=ranks.__getitem__)
    return [items[place] for place in order]


def _asked(items: Sequence[object], key: object) -> list[object]:
    """A property of each item; without a key the items themselves."""
    if key is None:
        return list(items)
    name = str(as_text(key))
    return [_property(item, name) for item in items]


def _property(item: object, name: str) -> object:
    if isinstance(item, Mapping | Printable | str) and not isinstance(item, tuple):
        try:
            return item[name]  # type: ignore[index]  # a Printable may not have any
        except (LookupError, TypeError):
            return None
    return None


def _rank(value: object) -> tuple[int, float, str]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return 0, value, ""
    text = as_text(value)
    return (1, 0, text) if text or isinstance(value, str) else (2, 0, "")


def _identity(value: object) -> object:
    if isinstance(value, str):
        return str(value)
    return value if isinstance(value, int | float | tuple) else id(value)
