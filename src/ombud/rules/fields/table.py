"""All rows together, those of an account's custom fields among them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ombud.rules.fields import people, ticket, times, update
from ombud.rules.fields.custom import CustomField, fields_of, linked_fields
from ombud.rules.fields.field import Field, Place
from ombud.rules.fields.times import CustomStatus, hours_since

__all__ = ["Table"]

# In which order definitions offer them; what is not named here comes after it.
ORDER = (
    "status",
    "custom_status_id",
    "number_of_incidents",
    "brand_id",
    "ticket_form_id",
    "type",
    "ticket_type_id",
    "priority",
    "group_id",
    "assignee_id",
    "requester_id",
    "organization_id",
    "current_tags",
    "via_id",
    "current_via_id",
    "recipient",
    "update_type",
    "subject_includes_word",
    "description_includes_word",
    "ticket_is_public",
    "comment_is_public",
    "comment_includes_word",
    "reopens",
    "replies",
    "agent_stations",
    "group_stations",
    "in_business_hours",
    "on_holiday",
    "schedule_id",
    "within_schedule",
    "ticket_due_date",
    "requester_role",
    "locale_id",
    "requester_twitter_followers_count",
    "requester_twitter_statuses_count",
    "requester_twitter_verified",
    "requester_time_zone",
    "role",
)


def _ordered(fields: Iterable[Field]) -> tuple[Field, ...]:
    places = {name: place for place, name in enumerate(ORDER)}
    return tuple(sorted(fields, key=lambda field: places.get(field.name, len(places))))


STANDING = _ordered((*ticket.FIELDS, *people.FIELDS, *times.FIELDS, *update.FIELDS))


@dataclass(frozen=True)
class Table:
    """The condition table of an account: the standing rows, and those of what it has made."""

    custom: tuple[CustomField, ...] = ()
    statuses: tuple[CustomStatus, ...] = ()

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every row, in the order in which definitions offer them."""
        return (
            *STANDING,
            *map(hours_since, self.statuses),
            *(row for each in self.custom for row in fields_of(each)),
            *linked_fields(self.custom),
        )

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Every row by the name that conditions use."""
        return {field.name: field for field in self.fields}

    def offered(self, place: Place) -> Iterator[Field]:
        """The rows that definitions of this place show."""
        return (
            field
            for field in self.fields
            if place in field.places and place not in field.unoffered and not field.hidden
        )

    def find(self, name: str, place: Place) -> Field | None:
        """The row of a name, if it may be used there."""
        field = self.by_name.get(name)
        return field if field is not None and place in field.places else None
