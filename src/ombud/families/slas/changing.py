"""What changes of policies and of group policies have in common."""

from collections.abc import Sequence
from typing import Any, Protocol

import msgspec
from sqlalchemy import Row, Table, delete

from ombud.families.positions import make_room
from ombud.families.required import required_text
from ombud.families.slas.filters import filter_in
from ombud.families.slas.targets import targets_in
from ombud.rules.fields import Place
from ombud.rules.sla.metrics import PolicyMetric
from ombud.wire.changes import UNSET
from ombud.wire.context import Context

__all__ = ["Described", "change_policy", "columns_of_new", "remove_policy", "targets_of"]

LONGEST_TITLE = 255


class Described(Protocol):
    """What a caller writes of any policy, each of which may be missing."""

    @property
    def title(self) -> Any: ...

    @property
    def position(self) -> Any: ...

    @property
    def filter(self) -> Any: ...

    @property
    def policy_metrics(self) -> Any: ...


def columns_of_new(ctx: Context, table: Table, place: Place, change: Described) -> dict[str, Any]:
    """What every new policy needs; raises Invalid and BadRequest."""
    title = required_text("title", change.title, LONGEST_TITLE)
    written = filter_in(ctx, title, change.filter, place)
    position = change.position if isinstance(change.position, int) else None
    return {
        "title": title,
        "filter": written,
        "position": make_room(ctx, table, position),
        "created_at": ctx.now,
        "updated_at": ctx.now,
    }


def change_policy(
    ctx: Context, table: Table, place: Place, policy: Row[Any], change: Described, **more: Any
) -> None:
    """Change what was given, and the columns of `more`; raises Invalid and BadRequest."""
    values = dict(more)
    if change.title is not UNSET:
        values["title"] = required_text("title", change.title, LONGEST_TITLE)
    if change.filter is not UNSET:
        title = values.get("title", policy.title)
        values["filter"] = filter_in(ctx, title, change.filter, place)
    if isinstance(change.position, int) and change.position != policy.position:
        values["position"] = make_room(ctx, table, change.position)
    if values:
        ctx.db.update(table, policy.id, {**values, "updated_at": ctx.now})
        ctx.db.configuration_changed()


def remove_policy(ctx: Context, table: Table, policy: Row[Any]) -> None:
    """Delete a policy; tickets lose it at their next update."""
    ctx.db.run(delete(table).where(table.c.id == policy.id))
    ctx.db.configuration_changed()


def targets_of(change: Described, metrics: Sequence[PolicyMetric]) -> dict[str, Any]:
    """The column of the targets, where some are given; raises Invalid."""
    if change.policy_metrics is UNSET:
        return {}
    targets = targets_in(change.policy_metrics or [], metrics)
    return {"policy_metrics": msgspec.json.encode(targets).decode()}
