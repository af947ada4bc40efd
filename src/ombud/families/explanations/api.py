"""The explanation of an update, an operation that the original does not have."""

from ombud.families.explanations import explaining
from ombud.families.explanations.shapes import Explanation
from ombud.wire.answers import One
from ombud.wire.context import Context
from ombud.wire.operation import get


@get(
    "/tickets/{ticket_id}/audits/{ticket_audit_id}/explanation",
    name="ShowExplanation",
    role="agents",
)
def show_explanation(ctx: Context, ticket_id: int, ticket_audit_id: int) -> One[Explanation]:
    """Which triggers there were at an update, which fired, and what kept the others from it."""
    return One(explaining.explain(ctx, ticket_id, ticket_audit_id))
