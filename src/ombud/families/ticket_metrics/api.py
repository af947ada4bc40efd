"""Operations on ticket metrics."""

from ombud.families.ticket_metrics import queries
from ombud.families.ticket_metrics.shapes import TicketMetric, show
from ombud.wire.answers import One, Page
from ombud.wire.context import Context
from ombud.wire.operation import get


@get("/ticket_metrics", name="ListTicketMetrics", role="agents", page="both")
def list_ticket_metrics(ctx: Context) -> Page[TicketMetric]:
    """The metrics of all tickets, the newest ticket first."""
    return Page(TicketMetric, queries.visible(ctx), queries.ORDERS, show)


@get("/ticket_metrics/{ticket_metric_id}", name="ShowTicketMetrics", role="agents")
def show_ticket_metric(ctx: Context, ticket_metric_id: int) -> One[TicketMetric]:
    """One record of metrics."""
    return One(show(ctx, [queries.find(ctx, metric_id=ticket_metric_id)])[0])


@get("/tickets/{ticket_id}/metrics", name="ShowTicketMetrics", role="agents")
def show_metrics_of_ticket(ctx: Context, ticket_id: int) -> One[TicketMetric]:
    """The metrics of one ticket."""
    return One(show(ctx, [queries.find(ctx, ticket_id=ticket_id)])[0])
