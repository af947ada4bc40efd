"""What surrounds a ticket, looked up when a condition asks: people, organizations, hours, the day."""

import datetime as dt
import functools
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import bindparam, select

from ombud.db import Prepared, Transaction
from ombud.families.accounts import account
from ombud.families.conditions.facts import person_of_row
from ombud.families.schedules import hours
from ombud.rules.facts import Hours, Person
from ombud.tables import organizations, ticket_metrics, users
from ombud.values.time_zones import iana_of
from ombud.wire.context import Context

__all__ = ["Surroundings", "day_at", "today"]

PERSON = Prepared(
    select(
        users.c.id, users.c.role, users.c.locale_id, users.c.time_zone, users.c.user_fields
    ).where(users.c.id == bindparam("id"))
)
ORGANIZATION = Prepared(
    select(organizations.c.organization_fields).where(organizations.c.id == bindparam("id"))
)
METRICS = Prepared(
    select(ticket_metrics).where(ticket_metrics.c.ticket_id == bindparam("ticket_id"))
)


def today(ctx: Context) -> str:
    """The day in the desk's time zone, YYYY-MM-DD."""
    return day_at(ctx.db, ctx.now)


def day_at(db: Transaction, now: int) -> str:
    """The same for another instant."""
    return _day(db.cached(account.load).time_zone, now)


@functools.lru_cache(maxsize=64)
def _day(time_zone: str, now: int) -> str:
    # Every rule of one second asks for the same day.
    zone = ZoneInfo(iana_of(time_zone) or "Etc/UTC")
    return dt.datetime.fromtimestamp(now, zone).date().isoformat()


class Surroundings:
    """The callables of `rules.facts.Facts` for one ticket; each record is read once."""

    def __init__(self, ctx: Context, ticket: Mapping[str, Any]) -> None:
        self._ctx, self._ticket = ctx, ticket
        self._people: dict[int, Person | None] = {}
        self._organizations: dict[int, Mapping[str, Any] | None] = {}
        self._metrics: Mapping[str, Any] | None = None

    def forget(self) -> None:
        """Read people and organizations anew, because a rule has changed one."""
        self._people.clear()
        self._organizations.clear()

    def user(self, user_id: int) -> Person | None:
        """A user by id, with what the desk has where the user has nothing."""
        if user_id not in self._people:
            row = self._ctx.db.row(PERSON, {"id": user_id})
            desk = self._ctx.db.cached(account.load)
            found = None if row is None else person_of_row(row, desk.locale_id, desk.time_zone)
            self._people[user_id] = found
        return self._people[user_id]

    def organization(self, organization_id: int) -> Mapping[str, Any] | None:
        """The values of an organization's fields."""
        if organization_id not in self._organizations:
            row = self._ctx.db.row(ORGANIZATION, {"id": organization_id})
            found = None if row is None else msgspec.json.decode(row.organization_fields)
            self._organizations[organization_id] = found
        return self._organizations[organization_id]

    def metrics(self) -> Mapping[str, Any]:
        """The stored metrics of the ticket; none while it is new, and for an imported one."""
        found = self._metrics
        if found is None:
            row = self._ctx.db.row(METRICS, {"ticket_id": self._ticket["id"]})
            found = self._metrics = {} if row is None else dict(row._mapping)
        return found

    def schedule(self, schedule_id: int | None) -> Hours | None:
        """A schedule by id, or the ticket's own for None."""
        known = self._ctx.db.cached(hours.load)
        if schedule_id is not None:
            return known.by_id.get(schedule_id)
        return known.of(self._ticket["schedule_id"])
