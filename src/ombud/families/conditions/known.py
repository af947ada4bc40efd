"""Which records conditions and actions may name, and which ones their definitions offer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, or_, select, true

from ombud.families.account_settings import settings
from ombud.families.dynamic_content_items.titles import Titles
from ombud.families.locales import catalogue
from ombud.rules.kinds.kind import Listed
from ombud.tables import (
    brands,
    custom_statuses,
    folded,
    groups,
    organizations,
    schedules,
    targets,
    ticket_forms,
    tickets,
    users,
    webhooks,
)
from ombud.values.time_zones import RAILS_NAMES
from ombud.wire.context import Context

__all__ = ["RECORDS", "Choices", "KnownRecords"]

# Without a list of values, which prepared statements cannot have.
STAFF = and_(users.c.active, or_(users.c.role == "agent", users.c.role == "admin"))
FOR_RULES = '["conditional_ticket_events"]'
# Where each kind of record is kept, and which rows of that count.
RECORDS: dict[str, tuple[Table, ColumnElement[bool]]] = {
    "group": (groups, groups.c.deleted.is_(False)),
    "agent": (users, STAFF),
    "user": (users, users.c.active),
    "organization": (organizations, organizations.c.deleted_at.is_(None)),
    "brand": (brands, brands.c.is_deleted.is_(False)),
    "ticket_form": (ticket_forms, true()),
    "custom_status": (custom_statuses, true()),
    "schedule": (schedules, schedules.c.deleted_at.is_(None)),
    "ticket": (tickets, tickets.c.deleted_at.is_(None)),
    "target": (targets, true()),
    # Those that subscribe to events are for nothing else.
    "webhook": (webhooks, webhooks.c.subscriptions == FOR_RULES),
    "event_webhook": (webhooks, webhooks.c.subscriptions != FOR_RULES),
}
# What there are few of, with the column that names them and how they are sorted.
FEW: dict[str, tuple[Any, Any]] = {
    "group": (groups.c.name, folded(groups.c.name)),
    "agent": (users.c.name, folded(users.c.name)),
    "brand": (brands.c.name, folded(brands.c.name)),
    "ticket_form": (ticket_forms.c.raw_name, ticket_forms.c.position),
    "custom_status": (custom_statuses.c.raw_agent_label, custom_statuses.c.id),
    "schedule": (schedules.c.name, schedules.c.id),
    "organization": (organizations.c.name, folded(organizations.c.name)),
    "target": (targets.c.title, folded(targets.c.title)),
    "webhook": (webhooks.c.name, webhooks.c.name),
}
# A definition that listed more would be of no use to anybody.
MOST_LISTED = 1000


class KnownRecords:
    """`rules.known.Account` on the tables."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def exists(self, record: str, id_: int | str) -> bool:
        """Whether a rule may name this record; deleted ones count as absent."""
        if record == "locale":
            return isinstance(id_, int) and catalogue.by_id(id_) is not None
        if record not in RECORDS:
            return False
        table, living = RECORDS[record]
        return self._ctx.db.row(select(table.c.id).where(table.c.id == id_, living)) is not None

    def uses(self, field: str, value: object = None) -> bool:
        """Whether the account uses a field, or one value of it."""
        return _uses(self._ctx, field, value)


class Choices:
    """`rules.known.Lists` of the account."""

    def __init__(self, ctx: Context) -> None:
        self._ctx, self._titles = ctx, Titles(ctx)

    def uses(self, field: str, value: object = None) -> bool:
        """Whether the account uses a field, or one value of it."""
        return _uses(self._ctx, field, value)

    def shown(self, title: str) -> str:
        """A title in the caller's language."""
        return self._titles.shown(title)

    def choices(self, record: str) -> Sequence[Listed]:
        """The records in the order in which they are shown; none where there are too many."""
        if record == "locale":
            offered = self._ctx.db.cached(catalogue.offered_ids)
            return [
                Listed(str(locale.id), locale.name)
                for locale in catalogue.LOCALES
                if locale.id in offered
            ]
        if record == "time_zone":
            return [Listed(name, name) for name in RAILS_NAMES]
        if record not in FEW:
            return []
        table, living = RECORDS[record]
        name, order = FEW[record]
        statement = select(table.c.id, name.label("title")).where(living)
        rows = self._ctx.db.rows(statement.order_by(order, table.c.id).limit(MOST_LISTED + 1))
        if len(rows) > MOST_LISTED:
            return []
        return [Listed(str(row.id), row.title) for row in rows]


def _uses(ctx: Context, field: str, value: object) -> bool:
    """All but what is about tickets on hold, where the account has no such status."""
    is_of_hold = field == "HOLD" or (field == "status" and value == "hold")
    return not is_of_hold or ctx.db.cached(settings.load).flag("tickets.status_hold")
