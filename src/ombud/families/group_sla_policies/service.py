"""Changes of group policies as verbs of the desk; tickets follow at their next update."""

from typing import Any

import msgspec
from sqlalchemy import delete

from ombud.families.group_sla_policies import queries
from ombud.families.group_sla_policies.shapes import GroupPolicyChange
from ombud.families.required import required_text
from ombud.families.slas.filters import filter_in
from ombud.families.slas.ordering import make_room
from ombud.families.slas.targets import GROUP_METRICS, targets_in
from ombud.tables import group_sla_policies
from ombud.values.ulids import new_ulid
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context

__all__ = ["create", "delete_policy", "update_policy"]

LONGEST_TITLE = 255


def create(ctx: Context, change: GroupPolicyChange) -> str:
    """Create a policy and return its id; raises Invalid."""
    title = required_text("title", change.title, LONGEST_TITLE)
    written = filter_in(ctx, change.filter, "group_sla")
    position = change.position if isinstance(change.position, int) else None
    policy_id = new_ulid(ctx.now)
    values = {"description": "", **_values(change)}
    ctx.db.insert(
        group_sla_policies,
        **{
            **values,
            "id": policy_id,
            "title": title,
            "filter": written,
            "position": make_room(ctx, group_sla_policies, position),
            "created_at": ctx.now,
            "updated_at": ctx.now,
        },
    )
    ctx.db.configuration_changed()
    return policy_id


def update_policy(ctx: Context, policy_id: str, change: GroupPolicyChange) -> None:
    """Change what was given; raises NotFound and Invalid."""
    policy = queries.find(ctx, policy_id)
    values = _values(change)
    if change.title is not UNSET:
        values["title"] = required_text("title", change.title, LONGEST_TITLE)
    if change.filter is not UNSET:
        values["filter"] = filter_in(ctx, change.filter, "group_sla")
    if isinstance(change.position, int) and change.position != policy.position:
        values["position"] = make_room(ctx, group_sla_policies, change.position)
    if values:
        ctx.db.update(group_sla_policies, policy_id, {**values, "updated_at": ctx.now})
        ctx.db.configuration_changed()


def delete_policy(ctx: Context, policy_id: str) -> None:
    """Delete a policy; raises NotFound."""
    queries.find(ctx, policy_id)
    ctx.db.run(delete(group_sla_policies).where(group_sla_policies.c.id == policy_id))
    ctx.db.configuration_changed()


def _values(change: GroupPolicyChange) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if change.description is not UNSET:
        values["description"] = text_of(change.description) or ""
    if change.policy_metrics is not UNSET:
        targets = targets_in(change.policy_metrics or [], GROUP_METRICS)
        values["policy_metrics"] = msgspec.json.encode(targets).decode()
    return values
