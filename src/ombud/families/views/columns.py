"""The columns that a view can show, group by and sort by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Float, Table, case, cast, func, select

from ombud.families.ticket_fields.definitions import Definitions, Field
from ombud.tables import (
    brands,
    custom_statuses,
    folded,
    groups,
    organizations,
    ticket_audits,
    ticket_field_values,
    ticket_forms,
    ticket_metrics,
    tickets,
    users,
)
from ombud.values.choices import PRIORITIES, SATISFACTION, STATUSES
from ombud.wire.context import Links

__all__ = ["COLUMNS", "UNSORTABLE", "ViewColumn", "column_of", "custom_column", "key_of"]

Key = ColumnElement[Any]
# Of these types a value has no place in an order.
UNSORTABLE = frozenset({"textarea", "multiselect", "partialcreditcard"})
NUMBERS = frozenset({"integer", "decimal"})
NEVER = 2**62
TYPES = ("question", "incident", "problem", "task")


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """A column by the name that output has for it; answers call some by another."""

    name: str
    title: str
    # What it sorts by, never null; None where it cannot be sorted by.
    key: Callable[[], Key] | None
    shown_id: str | int = ""
    # Only columns of custom fields have one.
    field: Field | None = None

    @property
    def id(self) -> str | int:
        """What answers call it."""
        return self.shown_id or self.name

    def shown(self, links: Links, title: str) -> dict[str, Any]:
        """The column object of an answer."""
        can = self.key is not None
        found: dict[str, Any] = {"id": self.id, "title": title, "filterable": can, "sortable": can}
        if self.field is not None:
            url = links.api(f"/ticket_fields/{self.field.id}")
            found.update(type=self.field.type, url=url)
        return found


def key_of(column: ViewColumn) -> Key:
    """What a column that can be sorted by sorts by."""
    assert column.key is not None  # noqa: S101 (outputs refuses the others)
    return column.key()


def _time(column: Column[Any]) -> Callable[[], Key]:
    """Tickets without the time come first."""
    return lambda: func.coalesce(column, 0)


def _measured(name: str) -> Callable[[], Key]:
    column = ticket_metrics.c[name]
    of_ticket = select(column).where(ticket_metrics.c.ticket_id == tickets.c.id)
    return lambda: func.coalesce(of_ticket.scalar_subquery(), 0, type_=BigInteger)


def _ranked(column: Column[Any], words: tuple[str, ...]) -> Callable[[], Key]:
    places = {word: place for place, word in enumerate(words, 1)}
    return lambda: case(places, value=column, else_=0)


def _named(named: Column[Any], table: Table, name: Column[Any]) -> Callable[[], Key]:
    """By the name of the record that the ticket names; without one it comes first."""
    found = select(folded(name)).where(table.c.id == named)
    return lambda: func.coalesce(found.scalar_subquery(), "")


def _of_requester(name: str) -> Callable[[], Key]:
    found = select(users.c[name]).where(users.c.id == tickets.c.requester_id)
    return lambda: func.coalesce(found.scalar_subquery(), 0, type_=BigInteger)


def _updater_kind() -> Key:
    """The desk itself, then end users, then agents, by who made the last change."""
    audits = ticket_audits.alias()
    role = (
        select(users.c.role)
        .select_from(audits.outerjoin(users, users.c.id == audits.c.author_id))
        .where(audits.c.ticket_id == tickets.c.id)
        .order_by(audits.c.created_at.desc(), audits.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return case({"end-user": 1, "agent": 2, "admin": 2}, value=role, else_=0)


COLUMNS: Mapping[str, ViewColumn] = {
    column.name: column
    for column in (
        ViewColumn("assigned", "Assigned", _measured("assigned_at")),
        ViewColumn("assignee", "Assignee", _named(tickets.c.assignee_id, users, users.c.name)),
        ViewColumn("due_date", "Due date", _time(tickets.c.due_at)),
        ViewColumn("group", "Group", _named(tickets.c.group_id, groups, groups.c.name)),
        ViewColumn("nice_id", "ID", lambda: tickets.c.id, "ticket_id"),
        ViewColumn("updated", "Updated", lambda: tickets.c.updated_at),
        ViewColumn("updated_assignee", "Assignee updated", _measured("assignee_updated_at")),
        ViewColumn("updated_requester", "Requester updated", _measured("requester_updated_at")),
        ViewColumn("updated_by_type", "Latest updater type", _updater_kind),
        ViewColumn(
            "organization",
            "Organization",
            _named(tickets.c.organization_id, organizations, organizations.c.name),
        ),
        ViewColumn("priority", "Priority", _ranked(tickets.c.priority, PRIORITIES)),
        ViewColumn("created", "Requested", lambda: tickets.c.created_at),
        ViewColumn("requester", "Requester", _named(tickets.c.requester_id, users, users.c.name)),
        ViewColumn("locale_id", "Requester language", _of_requester("locale_id"), "locale"),
        ViewColumn(
            "satisfaction_score",
            "Satisfaction",
            _ranked(tickets.c.satisfaction_score, SATISFACTION),
        ),
        ViewColumn("solved", "Solved", _time(tickets.c.solved_at)),
        ViewColumn("status", "Status category", _ranked(tickets.c.status, STATUSES)),
        ViewColumn("description", "Subject", None, "subject"),
        ViewColumn("submitter", "Submitter", None),
        ViewColumn(
            "ticket_form",
            "Form",
            _named(tickets.c.ticket_form_id, ticket_forms, ticket_forms.c.raw_name),
        ),
        ViewColumn("type", "Type", _ranked(tickets.c.type, TYPES)),
        ViewColumn("brand", "Brand", _named(tickets.c.brand_id, brands, brands.c.name)),
        ViewColumn(
            "custom_status_id",
            "Ticket status",
            _named(tickets.c.custom_status_id, custom_statuses, custom_statuses.c.raw_agent_label),
        ),
        # Without a target it comes last, because nothing is to be missed.
        ViewColumn(
            "sla_next_breach_at",
            "Next SLA breach",
            lambda: func.coalesce(tickets.c.sla_next_breach_at, NEVER),
        ),
    )
}
# What answers call them, and what clients write besides.
ALSO = {
    "subject": "description",
    "ticket_id": "nice_id",
    "id": "nice_id",
    "locale": "locale_id",
    "requested": "created",
    "created_at": "created",
    "updated_at": "updated",
}


def column_of(fields: Definitions, name: object) -> ViewColumn | None:
    """The column of a written name or of the id of a custom field; None for what is none."""
    text = str(name).removeprefix("custom_fields_")
    found = COLUMNS.get(ALSO.get(text, text))
    if found is not None or not (text.isascii() and text.isdigit()):
        return found
    field = fields.by_id.get(int(text))
    is_there = field is not None and field.active and field.is_custom
    return custom_column(field) if field is not None and is_there else None


def custom_column(field: Field) -> ViewColumn:
    """The column of a custom field."""
    key = None if field.type in UNSORTABLE else (lambda: _value_of(field))
    return ViewColumn(str(field.id), field.title, key, field.id, field)


def _value_of(field: Field) -> Key:
    mine = (
        select(ticket_field_values.c.value)
        .where(
            ticket_field_values.c.ticket_id == tickets.c.id,
            ticket_field_values.c.field_id == field.id,
        )
        .limit(1)
        .scalar_subquery()
    )
    if field.type in NUMBERS:
        # What has no number comes before every number.
        return func.coalesce(cast(mine, Float), cast(-1e308, Float))
    return func.coalesce(mine, "")
