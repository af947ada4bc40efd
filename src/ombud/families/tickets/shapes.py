"""The ticket object and how rows become it."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from msgspec import UNSET, Raw, UnsetType
from sqlalchemy import Row

from ombud.families.account_settings import settings
from ombud.families.ticket_fields import definitions
from ombud.families.ticket_fields.definitions import Definitions
from ombud.families.tickets.via import stored_via
from ombud.values.times import iso, iso_or_none
from ombud.wire.answers import Shape
from ombud.wire.context import Context

__all__ = ["Dates", "DeletedTicket", "Ticket", "show", "show_deleted"]

EMPTY_LIST = Raw(b"[]")


class Dates(msgspec.Struct):
    """The side-load `dates`: when what last happened."""

    assignee_updated_at: str | None
    requester_updated_at: str | None
    status_updated_at: str | None
    initially_assigned_at: str | None
    assigned_at: str | None
    solved_at: str | None
    latest_comment_added_at: str | None


class Ticket(Shape, kw_only=True):
    """A ticket as agents see it. `fields` is the same as `custom_fields`."""

    root: ClassVar[str] = "ticket"
    roots: ClassVar[str] = "tickets"

    url: str
    id: int
    external_id: str | None
    via: Raw
    created_at: str
    updated_at: str
    generated_timestamp: int
    type: str | None
    subject: str | None
    raw_subject: str | None
    description: str
    priority: str | None
    status: str
    recipient: str | None
    requester_id: int
    submitter_id: int
    assignee_id: int | None
    organization_id: int | None
    group_id: int | None
    collaborator_ids: list[int]
    follower_ids: list[int]
    email_cc_ids: list[int]
    forum_topic_id: int | None = None
    problem_id: int | None
    has_incidents: bool
    is_public: bool
    due_at: str | None
    tags: Raw
    custom_fields: Raw
    satisfaction_rating: dict[str, Any] | None
    sharing_agreement_ids: Raw
    custom_status_id: int | None
    fields: Raw
    followup_ids: Raw
    ticket_form_id: int | None
    brand_id: int | None
    allow_channelback: bool = False
    allow_attachments: bool = True
    from_messaging_channel: bool = False
    comment_count: int | UnsetType = UNSET
    incident_count: int | UnsetType = UNSET
    dates: Dates | UnsetType | None = UNSET
    slas: dict[str, Any] | UnsetType = UNSET
    metric_events: dict[str, Any] | UnsetType = UNSET
    result_type: str | UnsetType = UNSET


class DeletedTicket(Shape):
    """A ticket that can still be restored."""

    root: ClassVar[str] = "deleted_ticket"
    roots: ClassVar[str] = "deleted_tickets"

    id: int
    subject: str | None
    description: str
    actor: dict[str, Any]
    deleted_at: str
    previous_state: str


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Ticket]:
    """The tickets of these rows."""
    fields = ctx.db.cached(definitions.load)
    rates = ctx.db.cached(settings.load).flag("active_features.customer_satisfaction")
    empty = custom_fields(fields, "{}")
    return [_ticket(ctx, row, fields, empty, rates=rates) for row in rows]


def show_deleted(rows: Sequence[Row[Any]], names: dict[int, str]) -> list[DeletedTicket]:
    """Deleted tickets; `names` are those of who deleted them."""
    return [
        DeletedTicket(
            id=row.id,
            subject=row.raw_subject,
            description=row.description,
            actor={"id": row.deleted_by_id, "name": names.get(row.deleted_by_id, "System")},
            deleted_at=iso(row.deleted_at),
            previous_state=row.status,
        )
        for row in rows
    ]


def custom_fields(fields: Definitions, stored: str) -> Raw:
    """Every active custom field with its value, null where it has none.

    Values are copied as the JSON that they are stored as.
    """
    if not fields.custom:
        return EMPTY_LIST
    values = msgspec.json.decode(stored, type=dict[str, Raw])
    parts = []
    for field in fields.custom:
        value = values.get(str(field.id))
        shown = b"null" if value is None else bytes(value)
        parts.append(b'{"id":%d,"value":%b}' % (field.id, shown))
    return Raw(b"[" + b",".join(parts) + b"]")


def _ticket(ctx: Context, row: Row[Any], fields: Definitions, empty: Raw, *, rates: bool) -> Ticket:
    values = empty if row.custom_fields == "{}" else custom_fields(fields, row.custom_fields)
    ccs, followers = _ids(row.email_cc_ids), _ids(row.follower_ids)
    return Ticket(
        url=ctx.links.api(f"/tickets/{row.id}"),
        id=row.id,
        external_id=row.external_id,
        via=stored_via(row.via_channel, row.via_source),
        created_at=iso(row.created_at),
        updated_at=iso(row.updated_at),
        generated_timestamp=row.generated_at,
        type=row.type,
        subject=row.raw_subject,
        raw_subject=row.raw_subject,
        description=row.description,
        priority=row.priority,
        status=row.status,
        recipient=row.recipient,
        requester_id=row.requester_id,
        submitter_id=row.submitter_id,
        assignee_id=row.assignee_id,
        organization_id=row.organization_id,
        group_id=row.group_id,
        collaborator_ids=list(dict.fromkeys([*ccs, *followers])) if followers else ccs,
        follower_ids=followers,
        email_cc_ids=ccs,
        problem_id=row.problem_id,
        has_incidents=row.incident_count > 0 and row.type == "problem",
        is_public=row.is_public,
        due_at=iso_or_none(row.due_at),
        tags=_raw(row.tags),
        custom_fields=values,
        satisfaction_rating={"score": row.satisfaction_score} if rates else None,
        sharing_agreement_ids=_raw(row.sharing_agreement_ids),
        custom_status_id=row.custom_status_id,
        fields=values,
        followup_ids=_raw(row.followup_ids),
        ticket_form_id=row.ticket_form_id,
        brand_id=row.brand_id,
    )


def _raw(stored: str) -> Raw:
    return EMPTY_LIST if stored == "[]" else Raw(stored.encode())


def _ids(stored: str) -> list[int]:
    return [] if stored == "[]" else msgspec.json.decode(stored, type=list[int])
