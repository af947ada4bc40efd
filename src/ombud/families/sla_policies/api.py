"""Operations on service level policies, in the order of the reference."""

from ombud.families.positions import reorder
from ombud.families.sla_policies import queries, service
from ombud.families.sla_policies.shapes import PolicyChange, ReorderQuery, SLAPolicy, show
from ombud.families.slas.filters import definitions
from ombud.tables import sla_policies
from ombud.wire.answers import Created, Nothing, One, Page, Raw
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post, put


@get("/slas/policies", name="ListSLAPolicies", role="admins", page="offset")
def list_sla_policies(ctx: Context) -> Page[SLAPolicy]:
    """All policies in the order in which they are matched."""
    del ctx
    return Page(SLAPolicy, queries.visible(), queries.ORDERS, show)


@get("/slas/policies/definitions", name="RetrieveSLAPolicyFilterDefinitionItems", role="admins")
def show_definitions(ctx: Context) -> Raw:
    """What the filters of policies may ask for."""
    return Raw({"definitions": definitions(ctx, "sla")})


@get("/slas/policies/{sla_policy_id}", name="ShowSLAPolicy", role="admins")
def show_sla_policy(ctx: Context, sla_policy_id: int) -> One[SLAPolicy]:
    """One policy."""
    return One(show(ctx, [queries.find(ctx, sla_policy_id)])[0])


@post("/slas/policies", name="CreateSLAPolicy", role="admins")
def create_sla_policy(ctx: Context, sla_policy: PolicyChange) -> Created[SLAPolicy]:
    """Create a policy; without a position it is the last."""
    created = show(ctx, [queries.find(ctx, service.create(ctx, sla_policy))])[0]
    return Created(created, created.url)


@put("/slas/policies/reorder", name="ReorderSLAPolicies", role="admins")
def reorder_sla_policies(
    ctx: Context, query: ReorderQuery, sla_policy_ids: list[int] | None = None
) -> Nothing:
    """Put policies into this order; those that are not named follow."""
    reorder(ctx, sla_policies, "sla_policy_ids", sla_policy_ids or query.sla_policy_ids)
    return Nothing(200)


@put("/slas/policies/{sla_policy_id}", name="UpdateSLAPolicy", role="admins")
def update_sla_policy(ctx: Context, sla_policy_id: int, sla_policy: PolicyChange) -> One[SLAPolicy]:
    """Change a policy; tickets follow at their next update."""
    service.update_policy(ctx, sla_policy_id, sla_policy)
    return show_sla_policy(ctx, sla_policy_id)


@delete("/slas/policies/{sla_policy_id}", name="DeleteSLAPolicy", role="admins")
def delete_sla_policy(ctx: Context, sla_policy_id: int) -> Nothing:
    """Delete a policy; tickets follow at their next update."""
    service.delete_policy(ctx, sla_policy_id)
    return Nothing()
