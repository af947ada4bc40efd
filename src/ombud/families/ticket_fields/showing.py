"""From rows of ticket fields and options to what callers see."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.families.account_settings import settings
from ombud.families.custom_statuses import queries as status_queries
from ombud.families.custom_statuses.shapes import show as show_statuses
from ombud.families.dynamic_content_items.titles import Titles
from ombud.families.locales import catalogue
from ombud.families.ticket_fields import queries
from ombud.families.ticket_fields.definitions import CUSTOM_TYPES
from ombud.families.ticket_fields.shapes import (
    CustomFieldOption,
    OptionOfField,
    SystemFieldOption,
    TicketField,
)
from ombud.values.times import iso
from ombud.wire.context import Context

__all__ = ["WITH_OPTIONS", "show_options", "shower"]

WITH_OPTIONS = frozenset({"tagger", "multiselect"})
SYSTEM_CREATOR = -1
# Zendesk: a status field never offers what people cannot choose (quirk system-field-options).
SYSTEM_OPTIONS = {
    "status": ("Open", "Pending", "Solved"),
    "priority": ("Low", "Normal", "High", "Urgent"),
    "tickettype": ("Question", "Incident", "Problem", "Task"),
}
WITH_HOLD = ("Open", "Pending", "On-hold", "Solved")
BASIC_PRIORITIES = ("Normal", "High")

Show = Callable[[Context, Sequence[Row[Any]]], Sequence[TicketField]]


def shower(*, creator: bool, locale: str | None = None) -> Show:
    """The function that shows fields, with who made them where that was asked for.

    Titles are in the caller's language unless `locale` is the code of another one.
    """
    wanted = catalogue.by_code(locale) if locale else None

    def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[TicketField]:
        titles = Titles(ctx, wanted.code if wanted else None)
        options = queries.options_by_field(ctx, [row.id for row in rows])
        return [_show(ctx, row, options, titles, creator=creator) for row in rows]

    return show


def show_options(ctx: Context, rows: Sequence[Row[Any]]) -> list[CustomFieldOption]:
    """The options of these rows."""
    titles = Titles(ctx)
    return [CustomFieldOption(**_option(ctx, row, titles)) for row in rows]


def _show(
    ctx: Context,
    row: Row[Any],
    options: Mapping[int, Sequence[Row[Any]]],
    titles: Titles,
    *,
    creator: bool,
) -> TicketField:
    field = TicketField(
        url=ctx.links.api(f"/ticket_fields/{row.id}"),
        id=row.id,
        type=row.type,
        title=titles.shown(row.raw_title),
        raw_title=row.raw_title,
        description=titles.shown(row.raw_description),
        raw_description=row.raw_description,
        position=row.position,
        active=row.active,
        required=row.required,
        collapsed_for_agents=row.collapsed_for_agents,
        regexp_for_validation=row.regexp_for_validation,
        title_in_portal=titles.shown(row.raw_title_in_portal),
        raw_title_in_portal=row.raw_title_in_portal,
        visible_in_portal=row.visible_in_portal,
        editable_in_portal=row.editable_in_portal,
        required_in_portal=row.required_in_portal,
        agent_can_edit=True,
        tag=row.tag,
        created_at=iso(row.created_at),
        updated_at=iso(row.updated_at),
        removable=row.removable,
        key=row.key,
        agent_description=row.agent_description,
    )
    if row.type in CUSTOM_TYPES:
        _add_custom_parts(ctx, field, row, options.get(row.id, ()), titles)
    else:
        _add_system_parts(ctx, field, row)
    if creator:
        field.creator_user_id = row.creator_user_id or SYSTEM_CREATOR
        field.creator_app_name = None
    return field


def _add_custom_parts(
    ctx: Context,
    field: TicketField,
    row: Row[Any],
    options: Sequence[Row[Any]],
    titles: Titles,
) -> None:
    if row.type in WITH_OPTIONS:
        field.custom_field_options = [
            OptionOfField(**_option(ctx, option, titles), default=option.default)
            for option in options
        ]
    if row.type == "lookup":
        field.relationship_target_type = row.relationship_target_type
        field.relationship_filter = msgspec.json.decode(row.relationship_filter)


def _add_system_parts(ctx: Context, field: TicketField, row: Row[Any]) -> None:
    names: Sequence[str] = SYSTEM_OPTIONS.get(row.type, ())
    if row.type == "status":
        has_hold = ctx.db.cached(settings.load).flag("tickets.status_hold")
        field.sub_type_id = int(has_hold)
        names = WITH_HOLD if has_hold else names
    elif row.type == "priority":
        field.sub_type_id = row.sub_type_id or 0
        names = BASIC_PRIORITIES if row.sub_type_id else names
    if names:
        field.system_field_options = [
            SystemFieldOption(name=name, value="hold" if name == "On-hold" else name.lower())
            for name in names
        ]
    if row.type == "custom_status":
        field.custom_statuses = show_statuses(ctx, status_queries.all_rows(ctx))


def _option(ctx: Context, row: Row[Any], titles: Titles) -> dict[str, Any]:
    return {
        "url": ctx.links.api(f"/ticket_fields/{row.ticket_field_id}/options/{row.id}"),
        "id": row.id,
        "name": titles.shown(row.raw_name),
        "raw_name": row.raw_name,
        "value": row.value,
        "position": row.position,
    }
