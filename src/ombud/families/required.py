"""What families cannot do without: records that are there, words that are not blank."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Row

from ombud.wire.changes import text_of
from ombud.wire.context import Context
from ombud.wire.errors import Invalid, NotFound

__all__ = ["existing", "referred", "required_text"]

T = TypeVar("T")


def existing(record: T | None) -> T:
    """The record that was looked up; raises NotFound when there is none."""
    if record is None:
        raise NotFound
    return record


def referred(
    ctx: Context, find: Callable[[Context, int], Row[Any]], given: object, attribute: str
) -> Row[Any]:
    """The record whose id a body gives, of those that `find` sees; raises Invalid for none."""
    if not isinstance(given, int):
        raise Invalid.blank(attribute)
    try:
        return find(ctx, given)
    except NotFound:
        raise Invalid.blank(attribute) from None


def required_text(attribute: str, given: object, longest: int) -> str:
    """The words without the space around them; raises Invalid when they are none or too many."""
    text = (text_of(given) or "").strip()
    if not text:
        raise Invalid.blank(attribute)
    if len(text) > longest:
        raise Invalid.too_long(attribute, longest)
    return text
