"""Changes of automations as verbs of the desk."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete

from ombud.db import Duplicate
from ombud.families.automations import queries
from ombud.families.automations.written import digest_of, rule_in
from ombud.families.conditions.refusing import refusals
from ombud.families.positions import make_room
from ombud.families.required import required_text
from ombud.families.rule_shapes import ConditionsChange, RuleItem
from ombud.families.rule_usages.rights import require_rights
from ombud.tables import automation_matches, automation_turns, automations
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["create", "delete_many", "update_automation", "update_many"]

LONGEST_TITLE = 255
MOST_ACTIVE = 500
TAKEN = "uq_automations_digest"


def create(ctx: Context, change: ConditionsChange) -> int:
    """Create an automation and return its id; raises Forbidden, Invalid and BadRequest."""
    require_rights(ctx)
    title = required_text("title", change.title, LONGEST_TITLE)
    conditions, actions = rule_in(ctx, title, change)
    active = change.active is not False
    if active:
        _check_number(ctx)
    position = change.position if isinstance(change.position, int) else None
    values = {
        "raw_title": title,
        "active": active,
        "position": make_room(ctx, automations, position),
        "conditions": conditions,
        "actions": actions,
        "digest": digest_of(conditions, actions),
        "created_at": ctx.now,
        "updated_at": ctx.now,
    }
    try:
        automation_id = ctx.db.insert(automations, **values)
    except Duplicate as error:
        raise _taken(error, title) from error
    ctx.db.configuration_changed()
    return automation_id


def update_automation(ctx: Context, automation_id: int, change: ConditionsChange) -> None:
    """Change what was given; raises Forbidden, NotFound, Invalid and BadRequest."""
    require_rights(ctx)
    row = queries.find(ctx, automation_id)
    values: dict[str, Any] = {}
    if change.title is not UNSET:
        values["raw_title"] = required_text("title", change.title, LONGEST_TITLE)
    if change.says_rule:
        title = values.get("raw_title", row.raw_title)
        conditions, actions = rule_in(ctx, title, change)
        digest = digest_of(conditions, actions)
        values.update(conditions=conditions, actions=actions, digest=digest)
    _change(ctx, row, values, change)


def update_many(ctx: Context, items: Sequence[RuleItem]) -> list[int]:
    """Change places and whether they are active; the ids.

    Raises Forbidden, NotFound and Invalid.
    """
    require_rights(ctx)
    ids = [item.id for item in items if isinstance(item.id, int)]
    if len(ids) < len(items):
        raise Invalid.blank("id")
    for item, row in zip(items, queries.by_ids(ctx, ids), strict=True):
        with refusals(row.raw_title):
            _change(ctx, row, {}, item)
    return ids


def delete_many(ctx: Context, ids: list[int]) -> None:
    """Delete these automations, unless one came with the account.

    Raises Forbidden, NotFound and Invalid.
    """
    require_rights(ctx)
    for row in queries.by_ids(ctx, ids):
        if row.default:
            raise Invalid.one("base", f"{row.raw_title} can be switched off but not deleted")
        turns = automation_turns.c.automation_id == row.id
        mine = automation_turns.select().with_only_columns(automation_turns.c.id).where(turns)
        ctx.db.run(delete(automation_matches).where(automation_matches.c.turn_id.in_(mine)))
        ctx.db.run(delete(automation_turns).where(turns))
        ctx.db.run(delete(automations).where(automations.c.id == row.id))
    ctx.db.configuration_changed()


def _change(
    ctx: Context, row: Any, values: dict[str, Any], change: ConditionsChange | RuleItem
) -> None:
    if isinstance(change.active, bool) and change.active != row.active:
        if change.active:
            _check_number(ctx)
        values["active"] = change.active
    if isinstance(change.position, int) and change.position != row.position:
        values["position"] = make_room(ctx, automations, change.position)
    if not values:
        return
    try:
        ctx.db.update(automations, row.id, {**values, "updated_at": ctx.now})
    except Duplicate as error:
        raise _taken(error, values.get("raw_title", row.raw_title)) from error
    ctx.db.configuration_changed()


def _check_number(ctx: Context) -> None:
    if queries.count_active(ctx) >= MOST_ACTIVE:
        description = f"An account can have {MOST_ACTIVE} active automations"
        raise Invalid.one("base", description)


def _taken(error: Duplicate, title: str) -> Exception:
    if error.constraint != TAKEN:
        return error
    description = "Another active automation has the same conditions and actions"
    return Invalid.one("base", description, "DuplicateValue", rule=title)
