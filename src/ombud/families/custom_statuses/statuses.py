"""The custom statuses in force, as tickets and rules read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from ombud.db import Transaction
from ombud.tables import custom_statuses
from ombud.values.choices import UNSOLVED

__all__ = ["CATEGORIES", "Status", "Statuses", "load"]

# A closed ticket keeps the status it was solved with.
CATEGORIES = (*UNSOLVED, "solved")


@dataclass(frozen=True, slots=True)
class Status:
    """One custom status."""

    id: int
    category: str
    agent_label: str
    end_user_label: str
    active: bool
    default: bool


@dataclass(frozen=True)
class Statuses:
    """All custom statuses; read with `db.cached(statuses.load)`."""

    statuses: tuple[Status, ...]

    @cached_property
    def by_id(self) -> Mapping[int, Status]:
        """Active and inactive ones."""
        return {status.id: status for status in self.statuses}

    def default_of(self, category: str) -> Status:
        """The status that a ticket has without further wishes; `closed` is looked up as solved."""
        return self._defaults["solved" if category == "closed" else category]

    @cached_property
    def _defaults(self) -> Mapping[str, Status]:
        return {status.category: status for status in self.statuses if status.default}


def load(db: Transaction) -> Statuses:
    """All custom statuses by id."""
    rows = db.rows(select(custom_statuses).order_by(custom_statuses.c.id))
    return Statuses(
        tuple(
            Status(
                id=row.id,
                category=row.status_category,
                agent_label=row.raw_agent_label,
                end_user_label=row.raw_end_user_label,
                active=row.active,
                default=row.default,
            )
            for row in rows
        )
    )
