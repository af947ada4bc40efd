"""Changes of targets as verbs of the desk."""

from typing import Any

from sqlalchemy import delete

from ombud.families.required import required_text
from ombud.families.targets import queries
from ombud.families.targets.kinds import KINDS
from ombud.families.targets.shapes import TargetChange
from ombud.families.targets.stored import columns_of, opened
from ombud.families.targets.written import attributes_in
from ombud.tables import targets
from ombud.values.sealing import BrokenSeal
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["create", "delete_target", "update_target"]

LONGEST_TITLE = 255


def create(ctx: Context, change: TargetChange) -> int:
    """Create a target and return its id; raises Invalid."""
    kind = change.type
    if not isinstance(kind, str) or not kind.strip():
        raise Invalid.blank("type")
    if kind not in KINDS:
        raise Invalid.invalid("type", kind)
    title = required_text("title", change.title, LONGEST_TITLE)
    target_id = ctx.db.insert(
        targets,
        type=kind,
        title=title,
        active=change.active is not False,
        **columns_of(ctx, kind, attributes_in(ctx, kind, change)),
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    ctx.db.configuration_changed()
    return target_id


def update_target(ctx: Context, target_id: int, change: TargetChange) -> None:
    """Change what was given; activating forgets the failures. Raises NotFound and Invalid."""
    row = queries.find(ctx, target_id)
    if change.type not in {UNSET, None, row.type}:
        # Zendesk: targets-keep-their-type (docs/quirks.md#targets-keep-their-type)
        raise Invalid.one("type", "Type: cannot be changed")
    before = _opened(ctx, row)
    values: dict[str, Any] = {"updated_at": ctx.now}
    if change.title is not UNSET:
        values["title"] = required_text("title", change.title, LONGEST_TITLE)
    after = attributes_in(ctx, row.type, change, before)
    if after != before:
        values |= columns_of(ctx, row.type, after)
    if change.active is True or change.active is False:
        values["active"] = change.active
        if change.active and not row.active:
            values["failures"] = 0
    ctx.db.update(targets, target_id, values)
    ctx.db.configuration_changed()


def delete_target(ctx: Context, target_id: int) -> None:
    """Delete a target with what failed there; rules that name it say so when they fire.

    # Zendesk: targets-in-use (docs/quirks.md#targets-in-use)
    """
    queries.find(ctx, target_id)
    ctx.db.run(delete(targets).where(targets.c.id == target_id))
    ctx.db.configuration_changed()


def _opened(ctx: Context, row: Any) -> dict[str, str | bool]:
    try:
        return opened(ctx, row)
    except BrokenSeal:
        # Who changes it now types the secrets anew.
        return {}
