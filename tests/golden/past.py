"""The week when it is over."""

import json
from dataclasses import dataclass, field
from typing import Any

from ombud.tables import deliveries
from tests.golden import telling
from tests.golden.week import Week

__all__ = ["FIRST_DAY", "Past"]

Json = dict[str, Any]
FIRST_DAY = "thursday"


@dataclass(slots=True)
class Past:
    """The week when it is over, and what there was to see while it was not."""

    week: Week
    # By checkpoint.
    views: dict[str, Json] = field(default_factory=dict)
    first_day: dict[str, Json] = field(default_factory=dict)

    def look(self, checkpoint: str) -> None:
        """Look into every view; after the first day, at everything."""
        self.views[checkpoint] = telling.tell_views(self.week)
        if checkpoint == FIRST_DAY:
            self.first_day = self.told()

    def told(self) -> dict[str, Json]:
        """Everything, by the names of the files that expect it."""
        tickets = {
            f"{number:02}-{name.replace(' ', '-')}": telling.tell_ticket(self.week, number)
            for number, name in self.week.tickets.items()
        }
        views = {f"views-{checkpoint}": seen for checkpoint, seen in self.views.items()}
        return {
            **tickets,
            **views,
            "usage": telling.tell_usage(self.week.desk),
            "macros": telling.tell_macros(self.week, "battery"),
            "records": telling.tell_records(self.week),
        }

    def events(self, number: int) -> list[Json]:
        """All events of a ticket; none of one that was deleted."""
        path = f"/tickets/{number}/audits"
        answer = self.week.desk.owner.get(path, per_page=100)
        if answer.status == 404:
            return []
        return [event for audit in answer.json["audits"] for event in audit["events"]]

    def explained(self, ticket: str, place: int) -> list[Json]:
        """What became of each trigger at an audit of a ticket, counted from 0."""
        owner = self.week.desk.owner
        path = f"/tickets/{self.week.names.id('ticket', ticket)}/audits"
        audit_id = owner.get(path, per_page=100).json["audits"][place]["id"]
        answer = owner.get(f"{path}/{audit_id}/explanation").json
        outcomes: list[Json] = answer["explanation"]["triggers"]
        return outcomes

    def mailed(self) -> dict[int, list[int]]:
        """Whom mails went to, by the event that tells of them."""
        with self.week.desk.account.transaction(writes=False) as db:
            rows = db.rows(deliveries.select())
        people: dict[int, list[int]] = {}
        for row in rows:
            copies = json.loads(row.copy_ids)
            people.setdefault(row.event_id, []).extend([row.recipient_id, *copies])
        return people
