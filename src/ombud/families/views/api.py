"""Operations on views themselves, in the order of the reference; their tickets are `tickets_api`."""

from ombud.families.job_statuses.batches import IdsQuery, check_batch, ids_of
from ombud.families.views import queries, service
from ombud.families.views.queries import ActiveQuery, ManyQuery, SearchQuery, ViewQuery
from ombud.families.views.shapes import Place, View, ViewChange, show
from ombud.families.views.sideloads import FOR_VIEWS
from ombud.wire.answers import Count, Created, Many, Nothing, One, Page
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post, put
from ombud.wire.paging import total_of

MOST_COMPACT = 32


@get("/views", name="ListViews", role="agents", page="both", include=FOR_VIEWS)
def list_views(ctx: Context, query: ViewQuery) -> Page[View]:
    """The caller's own views and those that are shared with them."""
    # Who pages by cursor is shown them in the order in which they were made.
    by_cursor = any(name.startswith("page[") for name, _ in ctx.request.query)
    orders = queries.BY_CURSOR if by_cursor else queries.ORDERS
    return Page(View, queries.matching(ctx, query), orders, show)


@get("/views/active", name="ListActiveViews", role="agents", page="offset", include=FOR_VIEWS)
def list_active_views(ctx: Context, query: ActiveQuery) -> Page[View]:
    """The same without the inactive ones."""
    return Page(View, queries.matching(ctx, query), queries.ORDERS, show)


@get("/views/compact", name="ListCompactViews", role="agents")
def list_compact_views(ctx: Context) -> Many[View]:
    """The first 32 active views, all at once."""
    statement = queries.matching(ctx, ActiveQuery())
    rows = ctx.db.rows(statement.order_by(*queries.FIRST).limit(MOST_COMPACT))
    return Many(View, show(ctx, rows), paged=True)


@get("/views/search", name="SearchViews", role="agents", page="offset", include=FOR_VIEWS)
def search_views(ctx: Context, query: SearchQuery) -> Page[View]:
    """Views whose title contains the words."""
    return Page(View, queries.matching(ctx, query), queries.ORDERS, show)


@get("/views/show_many", name="ListViewsById", role="agents", include=FOR_VIEWS)
def show_many_views(ctx: Context, query: ManyQuery) -> Many[View]:
    """Views by id; those that are missing are left out."""
    rows = queries.with_ids(ctx, ids_of(query), active=query.active)
    return Many(View, show(ctx, rows), paged=True)


@get("/views/count", name="CountViews", role="agents")
def count_views(ctx: Context) -> Count:
    """How many views the caller sees."""
    return Count(total_of(ctx, queries.visible(ctx)))


@get("/views/{view_id}", name="ShowView", role="agents", include=FOR_VIEWS)
def show_view(ctx: Context, view_id: int) -> One[View]:
    """One view."""
    return One(show(ctx, [queries.find(ctx, view_id)])[0])


@post("/views", name="CreateView", role="agents")
def create_view(ctx: Context, view: ViewChange) -> Created[View]:
    """Create a view; an agent who may not share views creates one of their own."""
    created = show(ctx, [queries.just_made(ctx, service.create(ctx, view))])[0]
    # Zendesk: created-with-200
    return Created(created, created.url, created=False)


@put("/views/update_many", name="UpdateManyViews", role="agents")
def update_many_views(ctx: Context, views: list[Place]) -> Many[View]:
    """Change places and activity of several views, all of them or none."""
    check_batch(views)
    ids = service.update_many(ctx, views)
    return Many(View, show(ctx, queries.with_ids(ctx, ids)), paged=True)


@put("/views/{view_id}", name="UpdateView", role="agents")
def update_view(ctx: Context, view_id: int, view: ViewChange) -> One[View]:
    """Change a view; each list of conditions that is sent replaces the one that was."""
    service.update_view(ctx, view_id, view)
    return One(show(ctx, [queries.just_made(ctx, view_id)])[0])


@delete("/views/destroy_many", name="BulkDeleteViews", role="agents")
def delete_many_views(ctx: Context, query: IdsQuery) -> Nothing:
    """Delete several views, all of them or none."""
    service.delete_views(ctx, ids_of(query))
    return Nothing()


@delete("/views/{view_id}", name="DeleteView", role="agents")
def delete_view(ctx: Context, view_id: int) -> Nothing:
    """Delete a view; its tickets stay."""
    service.delete_views(ctx, [view_id])
    return Nothing()
