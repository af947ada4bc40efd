"""What is known of a ticket when a rule looks at it: the one thing that conditions are tested on.

Whoever runs rules fills it; what costs a query is a callable, asked only when a condition needs it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ombud.rules.text import fold, words_in

__all__ = ["Facts", "Hours", "NewComment", "Person", "Update"]


class Hours(Protocol):
    """A schedule with its holidays."""

    @property
    def id(self) -> int: ...

    def seconds(self, start: int, end: int) -> int:
        """Business seconds between two instants, 0 when `end` is not after `start`."""
        ...

    def is_open(self, at: int) -> bool:
        """Whether the instant is inside business hours."""
        ...

    def is_holiday(self, at: int) -> bool:
        """Whether the instant's local day is a holiday."""
        ...


@dataclass(frozen=True, slots=True)
class Person:
    """A requester: `role` is end-user, agent or admin; `fields` are values by key, as stored."""

    id: int
    role: str
    # The desk's own where the person has none.
    locale_id: int | None = None
    time_zone: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewComment:
    """The comment of the update; `text` is its plain text."""

    text: str
    public: bool
    has_attachments: bool = False


@dataclass(frozen=True, slots=True)
class Update:
    """What stays the same for a whole run of triggers."""

    is_create: bool
    # The number of the channel (`vias.number_of`).
    via_id: int | None = None
    comment: NewComment | None = None


@dataclass(slots=True)
class Facts:
    """A ticket, before and after, and what surrounds it.

    `after` and `before` are rows of `tickets` by column name with JSON decoded: `tags` is a list,
    `custom_fields` maps str(field id) to the stored value. `before` is empty for a new ticket and
    where nothing is updated. `after` may be changed between two tests: conditions read it anew.
    """

    after: Mapping[str, Any]
    now: int
    # The day in the desk's time zone, YYYY-MM-DD.
    today: str
    before: Mapping[str, Any] = field(default_factory=dict)
    # None in automations and views.
    update: Update | None = None
    # Who updates, or who looks at a view; None for the desk itself.
    current_user_id: int | None = None
    current_user_role: str | None = None
    current_group_ids: frozenset[int] = frozenset()
    # A user by id.
    user: Callable[[int], Person | None] = lambda _id: None
    # The stored custom field values of an organization by id.
    organization: Callable[[int], Mapping[str, Any] | None] = lambda _id: None
    # The row of `ticket_metrics`, empty where there is none.
    metrics: Callable[[], Mapping[str, Any]] = dict
    # The ticket's schedule for None, otherwise the one with this id.
    schedule: Callable[[int | None], Hours | None] = lambda _id: None
    _words: dict[str, frozenset[str]] = field(default_factory=dict)
    _folded: dict[str, str] = field(default_factory=dict)
    _said: str | None = None

    def requester(self) -> Person | None:
        """Whoever is requester at this point of the run."""
        requester_id = self.after["requester_id"]
        return None if requester_id is None else self.user(requester_id)

    def said(self) -> str | None:
        """The text of the new comment; of a new ticket also its subject, which is said with it."""
        update = self.update
        if update is None:
            return None
        if self._said is None:
            parts = [update.comment.text] if update.comment else []
            if update.is_create:
                # Zendesk: comment-words (docs/quirks.md#comment-words)
                parts.insert(0, self.after["raw_subject"] or "")
            self._said = "\n".join(part for part in parts if part)
        return self._said or None

    def words(self, text: str) -> frozenset[str]:
        """The words of a text, found once for all rules."""
        found = self._words.get(text)
        if found is None:
            found = self._words[text] = frozenset(words_in(text))
        return found

    def folded(self, text: str) -> str:
        """A text without regard to case, made once for all rules."""
        found = self._folded.get(text)
        if found is None:
            found = self._folded[text] = fold(text)
        return found
