"""The record of erasing users for good, application by application."""

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import Row, Select, select

from ombud.families.accounts import account
from ombud.tables import compliance_deletions, users
from ombud.values.times import iso
from ombud.wire.answers import Orders, Shape
from ombud.wire.context import Context
from ombud.wire.errors import NotFound

__all__ = ["ORDERS", "ComplianceDeletionStatus", "of_user", "show"]

BY_ID = (compliance_deletions.c.id,)
ORDERS = Orders(default=BY_ID, cursor={"id": BY_ID}, offset={"id": BY_ID})


class ComplianceDeletionStatus(Shape):
    """One step of erasing one user."""

    root: ClassVar[str] = "compliance_deletion_status"
    roots: ClassVar[str] = "compliance_deletion_statuses"

    action: str
    application: str
    account_subdomain: str
    executer_id: int | None
    user_id: int
    created_at: str


def of_user(ctx: Context, user_id: int, application: str | None) -> Select[Any]:
    """The steps of one user, deleted or not; raises NotFound for an id never given."""
    if ctx.db.value(select(users.c.id).where(users.c.id == user_id)) is None:
        raise NotFound
    table = compliance_deletions
    statement = select(table).where(table.c.user_id == user_id)
    return statement.where(table.c.application == application) if application else statement


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[ComplianceDeletionStatus]:
    """The steps of these rows."""
    subdomain = ctx.db.cached(account.load).subdomain
    return [
        ComplianceDeletionStatus(
            action=row.action,
            application=row.application,
            account_subdomain=subdomain,
            executer_id=row.executer_id,
            user_id=row.user_id,
            created_at=iso(row.created_at),
        )
        for row in rows
    ]
