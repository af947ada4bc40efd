"""The kinds of records that the company is made of, in the order in which they are made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.golden import shapes
from tests.golden.names import Names

__all__ = ["KINDS", "Kind"]

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: where it is created, and how what is written becomes a body."""

    name: str
    path: str
    body: Callable[[Json, Names], Json] = shapes.plain
    called: str = "title"


# In an order in which each names only what was made before.
KINDS = (
    Kind("ticket_field", "/ticket_fields"),
    Kind("user_field", "/user_fields", called="key"),
    Kind("organization_field", "/organization_fields", called="key"),
    Kind("schedule", "/business_hours/schedules", shapes.schedule, called="name"),
    Kind("group", "/groups", called="name"),
    Kind("organization", "/organizations", called="name"),
    Kind("user", "/users", shapes.user, called="key"),
    Kind("item", "/dynamic_content/items", shapes.item, called="name"),
    Kind("trigger", "/triggers", shapes.trigger),
    Kind("automation", "/automations", shapes.rule),
    Kind("macro", "/macros", shapes.macro),
    Kind("view", "/views", shapes.view),
    Kind("sla_policy", "/slas/policies", shapes.policy),
    Kind("group_sla_policy", "/group_slas/policies", shapes.group_policy),
)
