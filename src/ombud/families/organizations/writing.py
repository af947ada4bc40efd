"""From what a caller wrote to the columns of an organization."""

from typing import Any

from sqlalchemy import Row

from ombud.families.groups import queries as group_queries
from ombud.families.organizations.shapes import OrganizationChange
from ombud.families.record_fields.values import load_organization_fields
from ombud.families.record_fields.writing import columns_of as field_columns
from ombud.families.required import required_text
from ombud.values.text import as_json
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.errors import Invalid, NotFound

__all__ = ["columns_of"]

LONGEST = 255
TEXTS = ("details", "notes")
FLAGS = ("shared_tickets", "shared_comments")


def columns_of(ctx: Context, change: OrganizationChange, stored: Row[Any] | None) -> dict[str, Any]:
    """The columns that the change sets, lists and objects as JSON; raises Invalid.

    `stored` is the organization as it is, or None for a new one, which needs a name.
    """
    values: dict[str, Any] = {}
    if stored is None or change.name is not UNSET:
        values["name"] = required_text("name", change.name, LONGEST)
    if change.external_id is not UNSET:
        values["external_id"] = _external_id(change.external_id)
    given = change.given()
    values.update({name: text_of(given[name]) for name in TEXTS if name in given})
    values.update({name: given[name] is True for name in FLAGS if name in given})
    if change.group_id is not UNSET:
        values["group_id"] = _group_id(ctx, change.group_id)
    if change.domain_names is not UNSET:
        values["domain_names"] = as_json(_domains(change.domain_names or []))
    fields = load_organization_fields
    values |= field_columns(ctx, "organization_fields", fields, change, stored)
    return values


def _external_id(given: object) -> str | None:
    external_id = (text_of(given) or "").strip()
    if len(external_id) > LONGEST:
        raise Invalid.too_long("external_id", LONGEST)
    return external_id or None


def _group_id(ctx: Context, group_id: int | None) -> int | None:
    if group_id is None:
        return None
    try:
        return int(group_queries.find(ctx, group_id).id)
    except NotFound:
        raise Invalid.invalid("group_id", group_id) from None


def _domains(given: list[str] | str) -> list[str]:
    """In lower case, each once, in the order given; a text may hold several."""
    text = given if isinstance(given, str) else " ".join(given)
    domains = list(dict.fromkeys(text.lower().replace(",", " ").split()))
    for domain in domains:
        if len(domain) > LONGEST:
            raise Invalid.too_long("domain_names", LONGEST)
    return domains
