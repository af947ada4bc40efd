"""The group policy object, what may be written of it, and how a row becomes one."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from msgspec import UnsetType
from sqlalchemy import Row

from ombud.families.slas.policies import problems_of
from ombud.families.slas.targets import TargetChange, stored_targets
from ombud.rules.conditions import Condition, Conditions
from ombud.rules.sla.spans import minutes
from ombud.values.text import id_in
from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words
from ombud.wire.context import Context

__all__ = ["GroupPolicyChange", "GroupPolicyMetric", "GroupSLAPolicy", "ReorderQuery", "show"]


class GroupPolicyMetric(msgspec.Struct):
    """A target for the tickets of one priority."""

    business_hours: bool
    metric: str
    priority: str
    # Minutes
    target: int


class GroupSLAPolicy(Shape):
    """A policy of groups as admins see it."""

    root: ClassVar[str] = "group_sla_policy"
    roots: ClassVar[str] = "group_sla_policies"

    url: str
    id: str
    title: str
    description: str
    position: int
    filter: dict[str, Any]
    policy_metrics: list[GroupPolicyMetric]
    created_at: str
    updated_at: str
    # Why it fits no ticket any more: something that its filter names is gone.
    problem: str | UnsetType = UNSET


class GroupPolicyChange(Change):
    """What a caller may write; a filter and a list of targets replace those there were."""

    title: Maybe[Words] = UNSET
    description: Maybe[Words] = UNSET
    position: Maybe[int] = UNSET
    filter: Maybe[dict[str, Any]] = UNSET
    policy_metrics: Maybe[list[TargetChange]] = UNSET


class ReorderQuery(msgspec.Struct):
    """The ids may also stand in the query."""

    group_sla_policy_ids: list[str] = []


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[GroupSLAPolicy]:
    """The policies of these rows."""
    return [
        GroupSLAPolicy(
            url=ctx.links.api(f"/group_slas/policies/{row.id}"),
            id=row.id,
            title=row.title,
            description=row.description,
            position=row.position,
            filter={"all": [_shown(each) for each in Conditions.of_stored(row.filter).all]},
            policy_metrics=[
                GroupPolicyMetric(
                    business_hours=target.business_hours,
                    metric=target.metric,
                    priority=target.priority,
                    target=minutes(target.seconds),
                )
                for target in stored_targets(row.policy_metrics)
            ],
            created_at=iso(row.created_at),
            updated_at=iso(row.updated_at),
            problem=UNSET if problem is None else problem,
        )
        for row, problem in zip(rows, problems_of(ctx.db, rows, "group_sla"), strict=True)
    ]


def _shown(condition: Condition) -> dict[str, Any]:
    """A condition with the ids of groups as numbers, in a list as they are documented."""
    value = condition.value
    given = value if isinstance(value, tuple) else (value,)
    ids = [found for found in (id_in(str(each)) for each in given) if found is not None]
    return {**condition.shown(), "value": ids}
