"""One row of the condition table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ombud.rules.fields.operators import CHANGES
from ombud.rules.kinds import HoursBetween, Kind
from ombud.rules.sources import Source

__all__ = ["Field", "Group", "Place", "places"]

# `group_sla` is the filter of group policies, which knows one field.
Place = Literal["trigger", "automation", "view", "sla", "group_sla", "routing", "workspace"]
Group = Literal["ticket", "requester", "organization", "other"]
Operators = tuple[str, ...]
LETTERS: Mapping[str, Place] = {
    "T": "trigger",
    "A": "automation",
    "V": "view",
    "S": "sla",
    "G": "group_sla",
    "R": "routing",
    "W": "workspace",
}
NO_OTHERS: Mapping[Place, Operators] = {}


def places(letters: str) -> frozenset[Place]:
    """The places of some letters: T A V S G R W."""
    return frozenset(LETTERS[letter] for letter in letters)


@dataclass(frozen=True, slots=True)
class Field:
    """A field that conditions may name: how it is written, compared and read, and where."""

    name: str
    title: str
    kind: Kind
    source: Source
    places: frozenset[Place]
    operators: Operators
    group: Group = "ticket"
    # Triggers also ask how the value changed.
    changes: bool = False
    # Operators of places that know others.
    others: Mapping[Place, Operators] = field(default_factory=lambda: NO_OTHERS)
    # One of these must be among the `all` of a view or automation.
    anchor: bool = False
    # An older spelling, understood but not offered.
    hidden: bool = False
    # Places that understand the name and offer another one.
    unoffered: frozenset[Place] = frozenset()

    def operators_in(self, place: Place) -> Operators:
        """The operators that the field has there, in the order in which they are offered."""
        if place not in self.places:
            return ()
        known = self.others.get(place, self.operators)
        return known + CHANGES if self.changes and place == "trigger" else known

    @property
    def is_time(self) -> bool:
        """Whether it counts hours; such conditions may only stand in `all`."""
        return isinstance(self.kind, HoursBetween)
