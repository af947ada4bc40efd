"""Operations on the tickets of views: look at them, count them, export them, and say why."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.families.conditions.known import Choices
from ombud.families.conditions.table import load_table
from ombud.families.dynamic_content_items.titles import Titles
from ombud.families.job_statuses.batches import IdsQuery, ids_of
from ombud.families.ticket_fields import definitions
from ombud.families.tickets.shapes import Ticket
from ombud.families.tickets.shapes import show as show_tickets
from ombud.families.tickets.sideloads import FOR_LISTS
from ombud.families.views import around, counting, explaining, exporting, queries, service
from ombud.families.views import rows as view_rows
from ombud.families.views.counting import ViewCount
from ombud.families.views.looking import MOST_LISTED, Look, counted, look, look_at, rows_in_order
from ombud.families.views.outputs import DEFAULT, changed
from ombud.families.views.rows import ViewRow
from ombud.families.views.shapes import ViewChange
from ombud.rules import definitions as rule_definitions
from ombud.rules.conditions import Conditions
from ombud.wire.answers import Many, One, Page, Raw
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest, TooManyValues
from ombud.wire.operation import get, post

__all__ = ["JOBS"]

JOBS = exporting.JOBS
MOST_COUNTED_AT_ONCE = 20


class SortQuery(msgspec.Struct):
    """An order other than the view's own."""

    sort_by: str | None = None
    sort_order: str | None = None


class ExplanationQuery(msgspec.Struct):
    """The ticket that is asked about."""

    ticket_id: int | None = None


@get("/views/definitions", name="ListViewDefinitions", role="agents")
def list_definitions(ctx: Context) -> Raw:
    """What the conditions of a view can ask for."""
    table = ctx.db.cached(load_table)
    return Raw({"definitions": rule_definitions.conditions(table, "view", Choices(ctx))})


@get("/views/count_many", name="GetViewCounts", role="agents", limit="view-counts")
def count_many_views(ctx: Context, query: IdsQuery) -> Many[ViewCount]:
    """How many tickets are in each of up to 20 views."""
    ids = ids_of(query)
    if len(ids) > MOST_COUNTED_AT_ONCE:
        raise TooManyValues(MOST_COUNTED_AT_ONCE, "ids")
    return Many(ViewCount, counting.counts_of(ctx, queries.with_ids(ctx, ids)))


@get("/views/{view_id}/count", name="GetViewCount", role="agents", limit="view-tickets")
def count_view(ctx: Context, view_id: int) -> One[ViewCount]:
    """How many tickets are in a view."""
    view = queries.find(ctx, view_id)
    return One(counting.count_of(ctx, look(ctx, view), view))


@get(
    "/views/{view_id}/tickets",
    name="ListTicketsFromView",
    role="agents",
    page="both",
    include=FOR_LISTS,
    limit="view-tickets",
)
def list_view_tickets(ctx: Context, view_id: int, query: SortQuery) -> Page[Ticket]:
    """The tickets of a view, in its order or in another."""
    found = look(ctx, queries.find(ctx, view_id), query.sort_by, query.sort_order)

    def show(ctx: Context, rows: Sequence[Row[Any]]) -> Sequence[Ticket]:
        return show_tickets(ctx, rows_in_order(ctx, [row.id for row in rows]))

    return Page(
        Ticket,
        found.statement,
        found.orders,
        show,
        count=lambda: counted(ctx, found.statement, MOST_LISTED),
        # Zendesk: first-page-of-a-view (docs/quirks.md#first-page-of-a-view)
        begins=True,
    )


@get(
    "/views/{view_id}/execute",
    name="ExecuteView",
    role="agents",
    page="both",
    limit="view-tickets",
)
def execute_view(ctx: Context, view_id: int, query: SortQuery) -> Page[ViewRow]:
    """The columns of a view with the values of its tickets."""
    view = queries.find(ctx, view_id)
    found = look(ctx, view, query.sort_by, query.sort_order)
    return _executed(
        ctx, found, {"view": {"id": view.id, "url": ctx.links.api(f"/views/{view.id}")}}
    )


@post(
    "/views/preview",
    name="PreviewViews",
    role="agents",
    page="offset",
    limit="view-tickets",
    writes=False,
)
def preview_view(ctx: Context, view: ViewChange, query: SortQuery) -> Page[ViewRow]:
    """The same for a view that is not stored."""
    return _executed(ctx, _previewed(ctx, view, query), {})


@post(
    "/views/preview/count",
    name="PreviewCount",
    role="agents",
    limit="view-tickets",
    writes=False,
)
def count_preview(ctx: Context, view: ViewChange) -> One[ViewCount]:
    """How many tickets would be in a view that is not stored."""
    return One(counting.count_of(ctx, _previewed(ctx, view, SortQuery())))


@get("/views/{view_id}/export", name="ExportView", role="agents", writes=True)
def export_view(ctx: Context, view_id: int) -> Raw:
    """Begin to write the tickets of a view to a file, which the job's results then name."""
    status = exporting.export(ctx, queries.find(ctx, view_id))
    return Raw({"export": {"view_id": view_id, "status": status}})


@get("/views/{view_id}/explanation", name="ExplainView", role="agents")
def explain_view(ctx: Context, view_id: int, query: ExplanationQuery) -> Raw:
    """Why a ticket is in a view, or is not."""
    view = queries.find(ctx, view_id)
    if query.ticket_id is None:
        raise BadRequest.missing("ticket_id")
    return Raw({"explanation": explaining.why(ctx, view.id, query.ticket_id)})


def _previewed(ctx: Context, view: ViewChange, query: SortQuery) -> Look:
    fields = ctx.db.cached(definitions.load)
    output = changed(DEFAULT, view.output, fields).understood(fields)
    conditions = service.read_conditions(ctx, view, Conditions())
    return look_at(ctx, conditions, output.sorted_by(fields, query.sort_by, query.sort_order))


def _executed(ctx: Context, found: Look, beside: dict[str, Any]) -> Page[ViewRow]:
    beside["columns"] = found.output.shown_columns(ctx.links, Titles(ctx))

    def show(ctx: Context, rows: Sequence[Row[Any]]) -> Sequence[ViewRow]:
        shown = view_rows.show(ctx, rows_in_order(ctx, [row.id for row in rows]), found.output)
        # Who and what the rows name is known only now; the envelope reads it after the rows.
        beside.update(around.people_and_places(ctx, shown))
        return shown

    return Page(
        ViewRow,
        found.statement,
        found.orders,
        show,
        count=lambda: counted(ctx, found.statement, MOST_LISTED),
        beside=beside,
    )
