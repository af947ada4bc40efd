"""Changes of policies as verbs of the desk; tickets follow at their next update."""

from typing import Any

import msgspec
from sqlalchemy import delete

from ombud.families.required import required_text
from ombud.families.sla_policies import queries
from ombud.families.sla_policies.shapes import PolicyChange
from ombud.families.slas.filters import filter_in
from ombud.families.slas.ordering import make_room
from ombud.families.slas.targets import POLICY_METRICS, targets_in
from ombud.rules.sla.moments import Settings
from ombud.tables import sla_policies
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.decode import convert

__all__ = ["create", "delete_policy", "update_policy"]

LONGEST_TITLE = 255


def create(ctx: Context, change: PolicyChange) -> int:
    """Create a policy and return its id; raises Invalid."""
    title = required_text("title", change.title, LONGEST_TITLE)
    written = filter_in(ctx, change.filter, "sla")
    values = _values(change)
    position = change.position if isinstance(change.position, int) else None
    policy_id = ctx.db.insert(
        sla_policies,
        **{
            **values,
            "title": title,
            "filter": written,
            "position": make_room(ctx, sla_policies, position),
            "created_at": ctx.now,
            "updated_at": ctx.now,
        },
    )
    ctx.db.configuration_changed()
    return policy_id


def update_policy(ctx: Context, policy_id: int, change: PolicyChange) -> None:
    """Change what was given; raises NotFound and Invalid."""
    policy = queries.find(ctx, policy_id)
    values = _values(change)
    if change.title is not UNSET:
        values["title"] = required_text("title", change.title, LONGEST_TITLE)
    if change.filter is not UNSET:
        values["filter"] = filter_in(ctx, change.filter, "sla")
    if isinstance(change.position, int) and change.position != policy.position:
        values["position"] = make_room(ctx, sla_policies, change.position)
    if values:
        ctx.db.update(sla_policies, policy_id, {**values, "updated_at": ctx.now})
        ctx.db.configuration_changed()


def delete_policy(ctx: Context, policy_id: int) -> None:
    """Delete a policy; raises NotFound."""
    queries.find(ctx, policy_id)
    ctx.db.run(delete(sla_policies).where(sla_policies.c.id == policy_id))
    ctx.db.configuration_changed()


def _values(change: PolicyChange) -> dict[str, Any]:
    """The columns of what may be left out of a new policy, too."""
    values: dict[str, Any] = {}
    if change.description is not UNSET:
        values["description"] = text_of(change.description)
    if change.policy_metrics is not UNSET:
        targets = targets_in(change.policy_metrics or [], POLICY_METRICS)
        values["policy_metrics"] = msgspec.json.encode(targets).decode()
    if change.metric_settings is not UNSET:
        values["metric_settings"] = _settings(change.metric_settings)
    return values


def _settings(given: dict[str, Any] | None) -> str | None:
    """All settings as they are from now on; those that are not given are off."""
    if given is None:
        return None
    name = "sla_policy.metric_settings"
    return msgspec.json.encode(convert(given, Settings, name)).decode()
