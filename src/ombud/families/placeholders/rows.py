"""Rows of people, organizations and linked tickets, of which each is read once.

Whoever will be asked for is told first, so that one statement reads them all.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, bindparam, select

from ombud.db import Prepared, among
from ombud.tables import attachments, organizations, tickets, users
from ombud.wire.context import Context

__all__ = ["Rows"]

PEOPLE = Prepared(
    select(
        users,
        attachments.c.token.label("photo_token"),
        attachments.c.file_name.label("photo_name"),
    )
    .outerjoin(attachments, attachments.c.id == users.c.photo_id)
    .where(among(users.c.id, "ids"))
)
ORGANIZATION = Prepared(
    select(organizations).where(
        organizations.c.id == bindparam("id"), organizations.c.deleted_at.is_(None)
    )
)
TICKET = Prepared(
    select(tickets).where(tickets.c.id == bindparam("id"), tickets.c.deleted_at.is_(None))
)


class Rows:
    """What was read so far for one ticket and all its readers."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._people: dict[int, Row[Any] | None] = {}
        self._expected: set[int] = set()
        self._organizations: dict[int, Row[Any] | None] = {}

    def expect(self, ids: Iterable[int | None]) -> None:
        """Say that these people will be asked for; what is no id of a person is left out."""
        self._expected.update(id_ for id_ in ids if id_ is not None and id_ > 0)

    def person(self, user_id: int | None) -> Row[Any] | None:
        """A user, also one who was deleted: what they wrote stays theirs."""
        if user_id is None or user_id <= 0:
            return None
        if user_id not in self._people:
            wanted = (self._expected | {user_id}) - self._people.keys()
            self._people.update(dict.fromkeys(wanted))
            rows = self._ctx.db.rows(PEOPLE, {"ids": sorted(wanted)})
            self._people.update({row.id: row for row in rows})
        return self._people[user_id]

    def organization(self, organization_id: int | None) -> Row[Any] | None:
        """An organization that was not deleted."""
        if organization_id is None:
            return None
        if organization_id not in self._organizations:
            row = self._ctx.db.row(ORGANIZATION, {"id": organization_id})
            self._organizations[organization_id] = row
        return self._organizations[organization_id]

    def ticket(self, ticket_id: int) -> Row[Any] | None:
        """Another ticket, to which a field leads."""
        return self._ctx.db.row(TICKET, {"id": ticket_id})
