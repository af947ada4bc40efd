"""The condition and action tables of the account, with the rows of its custom fields."""

from collections.abc import Iterator

from sqlalchemy import Table as Stored
from sqlalchemy import select

from ombud.db import Transaction
from ombud.families.custom_statuses import statuses
from ombud.families.ticket_fields import definitions
from ombud.rules.actions import ActionTable
from ombud.rules.columns import Owner
from ombud.rules.fields import CustomStatus, Table
from ombud.rules.fields.custom import CustomField, CustomOption
from ombud.tables import (
    organization_field_options,
    organization_fields,
    user_field_options,
    user_fields,
)

__all__ = ["load_actions", "load_table"]

TARGETS = {"zen:user": "user", "zen:organization": "organization", "zen:ticket": "ticket"}


def load_table(db: Transaction) -> Table:
    """What conditions of this account may name; read with `db.cached`."""
    return Table(
        (
            *_of_tickets(db),
            *_of_records(db, "requester", user_fields, user_field_options, "user_field_id"),
            *_of_records(
                db,
                "organization",
                organization_fields,
                organization_field_options,
                "organization_field_id",
            ),
        ),
        tuple(
            CustomStatus(
                status.id,
                status.agent_label,
                status.active and not status.default,
                status.category,
            )
            for status in db.cached(statuses.load).statuses
        ),
    )


def load_actions(db: Transaction) -> ActionTable:
    """What actions of this account may name; read with `db.cached`."""
    return ActionTable(db.cached(load_table).custom)


def _of_tickets(db: Transaction) -> Iterator[CustomField]:
    for field in db.cached(definitions.load).custom:
        options = tuple(CustomOption(each.id, each.value, each.name) for each in field.options)
        record = TARGETS.get(field.relationship_target_type or "")
        tag = field.tag if field.type == "checkbox" else None
        yield CustomField("ticket", field.id, field.type, field.title, "", options, record, tag)


def _of_records(
    db: Transaction, owner: Owner, fields: Stored, options: Stored, named: str
) -> Iterator[CustomField]:
    chosen: dict[int, list[CustomOption]] = {}
    for row in db.rows(select(options).order_by(options.c.position, options.c.id)):
        option = CustomOption(row.id, row.value, row.raw_name)
        chosen.setdefault(row._mapping[named], []).append(option)
    statement = select(fields).where(fields.c.active).order_by(fields.c.position, fields.c.id)
    for row in db.rows(statement):
        yield CustomField(
            owner,
            row.id,
            row.type,
            row.raw_title,
            row.key,
            tuple(chosen.get(row.id, ())),
            TARGETS.get(row.relationship_target_type or ""),
        )
