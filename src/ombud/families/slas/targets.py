"""The targets of a policy as callers write and read them: minutes, kept in seconds."""

from collections.abc import Sequence

import msgspec

from ombud.families.slas.policies import StoredTarget
from ombud.rules.sla.metrics import METRICS, PolicyMetric
from ombud.rules.sla.spans import minutes
from ombud.values.choices import PRIORITIES
from ombud.wire.changes import UNSET, Change, Maybe
from ombud.wire.errors import Invalid

__all__ = ["GROUP_METRICS", "POLICY_METRICS", "TargetChange", "stored_targets", "targets_in"]

GROUP_METRICS: tuple[PolicyMetric, ...] = ("group_ownership_time",)
POLICY_METRICS: tuple[PolicyMetric, ...] = tuple(sorted(METRICS.keys() - set(GROUP_METRICS)))
SECONDS_A_MINUTE = 60
MOST_SECONDS = 2**31 - 1


class TargetChange(Change):
    """One target; `target_in_seconds` may stand in place of `target`."""

    priority: Maybe[str] = UNSET
    metric: Maybe[str] = UNSET
    target: Maybe[int] = UNSET
    target_in_seconds: Maybe[int] = UNSET
    business_hours: Maybe[bool] = UNSET


def targets_in(
    given: Sequence[TargetChange], metrics: Sequence[PolicyMetric]
) -> list[StoredTarget]:
    """The targets in the order in which they are shown; raises Invalid."""
    found: dict[tuple[int, str], StoredTarget] = {}
    for change in given:
        target = _target(change, metrics)
        place = (PRIORITIES.index(target.priority), target.metric)
        if place in found:
            description = f"Policy metrics: {target.metric} stands twice for {target.priority}"
            raise Invalid.one("policy_metrics", description, "DuplicateValue")
        found[place] = target
    return [found[place] for place in sorted(found)]


def stored_targets(text: str) -> list[StoredTarget]:
    """The targets of a row."""
    return msgspec.json.decode(text, type=list[StoredTarget])


def _target(change: TargetChange, metrics: Sequence[PolicyMetric]) -> StoredTarget:
    if change.priority not in PRIORITIES:
        raise _invalid("priority", change.priority)
    metric = next((name for name in metrics if name == change.metric), None)
    if metric is None:
        raise _invalid("metric", change.metric)
    seconds = _seconds(change)
    if not 0 < seconds <= MOST_SECONDS:
        raise Invalid.one("policy_metrics", f"Policy metrics: target {seconds} is not valid")
    assert isinstance(change.priority, str)  # noqa: S101 (one of the four)
    return StoredTarget(change.priority, metric, seconds, change.business_hours is True)


def _seconds(change: TargetChange) -> int:
    """The target in seconds, in which it may be finer than the minutes say."""
    # Zendesk: sla-target-seconds (docs/quirks.md#sla-target-seconds)
    exact, target = change.target_in_seconds, change.target
    if isinstance(exact, int) and (not isinstance(target, int) or minutes(exact) == target):
        return exact
    if not isinstance(target, int):
        raise Invalid.one("policy_metrics", "Policy metrics: target cannot be blank", "BlankValue")
    return target * SECONDS_A_MINUTE


def _invalid(name: str, value: object) -> Invalid:
    if not isinstance(value, str):
        description = f"Policy metrics: {name} cannot be blank"
        return Invalid.one("policy_metrics", description, "BlankValue")
    return Invalid.one("policy_metrics", f"Policy metrics: {name} {value} is not valid")
