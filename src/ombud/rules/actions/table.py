"""All rows of actions together, those of an account's custom fields among them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ombud.rules.actions import notifications, ticket
from ombud.rules.actions.action import Action, ActionField, ActionPlace, Resolving
from ombud.rules.actions.custom import fields_of
from ombud.rules.errors import RuleError, misplaced
from ombud.rules.fields import CustomField
from ombud.rules.known import Account, Known, missing_record

__all__ = ["ActionTable"]

# In which order definitions offer them; what is not named here comes after it.
ORDER = (
    "status",
    "custom_status_id",
    "brand_id",
    "ticket_form_id",
    "priority",
    "type",
    "group_id",
    "assignee_id",
    "set_tags",
    "current_tags",
    "remove_tags",
    "follower",
    "set_schedule",
    "notification_user",
    "notification_group",
    "notification_target",
    "notification_webhook",
    "locale_id",
    "notification_sms_group",
    "notification_sms_user",
)
PLACES = {name: place for place, name in enumerate(ORDER)}
STANDING = tuple(
    sorted(
        (*ticket.FIELDS, *notifications.FIELDS),
        key=lambda field: PLACES.get(field.name, len(PLACES)),
    )
)


@dataclass(frozen=True)
class ActionTable:
    """The action table of an account."""

    custom: tuple[CustomField, ...] = ()

    @cached_property
    def fields(self) -> tuple[ActionField, ...]:
        """Every row, in the order in which definitions offer them."""
        return STANDING + tuple(row for each in self.custom for row in fields_of(each))

    @cached_property
    def _found(self) -> Mapping[tuple[str, ActionPlace], ActionField]:
        return {(field.name, place): field for field in self.fields for place in field.places}

    @cached_property
    def records(self) -> Mapping[str, frozenset[str]]:
        """The kinds of records that actions of a name may name."""
        found: dict[str, frozenset[str]] = {}
        for field in self.fields:
            if (record := field.kind.record) is not None:
                found[field.name] = found.get(field.name, frozenset()) | {record}
        return found

    def offered(self, place: ActionPlace) -> Iterator[ActionField]:
        """The rows that definitions of this place show."""
        return (field for field in self.fields if place in field.places and not field.hidden)

    def find(self, name: str, place: ActionPlace) -> ActionField | None:
        """The row of a name, if it may be used there."""
        return self._found.get((name, place))

    def validated(
        self, actions: tuple[Action, ...], place: ActionPlace, known: Account
    ) -> tuple[Action, ...]:
        """The actions, if they may be saved. Raises RuleError."""
        if not actions:
            raise RuleError.of_rule("Invalid actions. You must select at least one action")
        for index, action in enumerate(actions):
            self.check(action, place, known, index)
            # Zendesk: hold-switched-off (docs/quirks.md#hold-switched-off)
            if not known.uses(action.field, action.value):
                reason = "is not used by this account"
                raise RuleError.of_action(index, action.field, action.value, reason)
        return actions

    def check(self, action: Action, place: ActionPlace, known: Known, index: int = 0) -> None:
        """Raises RuleError for an action that is, or has become, invalid."""
        field = self.find(action.field, place)
        if field is None:
            elsewhere = any(row.name == action.field for row in self.fields)
            reason = misplaced(place) if elsewhere else "is not a known action"
            raise RuleError.of_action(index, action.field, action.value, reason)
        try:
            field.kind.check(action.value)
        except ValueError as error:
            raise RuleError.of_action(index, action.field, action.value, str(error)) from error
        named = action.value[:1] if isinstance(action.value, list) else [action.value]
        dead = missing_record(field.kind.record, named, known)
        if dead is not None:
            raise RuleError("actions", index, action.field, dead, action.value)

    def resolved(self, action: Action, place: ActionPlace, who: Resolving) -> object:
        """What an action, which was checked before, is to do with; see the kinds of values."""
        field = self.find(action.field, place)
        if field is None:
            raise RuleError.of_action(0, action.field, action.value, "is not a known action")
        return field.kind.resolved(action.value, who)
