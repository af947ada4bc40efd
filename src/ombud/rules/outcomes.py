"""What the actions of an automation leave behind, whatever the ticket was: which conditions end.

Actions are done in their order, so of those that set the same thing the last counts.
# Zendesk: automations-that-end (docs/quirks.md#automations-that-end)
"""

from typing import Any, NamedTuple

from ombud.rules.actions import Action, ActionTable, Keep, Resolving
from ombud.rules.facts import Facts
from ombud.rules.fields import Table
from ombud.rules.match import Match, test_of_value
from ombud.rules.meaning import Meaning
from ombud.rules.sources import CustomStatusTime, StatusTime

__all__ = ["Outcome"]

Tags = frozenset[str]
NO_TAGS: Tags = frozenset()
TAGGING = frozenset({"current_tags", "remove_tags", "set_tags"})
# Somebody who has no id yet.
SOMEBODY = -1
ANY_DAY = "2000-01-01"
WHO = Resolving(ANY_DAY, SOMEBODY, SOMEBODY)
NOBODY_KNOWN = Facts({"requester_id": SOMEBODY, "assignee_id": SOMEBODY}, 0, ANY_DAY)
# Actions that leave the ticket as it is.
UNCHANGING = ("notification_", "side_conversation", "tweet_", "deflection", "requester.", "user.")
DUE = ("due_at", "due_date", "until_due_date")
# What a ticket with an assignee may be: an assignee makes a new one open.
ASSIGNED = frozenset({"open", "pending", "hold", "solved", "closed"})
# A ticket that was more than new becomes open where an action says new.
MAY_BE = {"new": frozenset({"new", "open"})}


class _Status(NamedTuple):
    """What the status may be that is set, None where only the account knows; none if it stays."""

    statuses: frozenset[str | None]
    custom_id: int | None


class Outcome:
    """Actions that were checked, as one."""

    def __init__(
        self, actions: tuple[Action, ...], table: Table, action_table: ActionTable
    ) -> None:
        self._done = [(each, action_table.resolved(each, "automation", WHO)) for each in actions]
        self._categories = {status.id: status.category for status in table.statuses}
        self._custom = {
            f"custom_fields_{each.id}": each for each in table.custom if each.owner == "ticket"
        }
        self._set: dict[str, Any] = {}
        self._status = _Status(frozenset(), None)
        for action, value in self._done:
            self._take_over(action.field, value)
        if not self._status.statuses and self._set.get("assignee_id") not in {None, SOMEBODY}:
            self._status = _Status(ASSIGNED, None)

    def _take_over(self, name: str, value: Any) -> None:
        if name == "status":
            self._status = _Status(MAY_BE.get(value, frozenset({value})), None)
        elif name == "custom_status_id":
            self._status = _Status(frozenset({self._categories.get(value)}), value)
        elif value is not Keep.KEEP:
            self._set[_of_requester(name)] = value

    def ends(self, meaning: Meaning) -> bool:
        """Whether the condition is false afterwards."""
        if meaning.field.is_time:
            return self._ends_time(meaning)
        assert meaning.match is not None  # noqa: S101 (automations know no changes)
        name = _of_requester(meaning.field.name)
        if name == "current_tags":
            return self._ends_tags(meaning.match)
        if name in {"status", "custom_status_id"}:
            return self._ends_status(name, meaning.match)
        return name in self._set and not _holds(meaning.match, self._set[name])

    def _ends_status(self, name: str, match: Match) -> bool:
        statuses, custom_id = self._status
        if name == "status":
            known = [status for status in statuses if status is not None]
            return bool(statuses) and not any(_holds(match, status) for status in known)
        if custom_id is not None:
            return not _holds(match, custom_id)
        # It stays what it was, or is the default of its category.
        return bool(statuses) and all(map(self._is_left, match.accepts or (None,)))

    def _is_left(self, status_id: int | None) -> bool:
        """Whether the ticket cannot have this custom status afterwards."""
        statuses, custom_id = self._status
        if custom_id is not None:
            return status_id != custom_id
        category = self._categories.get(status_id or 0)
        return bool(statuses) and category is not None and category not in statuses

    def _ends_time(self, meaning: Meaning) -> bool:
        """Whether the time starts anew, or no longer counts."""
        source = meaning.field.source
        if isinstance(source, StatusTime):
            return bool(self._status.statuses) and source.status not in self._status.statuses
        if isinstance(source, CustomStatusTime):
            return self._is_left(source.status_id)
        starts_anew = {
            "updated_at": any(not each.field.startswith(UNCHANGING) for each, _ in self._done),
            "assigned_at": "assignee_id" in self._set,
            # Only tasks have a due date.
            **dict.fromkeys(DUE, self._set.get("type", "task") != "task"),
        }
        return starts_anew.get(meaning.field.name, False) and not meaning.operator.startswith(
            "less_than"
        )

    def _ends_tags(self, match: Match) -> bool:
        """Whether no tag that is wanted can be left, or one that is unwanted is there for sure."""
        wanted = frozenset(match.touches or ())
        left = set(wanted) if match.wanted else set()
        for action, value in self._done:
            gone, added = self._moved_tags(action.field, value, wanted)
            left = (left - gone) | (wanted & added)
        return bool(left) != match.wanted

    def _moved_tags(self, name: str, value: Any, wanted: frozenset[str]) -> tuple[Tags, Tags]:
        """Which of the wanted tags an action takes away, and which tags it adds."""
        if name in TAGGING:
            tags = frozenset(value)
            return {"set_tags": (wanted, tags), "remove_tags": (tags, NO_TAGS)}.get(
                name, (NO_TAGS, tags)
            )
        field = self._custom.get(name)
        if field is None:
            return NO_TAGS, NO_TAGS
        # What may be chosen is a tag as well.
        own = frozenset([field.tag or "", *(option.value for option in field.options)])
        chosen = value if isinstance(value, list) else [field.tag if value is True else value]
        return own, own.intersection(chosen)


def _of_requester(name: str) -> str:
    return name.replace("user.", "requester.", 1)


def _holds(match: Match, value: Any) -> bool:
    """Whether a value that an action sets is what conditions read as a match."""
    if isinstance(value, bool):
        value = "true" if value else None
    read = (tuple(value) if isinstance(value, list) else value) or None
    return test_of_value(match)(read, NOBODY_KNOWN)
