"""Operations on service level policies of groups, in the order of the reference."""

from ombud.families.group_sla_policies import queries, service
from ombud.families.group_sla_policies.shapes import (
    GroupPolicyChange,
    GroupSLAPolicy,
    ReorderQuery,
    show,
)
from ombud.families.positions import reorder
from ombud.families.slas.filters import definitions
from ombud.tables import group_sla_policies
from ombud.wire.answers import Created, Nothing, One, Page, Raw
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post, put

POLICIES = "/group_slas/policies"
POLICY = f"{POLICIES}/{{group_sla_policy_id}}"


@get(POLICIES, name="ListGroupSLAPolicies", role="admins", page="offset")
def list_group_sla_policies(ctx: Context) -> Page[GroupSLAPolicy]:
    """All policies of groups in the order in which they are matched."""
    del ctx
    return Page(GroupSLAPolicy, queries.visible(), queries.ORDERS, show)


@get(f"{POLICIES}/definitions", name="RetrieveGroupSLAPolicyFilterDefinitionItems", role="admins")
def show_definitions(ctx: Context) -> Raw:
    """What the filters of group policies may ask for."""
    return Raw({"definitions": definitions(ctx, "group_sla")})


@get(POLICY, name="ShowGroupSLAPolicy", role="admins")
def show_group_sla_policy(ctx: Context, group_sla_policy_id: str) -> One[GroupSLAPolicy]:
    """One policy of groups."""
    return One(show(ctx, [queries.find(ctx, group_sla_policy_id)])[0])


@post(POLICIES, name="CreateGroupSLAPolicy", role="admins")
def create_group_sla_policy(
    ctx: Context, group_sla_policy: GroupPolicyChange
) -> Created[GroupSLAPolicy]:
    """Create a policy of groups; without a position it is the last."""
    policy_id = service.create(ctx, group_sla_policy)
    created = show(ctx, [queries.find(ctx, policy_id)])[0]
    return Created(created, created.url)


@put(f"{POLICIES}/reorder", name="ReorderGroupSLAPolicies", role="admins")
def reorder_group_sla_policies(
    ctx: Context, query: ReorderQuery, group_sla_policy_ids: list[str] | None = None
) -> Nothing:
    """Put policies of groups into this order; those that are not named follow."""
    ids = group_sla_policy_ids or query.group_sla_policy_ids
    reorder(ctx, group_sla_policies, "group_sla_policy_ids", ids)
    return Nothing(200)


@put(POLICY, name="UpdateGroupSLAPolicy", role="admins")
def update_group_sla_policy(
    ctx: Context, group_sla_policy_id: str, group_sla_policy: GroupPolicyChange
) -> One[GroupSLAPolicy]:
    """Change a policy of groups; tickets follow at their next update."""
    service.update_policy(ctx, group_sla_policy_id, group_sla_policy)
    return show_group_sla_policy(ctx, group_sla_policy_id)


@delete(POLICY, name="DeleteGroupSLAPolicy", role="admins")
def delete_group_sla_policy(ctx: Context, group_sla_policy_id: str) -> Nothing:
    """Delete a policy of groups; tickets follow at their next update."""
    service.delete_policy(ctx, group_sla_policy_id)
    return Nothing()
