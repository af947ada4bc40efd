"""The rows of an executed view: one for each ticket, with the values of the view's columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import msgspec
from msgspec import UnsetType
from sqlalchemy import Row

from ombud.families.locales import catalogue
from ombud.families.views import around
from ombud.families.views.columns import ViewColumn
from ombud.families.views.outputs import Understood
from ombud.values.times import iso_or_none
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET
from ombud.wire.context import Context

__all__ = ["ViewRow", "show"]

Value = Any | UnsetType


class ViewRow(Shape, kw_only=True):
    """A ticket in a view; it has the values of the columns that are shown."""

    root: ClassVar[str] = "row"
    roots: ClassVar[str] = "rows"

    ticket: dict[str, Any]
    # What the tickets are grouped by.
    group: Value = UNSET
    ticket_id: Value = UNSET
    subject: Value = UNSET
    requester_id: Value = UNSET
    submitter_id: Value = UNSET
    assignee_id: Value = UNSET
    group_id: Value = UNSET
    organization_id: Value = UNSET
    brand_id: Value = UNSET
    ticket_form_id: Value = UNSET
    custom_status_id: Value = UNSET
    type: Value = UNSET
    priority: Value = UNSET
    status: Value = UNSET
    satisfaction_score: Value = UNSET
    locale: Value = UNSET
    created: Value = UNSET
    updated: Value = UNSET
    assigned: Value = UNSET
    solved: Value = UNSET
    due_date: Value = UNSET
    updated_assignee: Value = UNSET
    updated_requester: Value = UNSET
    updated_by_type: Value = UNSET
    sla_next_breach_at: Value = UNSET
    custom_fields: list[dict[str, Any]] | UnsetType = UNSET
    fields: list[dict[str, Any]] | UnsetType = UNSET


@dataclass(slots=True)
class _Around:
    """What the columns of these tickets need besides the tickets themselves."""

    locales: Mapping[int, int | None] = field(default_factory=dict)
    measured: Mapping[int, Row[Any]] = field(default_factory=dict)
    updaters: Mapping[int, str] = field(default_factory=dict)
    default_locale_id: int | None = None


Read = Callable[[Row[Any], _Around], Any]


def _stored(name: str) -> Read:
    return lambda row, _around: row._mapping[name]


def _time(name: str) -> Read:
    return lambda row, _around: iso_or_none(row._mapping[name])


def _measured(name: str) -> Read:
    def read(row: Row[Any], around: _Around) -> str | None:
        found = around.measured.get(row.id)
        return None if found is None else iso_or_none(found._mapping[name])

    return read


def _locale(row: Row[Any], around: _Around) -> str:
    return catalogue.code_of(around.locales.get(row.requester_id) or around.default_locale_id)


def _updater(row: Row[Any], around: _Around) -> str | None:
    return around.updaters.get(row.id)


# The key of a row and how its value is read, for each column that is no custom field.
VALUES: Mapping[str, tuple[str, Read]] = {
    "assigned": ("assigned", _measured("assigned_at")),
    "assignee": ("assignee_id", _stored("assignee_id")),
    "due_date": ("due_date", _time("due_at")),
    "group": ("group_id", _stored("group_id")),
    "nice_id": ("ticket_id", _stored("id")),
    "updated": ("updated", _time("updated_at")),
    "updated_assignee": ("updated_assignee", _measured("assignee_updated_at")),
    "updated_requester": ("updated_requester", _measured("requester_updated_at")),
    "updated_by_type": ("updated_by_type", _updater),
    "organization": ("organization_id", _stored("organization_id")),
    "priority": ("priority", _stored("priority")),
    "created": ("created", _time("created_at")),
    "requester": ("requester_id", _stored("requester_id")),
    "locale_id": ("locale", _locale),
    "satisfaction_score": ("satisfaction_score", _stored("satisfaction_score")),
    "solved": ("solved", _time("solved_at")),
    "status": ("status", _stored("status")),
    "description": ("subject", _stored("raw_subject")),
    "submitter": ("submitter_id", _stored("submitter_id")),
    "ticket_form": ("ticket_form_id", _stored("ticket_form_id")),
    "type": ("type", _stored("type")),
    "brand": ("brand_id", _stored("brand_id")),
    "custom_status_id": ("custom_status_id", _stored("custom_status_id")),
    "sla_next_breach_at": ("sla_next_breach_at", _time("sla_next_breach_at")),
}
MEASURED = frozenset({"assigned", "updated_assignee", "updated_requester"})


def show(ctx: Context, rows: Sequence[Row[Any]], output: Understood) -> list[ViewRow]:
    """The rows of these tickets."""
    beside = _gather(ctx, rows, output)
    comments = around.last_comments(ctx, [row.id for row in rows])
    return [
        ViewRow(ticket=_ticket(ctx, row, comments.get(row.id)), **_values(row, output, beside))
        for row in rows
    ]


def _ticket(ctx: Context, row: Row[Any], last_comment: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "subject": row.raw_subject,
        "description": row.description,
        "status": row.status,
        "type": row.type,
        "priority": row.priority,
        "url": ctx.links.api(f"/tickets/{row.id}"),
        "last_comment": last_comment,
    }


def _values(row: Row[Any], output: Understood, beside: _Around) -> dict[str, Any]:
    """The values of the columns, by the keys of the row."""
    values: dict[str, Any] = {}
    custom = [column for column in output.columns if column.field is not None]
    for column in output.columns:
        if column.field is None:
            key, read = VALUES[column.name]
            values[key] = read(row, beside)
    if custom:
        stored = msgspec.json.decode(row.custom_fields)
        shown = [{"id": column.id, "value": stored.get(column.name)} for column in custom]
        values.update(custom_fields=shown, fields=shown)
    if output.group is not None:
        values["group"] = _grouped_by(row, output.group, beside)
    return values


def _grouped_by(row: Row[Any], column: ViewColumn, beside: _Around) -> Any:
    if column.field is not None:
        return msgspec.json.decode(row.custom_fields).get(column.name)
    return VALUES[column.name][1](row, beside)


def _gather(ctx: Context, rows: Sequence[Row[Any]], output: Understood) -> _Around:
    names = {column.name for column in (*output.columns, output.group) if column is not None}
    found, ids = _Around(), [row.id for row in rows]
    if "locale_id" in names:
        found.default_locale_id = around.default_locale_id(ctx)
        found.locales = around.locales_of(ctx, [row.requester_id for row in rows])
    if names & MEASURED:
        found.measured = around.measured(ctx, ids)
    if "updated_by_type" in names:
        found.updaters = around.updaters(ctx, ids)
    return found
