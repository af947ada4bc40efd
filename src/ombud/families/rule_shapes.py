"""What rules that act, whether triggers, automations or macros, have in common on the wire."""

from typing import Any

from msgspec import Raw, UnsetType
from sqlalchemy import Row

from ombud.families.dynamic_content_items.titles import Titles
from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words
from ombud.wire.context import Context

__all__ = ["ConditionsChange", "Rule", "RuleItem", "columns_of"]


class Rule(Shape, kw_only=True):
    """A rule as agents see it."""

    url: str
    id: int
    title: str
    active: bool
    updated_at: str
    created_at: str
    default: bool
    actions: Raw
    position: int
    raw_title: str
    # Why it cannot run any more: something that it names is gone.
    problem: str | UnsetType = UNSET
    # Only with `include`.
    app_installation: UnsetType | None = UNSET
    permissions: dict[str, bool] | UnsetType = UNSET
    usage_1h: int | UnsetType = UNSET
    usage_24h: int | UnsetType = UNSET
    usage_7d: int | UnsetType = UNSET
    usage_30d: int | UnsetType = UNSET


class ConditionsChange(Change):
    """What a caller may write; conditions stand in `conditions` or beside the other fields."""

    title: Maybe[Words] = UNSET
    active: Maybe[bool] = UNSET
    position: Maybe[int] = UNSET
    conditions: Any = UNSET
    all: Any = UNSET
    any: Any = UNSET
    actions: Any = UNSET

    @property
    def says_rule(self) -> bool:
        """Whether conditions or actions are given: then both are replaced."""
        given = (self.conditions, self.all, self.any, self.actions)
        return any(part is not UNSET for part in given)


class RuleItem(Change):
    """One rule of update_many; whatever else it says is ignored."""

    id: Maybe[int] = UNSET
    active: Maybe[bool] = UNSET
    position: Maybe[int] = UNSET


def columns_of(ctx: Context, path: str, row: Row[Any], titles: Titles) -> dict[str, Any]:
    """The fields of a Rule, from a row whose rules have their home at this path."""
    return {
        "url": ctx.links.api(f"{path}/{row.id}"),
        "id": row.id,
        "title": titles.shown(row.raw_title),
        "active": row.active,
        "updated_at": iso(row.updated_at),
        "created_at": iso(row.created_at),
        "default": row.default,
        "actions": Raw(row.actions.encode()),
        "position": row.position,
        "raw_title": row.raw_title,
    }
