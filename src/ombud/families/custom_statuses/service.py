"""Changes of custom statuses as verbs of the desk."""

from typing import Any

from sqlalchemy import update

from ombud.db import Duplicate
from ombud.families.custom_statuses import queries
from ombud.families.custom_statuses.shapes import CustomStatusChange, DefaultsChange
from ombud.families.custom_statuses.statuses import CATEGORIES
from ombud.families.required import required_text
from ombud.tables import custom_statuses
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.decode import list_of_ids
from ombud.wire.errors import Invalid

__all__ = ["create", "set_defaults", "update_status"]

LONGEST_LABEL = 48


def create(ctx: Context, change: CustomStatusChange) -> int:
    """Create a custom status and return its id; it is never the default of its category."""
    if not isinstance(change.status_category, str) or not change.status_category:
        raise Invalid.blank("status_category")
    if change.status_category not in CATEGORIES:
        raise Invalid.invalid("status_category", change.status_category)
    label = _label("agent_label", change.agent_label)
    end_user_label = _label("end_user_label", change.end_user_label or label)
    try:
        status_id = ctx.db.insert(
            custom_statuses,
            status_category=change.status_category,
            raw_agent_label=label,
            raw_end_user_label=end_user_label,
            raw_description=text_of(change.description) or "",
            raw_end_user_description=text_of(change.end_user_description) or "",
            active=change.active is not False,
            default=False,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
    except Duplicate as error:
        raise _taken(error, label) from error
    ctx.db.configuration_changed()
    return status_id


def update_status(ctx: Context, status_id: int, change: CustomStatusChange) -> None:
    """Change what was given; raises NotFound and Invalid. The category stays what it was."""
    status = queries.find(ctx, status_id)
    values: dict[str, Any] = {}
    if change.agent_label is not UNSET:
        values["raw_agent_label"] = _label("agent_label", change.agent_label)
    if change.end_user_label is not UNSET:
        label = change.end_user_label or values.get("raw_agent_label", status.raw_agent_label)
        values["raw_end_user_label"] = _label("end_user_label", label)
    if change.description is not UNSET:
        values["raw_description"] = text_of(change.description) or ""
    if change.end_user_description is not UNSET:
        values["raw_end_user_description"] = text_of(change.end_user_description) or ""
    if isinstance(change.active, bool):
        if status.default and not change.active:
            raise Invalid.one("active", "Active: the default of a category cannot be deactivated")
        values["active"] = change.active
    if not values:
        return
    values["updated_at"] = ctx.now
    try:
        ctx.db.run(
            update(custom_statuses).where(custom_statuses.c.id == status_id).values(**values)
        )
    except Duplicate as error:
        raise _taken(error, values.get("raw_agent_label", status.raw_agent_label)) from error
    ctx.db.configuration_changed()


def set_defaults(ctx: Context, change: DefaultsChange) -> None:
    """Make each of these the default of its category; other categories keep theirs."""
    ids = _ids(change)
    found = queries.with_ids(ctx, ids)
    if not ids or set(ids) - found.keys():
        raise Invalid.invalid("ids", change.ids)
    categories = [found[status_id].status_category for status_id in set(ids)]
    if len(set(categories)) < len(categories):
        raise Invalid.one("ids", "Ids: only one status of a category can be its default")
    if not all(status.active for status in found.values()):
        raise Invalid.one("ids", "Ids: an inactive status cannot be a default")
    of_these = custom_statuses.c.status_category.in_(categories)
    # Cleared first: the database lets no category have two defaults, not even for a moment.
    ctx.db.run(
        update(custom_statuses)
        .where(of_these, custom_statuses.c.default, custom_statuses.c.id.not_in(ids))
        .values(default=False, updated_at=ctx.now)
    )
    ctx.db.run(
        update(custom_statuses)
        .where(custom_statuses.c.id.in_(ids), custom_statuses.c.default.is_(False))
        .values(default=True, updated_at=ctx.now)
    )
    ctx.db.configuration_changed()


def _ids(change: DefaultsChange) -> list[int]:
    given = change.ids if isinstance(change.ids, list) else [change.ids]
    text = ",".join(str(item) for item in given)
    found = list_of_ids(text)
    if len(found) != len([part for part in text.split(",") if part.strip()]):
        raise Invalid.invalid("ids", text)
    return found


def _label(attribute: str, given: object) -> str:
    return required_text(attribute, given, LONGEST_LABEL)


def _taken(error: Duplicate, label: str) -> Exception:
    if error.constraint != "uq_custom_statuses_agent_label":
        return error
    description = f"Agent label: {label} has already been taken"
    return Invalid.one("agent_label", description, "DuplicateValue")
