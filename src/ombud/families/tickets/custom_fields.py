"""Tags and custom field values, which mirror each other: an option's value is also a tag."""

from collections.abc import Iterable
from typing import Any

from ombud.families.record_fields.kinds import rows_of_value
from ombud.families.record_fields.lookups import record_named
from ombud.families.ticket_fields import definitions, values
from ombud.families.ticket_fields.definitions import Definitions, Field
from ombud.families.tickets.changes import FieldValue, TicketChange
from ombud.families.tickets.draft import Draft
from ombud.values.text import id_in, split_tags
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["apply_tags_and_fields", "field_rows"]

LONGEST_TAG = 255
# A tag is written in one line of the search index and of every view.
MOST_TAGS = 1000


def apply_tags_and_fields(ctx: Context, draft: Draft, change: TicketChange) -> None:
    """Take over tags, then fields, then what follows from each for the other."""
    known = ctx.db.cached(definitions.load)
    stored: dict[str, Any] = draft.after["custom_fields"]
    tags = set(draft.after["tags"])
    given = _given_values(known, change)
    _find_records(ctx, stored, given)
    # What a new ticket took over from its requester stays beside what the caller gives.
    kept = tags if draft.is_new else set()
    wanted = _wanted_tags(tags, kept, change)
    _follow_tags(known, stored, tags, wanted, given)
    for field, value in given.items():
        _set(field, value, stored, wanted)
    if len(wanted) > MOST_TAGS:
        raise Invalid.one("tags", f"Tags: cannot be more than {MOST_TAGS}")
    draft.after["tags"] = sorted(wanted)


def field_rows(ctx: Context, stored: dict[str, Any]) -> list[tuple[int, str]]:
    """The rows of ticket_field_values for the stored values: what conditions look for."""
    del ctx
    return [
        (int(field_id), text) for field_id, value in stored.items() for text in rows_of_value(value)
    ]


def _given_values(known: Definitions, change: TicketChange) -> dict[Field, Any]:
    """The cleaned values of known custom fields; unknown ids are ignored."""
    found: dict[Field, Any] = {}
    for written in (change.fields, change.custom_fields):
        if written is UNSET or written is None:
            continue
        for field_id, value in _pairs(written):
            field = known.by_id.get(field_id)
            if field is not None and field.is_custom and field.active:
                found[field] = values.clean(field, value)
    return found


def _find_records(ctx: Context, stored: dict[str, Any], given: dict[Field, Any]) -> None:
    """Put ids for what lookup fields name; a value that stays as it was is not looked at."""
    for field, value in given.items():
        if field.type == "lookup" and value not in {None, stored.get(str(field.id))}:
            target, fitting = field.relationship_target_type, field.relationship_filter
            try:
                given[field] = record_named(ctx, target, fitting, value)
            except ValueError as error:
                raise values.refused(field, value) from error


def _pairs(written: list[FieldValue] | dict[str, Any]) -> Iterable[tuple[int, Any]]:
    if isinstance(written, dict):
        return [(id_in(key) or 0, value) for key, value in written.items()]
    return [(item.id, item.value) for item in written]


def _wanted_tags(tags: set[str], kept: set[str], change: TicketChange) -> set[str]:
    wanted = set(tags)
    if change.tags is not UNSET:
        wanted = kept | set(_split(change.tags))
    wanted |= set(_split(change.additional_tags))
    return wanted - set(_split(change.remove_tags))


def _split(given: Any) -> list[str]:
    if given is UNSET or given is None:
        return []
    tags = split_tags(given)
    for tag in tags:
        if len(tag) > LONGEST_TAG:
            raise Invalid.too_long("tags", LONGEST_TAG)
    return tags


def _follow_tags(
    known: Definitions,
    stored: dict[str, Any],
    before: set[str],
    wanted: set[str],
    given: dict[Field, Any],
) -> None:
    """A tag that comes or goes sets or clears the field whose option it is."""
    for tag in sorted(before - wanted):
        field = known.option_owner.get(tag)
        if field is not None and field not in given:
            _remove_choice(field, tag, stored)
    for tag in sorted(wanted - before):
        field = known.option_owner.get(tag)
        if field is not None and field not in given:
            _add_choice(field, tag, stored, wanted)


def _remove_choice(field: Field, tag: str, stored: dict[str, Any]) -> None:
    key = str(field.id)
    if field.type == "multiselect":
        stored[key] = [value for value in stored.get(key) or [] if value != tag]
    elif field.type == "checkbox":
        stored[key] = False
    elif stored.get(key) == tag:
        stored[key] = None


def _add_choice(field: Field, tag: str, stored: dict[str, Any], wanted: set[str]) -> None:
    key = str(field.id)
    if field.type == "multiselect":
        stored[key] = sorted({*(stored.get(key) or []), tag})
    elif field.type == "checkbox":
        stored[key] = True
    else:
        wanted.discard(stored.get(key) or "")
        wanted.add(tag)
        stored[key] = tag


def _set(field: Field, value: Any, stored: dict[str, Any], wanted: set[str]) -> None:
    key = str(field.id)
    if field.type == "checkbox":
        if field.tag:
            (wanted.add if value else wanted.discard)(field.tag)
    elif field.type in {"tagger", "multiselect"}:
        wanted.difference_update(values.tags_of(field, stored.get(key)))
        wanted.update(values.tags_of(field, value))
    stored[key] = value
