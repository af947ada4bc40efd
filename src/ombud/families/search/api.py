"""Operations of search, in the order of the reference."""

import msgspec

from ombud.families.search import results
from ombud.families.search.asking import refusing, understood
from ombud.families.search.paging import Window, window_of
from ombud.families.search.sideloads import beside
from ombud.wire.answers import Raw
from ombud.wire.context import Context
from ombud.wire.operation import get


class SearchQuery(msgspec.Struct):
    """What to find, and an order that wins over the one in the text."""

    query: str = ""
    sort_by: str | None = None
    sort_order: str | None = None
    # Read by `beside`, which knows the forms `users` and `tickets(users)`.
    include: str | None = None


class CountQuery(msgspec.Struct):
    """What to count."""

    query: str = ""


@get("/search", name="ListSearchResults", role="agents", page="offset", limit="search-index")
def list_search_results(ctx: Context, query: SearchQuery) -> Raw:
    """Everything that the caller may see and the search finds, of all kinds."""
    window: Window = window_of(ctx)
    search = understood(ctx, query.query, results.kinds(ctx))
    visible = results.visible(ctx)
    with refusing():
        order = search.order(query.sort_by, query.sort_order)
        hits = search.hits(visible, order, window.first, window.last)
        total = len(hits) if window.is_whole(len(hits)) else search.count(visible)
    shown = results.shown(ctx, hits)
    # On PostgreSQL a record may go between the two statements.
    found = [(hit.kind, shown[hit]) for hit in hits if hit in shown]
    return Raw(
        {
            "results": [results.as_result(kind, shape) for kind, shape in found],
            "facets": None,
            **window.links(ctx, total),
            "count": total,
            **beside(ctx, found),
        }
    )


@get("/search/count", name="CountSearchResults", role="agents")
def count_search_results(ctx: Context, query: CountQuery) -> Raw:
    """How much the search finds."""
    search = understood(ctx, query.query, results.kinds(ctx))
    with refusing():
        return Raw({"count": search.count(results.visible(ctx))})
