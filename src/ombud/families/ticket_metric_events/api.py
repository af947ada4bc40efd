"""The export of metric events."""

from ombud.families.ticket_metric_events.exporting import by_cursor, by_time
from ombud.families.ticket_metric_events.shapes import MetricEventQuery
from ombud.wire.answers import Raw
from ombud.wire.context import Context
from ombud.wire.operation import get


@get("/incremental/ticket_metric_events", name="ListTicketMetricEvents", role="admins")
def list_ticket_metric_events(ctx: Context, query: MetricEventQuery) -> Raw:
    """What the metrics of all tickets have told since a time, in the order of writing."""
    paged = query.size is not None or query.after is not None
    return Raw(by_cursor(ctx, query) if paged else by_time(ctx, query))
