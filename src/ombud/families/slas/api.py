"""Operations on the service levels of one ticket."""

from ombud.families.slas.breaches import BREACHES
from ombud.families.slas.explaining import explain_ticket
from ombud.families.slas.shapes import ServiceLevels
from ombud.families.slas.standings import policy_metrics
from ombud.families.tickets import queries
from ombud.wire.answers import One, Raw
from ombud.wire.context import Context
from ombud.wire.operation import get

CHORES = (BREACHES,)


@get("/tickets/{ticket_id}/slas/policy_metrics", name="ListPolicyMetrics", role="agents")
def list_policy_metrics(ctx: Context, ticket_id: int) -> Raw:
    """Where the targets of one ticket stand."""
    ticket = queries.find(ctx, ticket_id)
    return Raw({"policy_metrics": policy_metrics(ctx, [ticket.id])[ticket.id]})


@get("/tickets/{ticket_id}/slas/explanation", name="ExplainServiceLevels", role="agents")
def explain_service_levels(ctx: Context, ticket_id: int) -> One[ServiceLevels]:
    """What the clocks of one ticket have counted, and why: each spell with its hours."""
    return One(explain_ticket(ctx, ticket_id))
