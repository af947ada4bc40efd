"""The policy object, what may be written of it, and how a row becomes one."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from msgspec import UnsetType
from sqlalchemy import Row

from ombud.families.slas.policies import StoredTarget, problems_of
from ombud.families.slas.targets import TargetChange, stored_targets
from ombud.rules.sla.spans import minutes
from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words
from ombud.wire.context import Context

__all__ = ["PolicyChange", "PolicyMetric", "ReorderQuery", "SLAPolicy", "show"]


class PolicyMetric(msgspec.Struct):
    """A target for the tickets of one priority."""

    business_hours: bool
    metric: str
    priority: str
    # Minutes
    target: int
    target_in_seconds: int


class SLAPolicy(Shape):
    """A policy as admins see it."""

    root: ClassVar[str] = "sla_policy"
    roots: ClassVar[str] = "sla_policies"

    url: str
    id: int
    title: str
    description: str | None
    position: int
    filter: dict[str, Any]
    policy_metrics: list[PolicyMetric]
    metric_settings: dict[str, Any] | None
    created_at: str
    updated_at: str
    # Why it fits no ticket any more: something that its filter names is gone.
    problem: str | UnsetType = UNSET


class PolicyChange(Change):
    """What a caller may write; a filter and a list of targets replace those there were."""

    title: Maybe[Words] = UNSET
    description: Maybe[Words] = UNSET
    position: Maybe[int] = UNSET
    filter: Maybe[dict[str, Any]] = UNSET
    policy_metrics: Maybe[list[TargetChange]] = UNSET
    metric_settings: Maybe[dict[str, Any]] = UNSET


class ReorderQuery(msgspec.Struct):
    """The ids may also stand in the query."""

    sla_policy_ids: list[int] = []


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[SLAPolicy]:
    """The policies of these rows."""
    return [
        SLAPolicy(
            url=ctx.links.api(f"/slas/policies/{row.id}"),
            id=row.id,
            title=row.title,
            description=row.description,
            position=row.position,
            filter=msgspec.json.decode(row.filter),
            policy_metrics=[_metric(target) for target in stored_targets(row.policy_metrics)],
            metric_settings=msgspec.json.decode(row.metric_settings or "null"),
            created_at=iso(row.created_at),
            updated_at=iso(row.updated_at),
            problem=UNSET if problem is None else problem,
        )
        for row, problem in zip(rows, problems_of(ctx.db, rows, "sla"), strict=True)
    ]


def _metric(target: StoredTarget) -> PolicyMetric:
    return PolicyMetric(
        business_hours=target.business_hours,
        metric=target.metric,
        priority=target.priority,
        target=minutes(target.seconds),
        target_in_seconds=target.seconds,
    )
