"""The targets as rules see them that fire: read with `db.cached(known.load)`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from sqlalchemy import Row, select

from ombud.db import Transaction
from ombud.families.targets.kinds import HTTP_KINDS, TEMPLATES
from ombud.tables import targets
from ombud.templating.parsing import has_placeholders

__all__ = ["ISSUE", "Payload", "Target", "load"]

Payload = Literal["plain", "json", "xml", "form"]
# What the ticket is in the other system, by which a comment there is added to it.
ISSUE = "{{ticket.external_id}}"


@dataclass(frozen=True, slots=True)
class Target:
    """`templates` are those of its attributes that name placeholders, with what they are for."""

    id: int
    is_active: bool
    # How values are escaped in a message to it.
    payload: Payload
    templates: tuple[tuple[str, str], ...]

    def worded(self, render: Callable[[str, Payload], str]) -> dict[str, str]:
        """What each of the templates says now, by the template."""
        return {
            template: render(template, "form")
            if use == "url"
            else " ".join(render(template, "plain").split())
            for template, use in self.templates
        }


def load(db: Transaction) -> Mapping[int, Target]:
    """Every target by its id."""
    return {row.id: _target(row) for row in db.rows(select(targets))}


def _target(row: Row[Any]) -> Target:
    attributes: Mapping[str, str] = msgspec.json.decode(row.attributes)
    templates = [
        (attributes[name], use)
        for name, use in TEMPLATES[row.type].items()
        if has_placeholders(attributes.get(name, ""))
    ]
    if row.type == "jira_target":
        templates.append((ISSUE, "line"))
    payload: Payload = "plain"
    if row.type in HTTP_KINDS:
        format_ = attributes["content_type"].rpartition("/")[2]
        payload = "json" if format_ == "json" else "xml" if format_ == "xml" else "plain"
    return Target(row.id, row.active, payload, tuple(templates))
