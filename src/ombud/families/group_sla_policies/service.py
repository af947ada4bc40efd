"""Changes of group policies as verbs of the desk; tickets follow at their next update."""

from typing import Any

from ombud.families.group_sla_policies import queries
from ombud.families.group_sla_policies.shapes import GroupPolicyChange
from ombud.families.slas.changing import change_policy, columns_of_new, remove_policy, targets_of
from ombud.families.slas.targets import GROUP_METRICS
from ombud.tables import group_sla_policies
from ombud.values.ulids import new_ulid
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context

__all__ = ["create", "delete_policy", "update_policy"]


def create(ctx: Context, change: GroupPolicyChange) -> str:
    """Create a policy and return its id; raises Invalid and BadRequest."""
    policy_id = new_ulid(ctx.now)
    common = columns_of_new(ctx, group_sla_policies, "group_sla", change)
    values = {"description": "", **common, **_values(change)}
    ctx.db.insert(group_sla_policies, id=policy_id, **values)
    ctx.db.configuration_changed()
    return policy_id


def update_policy(ctx: Context, policy_id: str, change: GroupPolicyChange) -> None:
    """Change what was given; raises NotFound, Invalid and BadRequest."""
    policy = queries.find(ctx, policy_id)
    change_policy(ctx, group_sla_policies, "group_sla", policy, change, **_values(change))


def delete_policy(ctx: Context, policy_id: str) -> None:
    """Delete a policy; raises NotFound."""
    remove_policy(ctx, group_sla_policies, queries.find(ctx, policy_id))


def _values(change: GroupPolicyChange) -> dict[str, Any]:
    values = targets_of(change, GROUP_METRICS)
    if change.description is not UNSET:
        values["description"] = text_of(change.description) or ""
    return values
