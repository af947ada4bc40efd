"""Offset pages of at most a thousand results, and no other kind of page."""

from typing import NamedTuple

from ombud.wire.context import Context
from ombud.wire.errors import BadRequest, Invalid
from ombud.wire.paging import whole_number

__all__ = ["Window", "window_of"]

LARGEST_PAGE = 100
MOST_RESULTS = 1000
PLACE = "api/v2/search/index"
TOO_DEEP = "Invalid search: Requested response size was greater than Search Response Limits"


class Window(NamedTuple):
    """The part of the results that a page shows."""

    page: int
    size: int

    @property
    def first(self) -> int:
        return (self.page - 1) * self.size

    @property
    def last(self) -> int:
        return self.page * self.size

    def is_whole(self, read: int) -> bool:
        """Whether a page with so many results is all there is."""
        return self.page == 1 and read < self.size

    def links(self, ctx: Context, total: int) -> dict[str, str | None]:
        """The URLs of the pages around this one, as far as results are given."""
        more = self.last < total and (self.page + 1) * self.size <= MOST_RESULTS
        return {
            "next_page": ctx.links.page(ctx.request, {"page": self.page + 1}) if more else None,
            "previous_page": (
                ctx.links.page(ctx.request, {"page": self.page - 1}) if self.page > 1 else None
            ),
        }


def window_of(ctx: Context) -> Window:
    """The page that was asked for; raises BadRequest, and Invalid past the last result given."""
    if any(name.startswith("page[") for name, _ in ctx.request.query):
        raise BadRequest("page", "must be an integer", PLACE)
    page = whole_number(ctx.request, "page", 1, PLACE)
    size = min(whole_number(ctx.request, "per_page", LARGEST_PAGE, PLACE), LARGEST_PAGE)
    if page * size > MOST_RESULTS:
        raise Invalid.plain("invalid", TOO_DEEP)
    return Window(page, size)
