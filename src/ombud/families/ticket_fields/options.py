"""The options of dropdowns and multiselects: checking, replacing and changing them.

What is removed from tickets in consequence is told to `removal`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, delete, update

from ombud.families.ticket_fields import queries, removal
from ombud.families.ticket_fields.shapes import OptionChange
from ombud.families.ticket_fields.showing import WITH_OPTIONS
from ombud.tables import ticket_field_options, ticket_field_tags
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["LONGEST_TAG", "delete_option", "own_tags", "replace_options", "save_option", "tag_of"]

MOST_OPTIONS = 2000
LONGEST_TAG = 255
SPACE = re.compile(r"[\s,]+")


class Option(NamedTuple):
    """One option as it shall be; without an id it is new."""

    id: int | None
    name: str
    value: str
    default: bool


def replace_options(ctx: Context, field: Row[Any], changes: Sequence[OptionChange]) -> None:
    """Make these the field's options, in this order; the others go, also from tickets."""
    stored = _stored(ctx, field.id)
    by_value = {row.value: row.id for row in stored.values()}
    wanted = [_read(change, stored, by_value) for change in changes]
    if field.type == "tagger" and any(change.default is True for change in changes):
        # A new default takes the place of the old one, which need not be mentioned.
        wanted = [
            Option(option.id, option.name, option.value, change.default is True)
            for option, change in zip(wanted, changes, strict=True)
        ]
    _check(ctx, field, wanted)
    _write(ctx, field, stored, wanted)


def save_option(ctx: Context, field_id: int, change: OptionChange) -> tuple[int, bool]:
    """Create or change one option: its id, and whether it is new."""
    field = queries.find(ctx, field_id)
    if field.type not in WITH_OPTIONS:
        raise Invalid.one("base", f"{field.raw_title}: a {field.type} field has no options")
    stored = _stored(ctx, field_id)
    option = _read(change, stored, {})
    others = [_as_it_is(row) for row in stored.values() if row.id != option.id]
    known = [row.id for row in stored.values()]
    place = known.index(option.id) if option.id is not None else len(others)
    if isinstance(change.position, int):
        place = min(max(0, change.position), len(others))
    wanted = [*others[:place], option, *others[place:]]
    _check(ctx, field, wanted)
    ids = _write(ctx, field, stored, wanted)
    ctx.db.configuration_changed()
    return ids[place], option.id is None


def delete_option(ctx: Context, field_id: int, option_id: int) -> None:
    """Delete one option; tickets lose it. The last one stays."""
    queries.find_option(ctx, field_id, option_id)
    field = queries.find(ctx, field_id)
    stored = _stored(ctx, field_id)
    wanted = [_as_it_is(row) for row in stored.values() if row.id != option_id]
    _check(ctx, field, wanted)
    _write(ctx, field, stored, wanted)
    ctx.db.configuration_changed()


def own_tags(ctx: Context, field_id: int, title: str, tags: Sequence[str]) -> None:
    """Make these the only tags of a field; Invalid when another field has one of them."""
    for tag, owner in queries.owners_of_tags(ctx, tags).items():
        if owner != field_id:
            description = f"{title}: the tag {tag} is already used by field {owner}"
            raise Invalid.one("custom_field_options", description, "DuplicateValue")
    ctx.db.run(delete(ticket_field_tags).where(ticket_field_tags.c.ticket_field_id == field_id))
    rows = [{"tag": tag, "ticket_field_id": field_id} for tag in tags]
    ctx.db.insert_all(ticket_field_tags, rows)


def tag_of(value: object) -> str:
    """Text as a tag: lower case, with underscores for spaces and commas."""
    return SPACE.sub("_", (text_of(value) or "").strip().lower())


def _stored(ctx: Context, field_id: int) -> Mapping[int, Row[Any]]:
    rows = queries.options_by_field(ctx, [field_id]).get(field_id, [])
    return {row.id: row for row in rows}


def _as_it_is(row: Row[Any]) -> Option:
    return Option(row.id, row.raw_name, row.value, row.default)


def _read(
    change: OptionChange, stored: Mapping[int, Row[Any]], by_value: Mapping[str, int]
) -> Option:
    """The option that a change asks for; one without an id is known by its value."""
    value = tag_of(change.value)
    option_id = change.id if isinstance(change.id, int) else by_value.get(value)
    if option_id is not None and option_id not in stored:
        raise Invalid.invalid("custom_field_options", option_id)
    row = stored.get(option_id) if option_id is not None else None
    given = change.raw_name if change.raw_name is not UNSET else change.name
    name = row.raw_name if row is not None and given is UNSET else (text_of(given) or "").strip()
    if row is not None and change.value is UNSET:
        value = row.value
    default = row is not None and row.default if change.default is UNSET else bool(change.default)
    return Option(option_id, name, value, default)


def _check(ctx: Context, field: Row[Any], wanted: Sequence[Option]) -> None:
    if not wanted:
        description = f"{field.raw_title}: must have at least one option"
        raise Invalid.one("custom_field_options", description, "BlankValue")
    if len(wanted) > MOST_OPTIONS:
        description = f"{field.raw_title}: cannot have more than {MOST_OPTIONS} options"
        raise Invalid.one("custom_field_options", description)
    for option in wanted:
        if not option.name:
            raise Invalid.blank("name")
        if not option.value:
            raise Invalid.blank("value")
        if len(option.value) > LONGEST_TAG:
            raise Invalid.too_long("value", LONGEST_TAG)
    values = [option.value for option in wanted]
    ids = [option.id for option in wanted if option.id is not None]
    if len(set(values)) < len(values) or len(set(ids)) < len(ids):
        twice = next((value for value in values if values.count(value) > 1), values[0])
        description = f"{field.raw_title}: {twice} is already used as an option"
        raise Invalid.one("custom_field_options", description, "DuplicateValue")
    if field.type == "tagger" and sum(option.default for option in wanted) > 1:
        raise Invalid.one("custom_field_options", f"{field.raw_title}: only one default is allowed")
    own_tags(ctx, field.id, field.raw_title, values)


def _write(
    ctx: Context, field: Row[Any], stored: Mapping[int, Row[Any]], wanted: Sequence[Option]
) -> list[int]:
    """Write the options and return their ids in the order of `wanted`."""
    kept = {option.id: option for option in wanted if option.id is not None}
    gone = [row for row in stored.values() if row.id not in kept]
    renamed = {
        row.value: kept[row.id].value
        for row in stored.values()
        if row.id in kept and kept[row.id].value != row.value
    }
    ctx.db.run(
        delete(ticket_field_options).where(
            ticket_field_options.c.ticket_field_id == field.id,
            ticket_field_options.c.id.in_([row.id for row in gone]),
        )
    )
    _make_way(ctx, stored, renamed)
    new_ids = iter(ctx.db.new_ids(len(wanted) - len(kept)) if len(wanted) > len(kept) else ())
    ids = [next(new_ids) if option.id is None else option.id for option in wanted]
    new: list[dict[str, Any]] = []
    for position, (option_id, option) in enumerate(zip(ids, wanted, strict=True)):
        values = {
            "raw_name": option.name,
            "value": option.value,
            "position": position,
            "default": option.default,
        }
        if option.id is None:
            new.append({"id": option_id, "ticket_field_id": field.id, **values})
        elif _differs(stored[option_id], values):
            ctx.db.run(
                update(ticket_field_options)
                .where(ticket_field_options.c.id == option_id)
                .values(**values)
            )
    ctx.db.insert_all(ticket_field_options, new)
    replaced: dict[str, str | None] = {row.value: None for row in gone}
    removal.replace_values(ctx, field.id, field.raw_title, {**replaced, **renamed})
    return ids


def _make_way(ctx: Context, stored: Mapping[int, Row[Any]], renamed: Mapping[str, str]) -> None:
    """Give options that change their value one that no other has, so that two can swap."""
    for row in stored.values():
        if row.value in renamed:
            ctx.db.run(
                update(ticket_field_options)
                .where(ticket_field_options.c.id == row.id)
                .values(value=f" {row.id}")
            )


def _differs(row: Row[Any], values: Mapping[str, object]) -> bool:
    return any(row._mapping[name] != value for name, value in values.items())
