"""Changes of policies as verbs of the desk; tickets follow at their next update."""

from typing import Any

import msgspec

from ombud.families.sla_policies import queries
from ombud.families.sla_policies.shapes import PolicyChange
from ombud.families.slas.changing import change_policy, columns_of_new, remove_policy, targets_of
from ombud.families.slas.targets import POLICY_METRICS
from ombud.rules.sla.moments import Settings
from ombud.tables import sla_policies
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.decode import convert

__all__ = ["create", "delete_policy", "update_policy"]


def create(ctx: Context, change: PolicyChange) -> int:
    """Create a policy and return its id; raises Invalid and BadRequest."""
    common = columns_of_new(ctx, sla_policies, "sla", change)
    policy_id = ctx.db.insert(sla_policies, **_values(change), **common)
    ctx.db.configuration_changed()
    return policy_id


def update_policy(ctx: Context, policy_id: int, change: PolicyChange) -> None:
    """Change what was given; raises NotFound, Invalid and BadRequest."""
    policy = queries.find(ctx, policy_id)
    change_policy(ctx, sla_policies, "sla", policy, change, **_values(change))


def delete_policy(ctx: Context, policy_id: int) -> None:
    """Delete a policy; raises NotFound."""
    remove_policy(ctx, sla_policies, queries.find(ctx, policy_id))


def _values(change: PolicyChange) -> dict[str, Any]:
    """The columns of what may be left out of a new policy, too."""
    values = targets_of(change, POLICY_METRICS)
    if change.description is not UNSET:
        values["description"] = text_of(change.description)
    if change.metric_settings is not UNSET:
        values["metric_settings"] = _settings(change.metric_settings)
    return values


def _settings(given: dict[str, Any] | None) -> str | None:
    """All settings as they are from now on; those that are not given are off."""
    if given is None:
        return None
    name = "sla_policy.metric_settings"
    return msgspec.json.encode(convert(given, Settings, name)).decode()
