"""A ticket while it is being changed: what it was, what it is to be, and what is said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.families.ticket_comments.rendering import Rendered
from ombud.families.tickets.desk import Desk
from ombud.families.tickets.outgoing import Outgoing
from ombud.families.tickets.via import Via
from ombud.templating import Budget

__all__ = ["JSON_COLUMNS", "CommentTemplate", "Draft", "NewComment", "draft_of", "new_draft"]

# Columns that hold JSON, decoded while the ticket is a draft.
JSON_COLUMNS = (
    "tags",
    "custom_fields",
    "email_cc_ids",
    "follower_ids",
    "followup_ids",
    "sharing_agreement_ids",
    "via_source",
)


@dataclass(frozen=True, slots=True)
class CommentTemplate:
    """What an agent wrote, with placeholders in it."""

    source: str
    is_html: bool


@dataclass(slots=True)
class NewComment:
    """A comment that will be written with the ticket."""

    rendered: Rendered
    uploads: list[str]
    public: bool
    author_id: int
    # Whether an agent wrote it, as far as statuses and metrics are concerned.
    by_agent: bool
    type: str = "Comment"
    data: Mapping[str, Any] = field(default_factory=dict)
    # Filled in once the rest of the change is settled.
    template: CommentTemplate | None = None
    # Given when it is written.
    id: int | None = None


@dataclass(slots=True)
class Draft:
    """The state between reading a ticket and writing it. `after` holds plain Python values."""

    desk: Desk
    via: Via
    # Who the change is by: the caller, or -1 for the desk itself.
    author_id: int
    before: dict[str, Any]
    after: dict[str, Any]
    comment: NewComment | None = None
    # Events beside those that a difference of fields makes.
    events: list[dict[str, Any]] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)
    # Whether the desk knows that the author is who they say they are.
    trusted: bool = True
    # All events, once a rule has added to those of the change itself.
    told: list[dict[str, Any]] | None = None
    # What rules say on the ticket, each with its event, and what they send.
    replies: list[tuple[NewComment, dict[str, Any]]] = field(default_factory=list)
    outgoing: list[Outgoing] = field(default_factory=list)
    # What all templates that speak about the ticket may cost together.
    budget: Budget = field(default_factory=Budget.of_update)

    @property
    def is_new(self) -> bool:
        return not self.before

    @property
    def id(self) -> int:
        return int(self.after["id"])

    def go_on(self) -> None:
        """Begin the next change where this one, which was written, has ended."""
        self.before, self.comment, self.events = dict(self.after), None, []
        self.told, self.replies, self.outgoing = None, [], []

    def changed(self, name: str) -> bool:
        """Whether the field differs from what is stored."""
        return bool(self.before.get(name) != self.after.get(name))


def draft_of(row: Row[Any], desk: Desk, via: Via, author_id: int) -> Draft:
    """A draft of an existing ticket, with nothing changed yet."""
    before = dict(row._mapping)
    for name in JSON_COLUMNS:
        before[name] = msgspec.json.decode(before[name])
    after = dict(before)
    for name in JSON_COLUMNS:
        after[name] = before[name].copy()
    return Draft(desk, via, author_id, before, after)


def new_draft(ticket_id: int, desk: Desk, via: Via, author_id: int, now: int) -> Draft:
    """A draft of a ticket that does not exist yet."""
    after: dict[str, Any] = {
        "id": ticket_id,
        "external_id": None,
        "type": None,
        "raw_subject": None,
        "description": "",
        "priority": None,
        "status": "new",
        "custom_status_id": None,
        "recipient": None,
        "requester_id": None,
        "submitter_id": None,
        "assignee_id": None,
        "organization_id": None,
        "group_id": None,
        "brand_id": desk.default_brand_id,
        "ticket_form_id": desk.default_form_id,
        "problem_id": None,
        "followup_source_id": None,
        "locale_id": None,
        "is_public": True,
        "first_comment_public": True,
        "due_at": None,
        "schedule_id": None,
        "sla_next_breach_at": None,
        "tags": [],
        "custom_fields": {},
        "email_cc_ids": [],
        "follower_ids": [],
        "followup_ids": [],
        "sharing_agreement_ids": [],
        "satisfaction_score": "unoffered",
        "satisfaction_id": None,
        "via_channel": via.channel,
        "via_source": via.source,
        "incident_count": 0,
        "comment_count": 0,
        "created_at": now,
        "updated_at": now,
        "generated_at": now,
        "solved_at": None,
        "closed_at": None,
        "archived_at": None,
        "deleted_at": None,
        "deleted_by_id": None,
        "scrubbed": False,
    }
    return Draft(desk, via, author_id, {}, after)
