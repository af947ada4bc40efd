"""From stories to rows: each step becomes a draft, whose events and metrics are the real ones."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from ombud.cli.seeding.acting import support_address, via_of
from ombud.cli.seeding.story import Step, Story
from ombud.db import Transaction
from ombud.families.custom_statuses import statuses
from ombud.families.schedules import hours
from ombud.families.slas.keeping import columns_of
from ombud.families.slas.moments import metric_moment, moment_of
from ombud.families.slas.telling import row_of
from ombud.families.ticket_comments.rendering import from_text
from ombud.families.tickets import desk
from ombud.families.tickets.draft import JSON_COLUMNS, Draft, NewComment, new_draft
from ombud.families.tickets.events import change_events
from ombud.families.tickets.via import SYSTEM
from ombud.rules.sla import machine, metric_set
from ombud.rules.sla.state import State
from ombud.search import index
from ombud.tables import (
    comments,
    ticket_audits,
    ticket_metric_events,
    ticket_metrics,
    ticket_tags,
    tickets,
)

__all__ = ["Batch"]

IDS_AT_ONCE = 20_000
METADATA = '{"system":{},"custom":{}}'
encode = msgspec.json.Encoder().encode


def _text(value: object) -> str:
    return encode(value).decode()


@dataclass(frozen=True, slots=True)
class _Measured:
    """What was measured of a ticket so far."""

    values: dict[str, Any] = field(default_factory=lambda: dict(metric_set.EMPTY))
    durations: dict[str, Any] = field(default_factory=dict)
    state: State | None = None


@dataclass(slots=True)
class Batch:
    """The rows of some tickets, gathered in memory and written with one statement a table."""

    db: Transaction
    subdomain: str
    comment_count: int = 0
    _ids: Iterator[int] = field(default_factory=lambda: iter(()))
    _tickets: list[dict[str, Any]] = field(default_factory=list)
    _audits: list[dict[str, Any]] = field(default_factory=list)
    _comments: list[dict[str, Any]] = field(default_factory=list)
    _metrics: list[dict[str, Any]] = field(default_factory=list)
    _metric_events: list[dict[str, Any]] = field(default_factory=list)
    _tags: list[dict[str, Any]] = field(default_factory=list)
    _documents: list[index.Document] = field(default_factory=list)

    def add(self, ticket_id: int, story: Story) -> None:
        """Gather the rows of one ticket."""
        via = via_of(story, self.subdomain)
        draft = new_draft(
            ticket_id, self.db.cached(desk.load), via, story.customer.id, story.steps[0].at
        )
        draft.after.update(
            requester_id=story.customer.id,
            submitter_id=story.customer.id,
            organization_id=story.customer.organization_id,
            recipient=support_address(self.subdomain) if story.channel == "email" else None,
        )
        measured = _Measured()
        said: list[tuple[bool, str]] = []
        for step in story.steps:
            if not draft.is_new or draft.comment:
                draft = self._next(draft, step)
            self._apply(draft, step)
            self._add_audit(draft, step)
            measured = self._measured(draft, step, measured)
            if draft.comment:
                said.append((step.public, draft.comment.rendered.plain_body))
        self._finish(draft, measured, said)

    def write(self) -> None:
        """Write everything that was gathered."""
        self.db.insert_all(tickets, self._tickets)
        self.db.insert_all(ticket_audits, self._audits)
        self.db.insert_all(comments, self._comments)
        self.db.insert_all(ticket_metrics, self._metrics)
        self.db.insert_all(ticket_metric_events, self._metric_events)
        self.db.insert_all(ticket_tags, self._tags)
        index.put_many(self.db, self._documents)

    def _next(self, draft: Draft, step: Step) -> Draft:
        """The draft of the following step, which begins where the last one ended."""
        via = SYSTEM if step.author_id < 0 else draft.via
        after = dict(draft.after)
        return Draft(draft.desk, via, step.author_id, draft.after, after)

    def _apply(self, draft: Draft, step: Step) -> None:
        after = draft.after
        after.update(step.changes)
        after["updated_at"] = after["generated_at"] = step.at
        if after["status"] != "closed":
            known = self.db.cached(statuses.load)
            after["custom_status_id"] = known.default_of(after["status"]).id
        if step.changes.get("status") == "solved":
            after["solved_at"] = step.at
        if step.changes.get("status") == "closed":
            after["closed_at"] = step.at
        if step.words is not None:
            rendered = from_text(step.words)
            draft.comment = NewComment(rendered, [], step.public, step.author_id, step.by_agent)
            after["comment_count"] += 1
            if draft.is_new:
                after["description"] = rendered.body

    def _add_audit(self, draft: Draft, step: Step) -> None:
        events = change_events(draft)
        audit_id = self._new_id()
        if draft.comment:
            events.insert(0, {"type": "Comment"})
        events = [{"id": self._new_id(), **event} for event in events]
        self._audits.append(
            {
                "id": audit_id,
                "ticket_id": draft.id,
                "author_id": step.author_id,
                "via_channel": draft.via.channel,
                "via_source": _text(draft.via.source),
                "metadata": METADATA,
                "events": _text(events),
                "created_at": step.at,
            }
        )
        if draft.comment:
            self._add_comment(draft, draft.comment, events[0]["id"], audit_id)

    def _add_comment(
        self, draft: Draft, comment: NewComment, comment_id: int, audit_id: int
    ) -> None:
        self.comment_count += 1
        self._comments.append(
            {
                "id": comment_id,
                "ticket_id": draft.id,
                "audit_id": audit_id,
                "author_id": comment.author_id,
                "type": comment.type,
                "body": comment.rendered.body,
                "html_body": comment.rendered.html_body,
                "plain_body": comment.rendered.plain_body,
                "public": comment.public,
                "created_at": draft.after["updated_at"],
            }
        )

    def _measured(self, draft: Draft, step: Step, measured: _Measured) -> _Measured:
        """Metrics and clocks as of a desk without policies."""
        schedule = self.db.cached(hours.load).schedule_of(draft.after["schedule_id"])
        told = machine.advance(measured.state, moment_of(draft, step.at, schedule))
        if told.events:
            row_id, ids = self._new_id(), [self._new_id() for _ in told.events]
            self._metric_events.append(row_of(row_id, ids, draft.id, told.events, (), step.at))
        values = metric_set.measure(
            measured.values, measured.durations, metric_moment(draft, step.at, schedule)
        )
        return _Measured(*values, told.state)

    def _finish(
        self,
        draft: Draft,
        measured: _Measured,
        said: list[tuple[bool, str]],
    ) -> None:
        row = dict(draft.after)
        for name in JSON_COLUMNS:
            row[name] = _text(row[name])
        self._tickets.append(row)
        self._metrics.append(
            {
                "id": self._new_id(),
                "ticket_id": draft.id,
                **measured.values,
                "durations": _text(measured.durations),
                **columns_of(measured.state or State()),
                "created_at": row["created_at"],
                "updated_at": row["updated_at"],
            }
        )
        tags = draft.after["tags"]
        self._tags += [{"ticket_id": draft.id, "tag": tag} for tag in tags]
        self._documents.append(
            index.Document(
                "ticket",
                draft.id,
                row["raw_subject"],
                "\n".join(words for public, words in said if public),
                "\n".join(words for public, words in said if not public),
                " ".join(tags),
            )
        )

    def _new_id(self) -> int:
        found = next(self._ids, None)
        if found is None:
            self._ids = iter(self.db.new_ids(IDS_AT_ONCE))
            found = next(self._ids)
        return found
