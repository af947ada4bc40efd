"""From a caller and a text to a search that was understood, or to the documented refusal."""

from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from sqlalchemy import Select

from ombud.families.accounts import account
from ombud.search.conditions import Asking
from ombud.search.index import Kind
from ombud.search.language import IllegalSearch
from ombud.search.searching import Search, ids_of, read
from ombud.values.time_zones import iana_of
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["found_ids", "refusing", "understood"]


def understood(ctx: Context, text: str, kinds: tuple[Kind, ...] | None = None) -> Search:
    """The search that the text is, in all kinds of record or in some.

    Raises Invalid. Values are looked at when the search is used: do that inside `refusing`.
    """
    zone = ZoneInfo(iana_of(ctx.db.cached(account.load).time_zone) or "Etc/UTC")
    with refusing():
        return read(Asking(ctx.db, ctx.actor.id, ctx.now, zone), text, kinds)


def found_ids(ctx: Context, kind: Kind, text: str) -> Select[tuple[int]]:
    """Ids of the records of one kind that a search finds, seen or unseen by the caller.

    For the lists of other families: `visible(ctx).where(users.c.id.in_(found_ids(...)))`.
    Raises Invalid.
    """
    search = understood(ctx, text, (kind,))
    with refusing():
        return ids_of(search, kind)


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what is wrong with a search into the answer that says so."""
    try:
        yield
    except IllegalSearch as error:
        raise Invalid.plain("invalid", f"Invalid search: {error}") from error
