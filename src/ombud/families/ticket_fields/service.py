"""Changes of ticket fields as verbs of the desk."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, delete, update

from ombud.families.account_settings import changing
from ombud.families.required import required_text
from ombud.families.ticket_fields import queries, removal
from ombud.families.ticket_fields.definitions import CUSTOM_TYPES
from ombud.families.ticket_fields.options import LONGEST_TAG, own_tags, replace_options, tag_of
from ombud.families.ticket_fields.shapes import TicketFieldChange
from ombud.families.ticket_fields.showing import WITH_OPTIONS
from ombud.tables import ticket_fields, ticket_forms
from ombud.values.patterns import compiled
from ombud.values.text import as_json
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["create", "delete_field", "reorder", "update_field"]

LONGEST_TITLE = 255
LONGEST_DESCRIPTION = 65_535
# Zendesk: where a new field stands until somebody moves it (quirk new-field-position).
LAST_POSITION = 9999
LARGEST_POSITION = 2**31 - 1
TARGETS = frozenset({"zen:user", "zen:organization", "zen:ticket"})
OBJECT_TARGET = "zen:custom_object:"
FLAGS = ("active", "required", "collapsed_for_agents")
PORTAL = ("visible_in_portal", "editable_in_portal", "required_in_portal")


def create(ctx: Context, change: TicketFieldChange) -> int:
    """Create a custom field and return its id."""
    type_ = "text" if change.type is UNSET or change.type is None else change.type
    if type_ not in CUSTOM_TYPES:
        raise Invalid.invalid("type", type_)
    title = required_text("title", _written(change, "title"), LONGEST_TITLE)
    values = {
        "raw_description": title,
        "raw_title_in_portal": title,
        "position": LAST_POSITION,
        **_texts(change),
        **_plain_values(change),
        **_portal_flags(change, dict.fromkeys(PORTAL, False)),
        **_of_type(type_, change, None),
    }
    field_id = ctx.db.insert(
        ticket_fields,
        type=type_,
        creator_user_id=ctx.actor.id,
        created_at=ctx.now,
        updated_at=ctx.now,
        **{**values, "raw_title": title},
    )
    _write_choices(ctx, queries.find(ctx, field_id), change, is_new=True)
    ctx.db.configuration_changed()
    return field_id


def update_field(ctx: Context, field_id: int, change: TicketFieldChange) -> None:
    """Change what was given; raises NotFound and Invalid. The type stays what it was."""
    field = queries.find(ctx, field_id)
    values = {
        **_texts(change),
        **_plain_values(change),
        **_portal_flags(change, {name: field._mapping[name] for name in PORTAL}),
    }
    if values.get("active") is False and field.active:
        _check_deactivation(ctx, field)
    if field.type in CUSTOM_TYPES:
        values.update(_of_type(field.type, change, field))
    else:
        values.update(_of_system_type(ctx, field.type, change))
    values["updated_at"] = ctx.now
    ctx.db.run(update(ticket_fields).where(ticket_fields.c.id == field_id).values(**values))
    _write_choices(ctx, queries.find(ctx, field_id), change, is_new=False)
    ctx.db.configuration_changed()


def delete_field(ctx: Context, field_id: int) -> None:
    """Delete a custom field; forms lose it now, tickets in a job."""
    field = queries.find(ctx, field_id)
    if field.type not in CUSTOM_TYPES:
        raise Invalid.one("base", f"{field.raw_title}: a system field cannot be deleted")
    _check_conditions(ctx, field)
    removal.forget_field(ctx, field_id, field.raw_title)
    for form in queries.form_rows(ctx):
        ids = msgspec.json.decode(form.ticket_field_ids)
        if field_id in ids:
            left = as_json([one for one in ids if one != field_id])
            values = {"ticket_field_ids": left, "updated_at": ctx.now}
            ctx.db.run(update(ticket_forms).where(ticket_forms.c.id == form.id).values(**values))
    ctx.db.run(delete(ticket_fields).where(ticket_fields.c.id == field_id))
    ctx.db.configuration_changed()


def reorder(ctx: Context, ids: Sequence[int]) -> None:
    """Give these fields the first positions in this order; the others follow as they were."""
    rows = ctx.db.rows(queries.visible(ctx).order_by(*queries.BY_POSITION))
    known = {row.id: row for row in rows}
    for field_id in ids:
        if field_id not in known:
            raise Invalid.invalid("ticket_field_ids", field_id)
    if len(set(ids)) < len(ids):
        raise Invalid.one("ticket_field_ids", "Ticket field ids: each field can stand only once")
    order = [*ids, *(row.id for row in rows if row.id not in set(ids))]
    for position, field_id in enumerate(order, 1):
        if known[field_id].position != position:
            values = {"position": position, "updated_at": ctx.now}
            ctx.db.run(update(ticket_fields).where(ticket_fields.c.id == field_id).values(**values))
    ctx.db.configuration_changed()


def _written(change: TicketFieldChange, name: str) -> Any:
    """What was written under the name or, before that, its raw form."""
    raw = getattr(change, f"raw_{name}")
    return getattr(change, name) if raw is UNSET else raw


def _texts(change: TicketFieldChange) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in ("title", "title_in_portal"):
        given = _written(change, name)
        if given is not UNSET:
            values[f"raw_{name}"] = required_text("title", given, LONGEST_TITLE)
    description = _written(change, "description")
    if description is not UNSET:
        values["raw_description"] = text_of(description) or ""
    if change.agent_description is not UNSET:
        values["agent_description"] = text_of(change.agent_description)
    for name, text in values.items():
        if text is not None and len(text) > LONGEST_DESCRIPTION:
            raise Invalid.too_long(name.removeprefix("raw_"), LONGEST_DESCRIPTION)
    return values


def _plain_values(change: TicketFieldChange) -> dict[str, Any]:
    values = {name: getattr(change, name) for name in FLAGS}
    found = {name: value for name, value in values.items() if isinstance(value, bool)}
    if isinstance(change.position, int):
        if not 0 <= change.position <= LARGEST_POSITION:
            raise Invalid.invalid("position", change.position)
        return {**found, "position": change.position}
    return found


def _portal_flags(change: TicketFieldChange, before: dict[str, bool]) -> dict[str, bool]:
    """Each flag needs the one before it: turning one off takes the later ones along."""
    flags, allowed = dict(before), True
    for name in PORTAL:
        given = getattr(change, name)
        if isinstance(given, bool):
            if given and not allowed:
                needed = PORTAL[PORTAL.index(name) - 1]
                raise Invalid.one(name, f"{_words(name)}: needs {needed} as well")
            flags[name] = given
        flags[name] = allowed = flags[name] and allowed
    return flags


def _of_type(type_: str, change: TicketFieldChange, field: Row[Any] | None) -> dict[str, Any]:
    """The columns that only some types have; for other types what is given is ignored."""
    values: dict[str, Any] = {}
    if type_ == "regexp" and (field is None or change.regexp_for_validation is not UNSET):
        values["regexp_for_validation"] = _pattern(change.regexp_for_validation)
    if type_ == "checkbox" and change.tag is not UNSET:
        tag = tag_of(change.tag)
        if len(tag) > LONGEST_TAG:
            raise Invalid.too_long("tag", LONGEST_TAG)
        values["tag"] = tag or None
    if type_ == "lookup":
        if field is None:
            values["relationship_target_type"] = _target(change.relationship_target_type)
        if change.relationship_filter is not UNSET:
            given = change.relationship_filter or {}
            values["relationship_filter"] = as_json(given)
    return values


def _of_system_type(ctx: Context, type_: str, change: TicketFieldChange) -> dict[str, Any]:
    given = change.sub_type_id
    if type_ not in {"status", "priority"} or not isinstance(given, int):
        return {}
    if given not in {0, 1}:
        raise Invalid.invalid("sub_type_id", given)
    if type_ == "status":
        # The same switch as the setting, so that both always agree.
        changing.put_value(ctx, "tickets.status_hold", given == 1)
    return {"sub_type_id": given}


def _pattern(given: Any) -> str:
    if given is UNSET or given is None or not given:
        raise Invalid.blank("regexp_for_validation")
    try:
        compiled(given)
    except ValueError as error:
        description = f"Regexp for validation: {error}"
        raise Invalid.one("regexp_for_validation", description) from error
    return str(given)


def _target(given: Any) -> str:
    if given is UNSET or not given:
        raise Invalid.blank("relationship_target_type")
    if given not in TARGETS and not (given.startswith(OBJECT_TARGET) and given != OBJECT_TARGET):
        raise Invalid.invalid("relationship_target_type", given)
    if len(given) > LONGEST_TITLE:
        raise Invalid.too_long("relationship_target_type", LONGEST_TITLE)
    return str(given)


def _write_choices(
    ctx: Context, field: Row[Any], change: TicketFieldChange, *, is_new: bool
) -> None:
    """Options and tags live in rows of their own."""
    if field.type in WITH_OPTIONS and (is_new or change.custom_field_options is not UNSET):
        given = change.custom_field_options
        replace_options(ctx, field, [] if given is UNSET or given is None else given)
    elif field.type == "checkbox":
        own_tags(ctx, field.id, field.raw_title, [field.tag] if field.tag else [])


def _check_deactivation(ctx: Context, field: Row[Any]) -> None:
    if not field.removable:
        raise Invalid.one("active", f"{field.raw_title}: this field cannot be deactivated")
    _check_conditions(ctx, field)


def _check_conditions(ctx: Context, field: Row[Any]) -> None:
    """Refuse what would leave a form with conditions on a field that is not there."""
    for form in queries.form_rows(ctx):
        for conditions in (form.agent_conditions, form.end_user_conditions):
            if field.id in _fields_in(msgspec.json.decode(conditions)):
                description = f"{field.raw_title}: is used in conditions of form {form.id}"
                raise Invalid.one("base", description, "FieldInUse")


def _fields_in(conditions: list[dict[str, Any]]) -> set[Any]:
    parents = {condition.get("parent_field_id") for condition in conditions}
    children = {
        child.get("id") for condition in conditions for child in condition.get("child_fields", ())
    }
    return parents | children


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
