"""From what a caller wrote to the columns of an organization."""

from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.families.account_settings import settings
from ombud.families.groups import queries as groups
from ombud.families.organizations.shapes import OrganizationChange
from ombud.families.record_fields.coupled_tags import with_coupled_tags
from ombud.families.record_fields.values import clean_values, load_organization_fields
from ombud.values.text import split_tags
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
        values["name"] = _name(change.name)
    if change.external_id is not UNSET:
        values["external_id"] = _external_id(change.external_id)
    given = change.given()
    values.update({name: text_of(given[name]) for name in TEXTS if name in given})
    values.update({name: given[name] is True for name in FLAGS if name in given})
    if change.group_id is not UNSET:
        values["group_id"] = _group_id(ctx, change.group_id)
    if change.domain_names is not UNSET:
        values["domain_names"] = _json(_domains(change.domain_names or []))
    values.update(_tags_and_fields(ctx, change, stored))
    return values


def _name(given: object) -> str:
    name = (text_of(given) or "").strip()
    if not name:
        raise Invalid.blank("name")
    if len(name) > LONGEST:
        raise Invalid.too_long("name", LONGEST)
    return name


def _external_id(given: object) -> str | None:
    external_id = (text_of(given) or "").strip()
    if len(external_id) > LONGEST:
        raise Invalid.too_long("external_id", LONGEST)
    return external_id or None


def _group_id(ctx: Context, group_id: int | None) -> int | None:
    if group_id is None:
        return None
    try:
        return int(groups.find(ctx, group_id).id)
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


def _tags_and_fields(
    ctx: Context, change: OrganizationChange, stored: Row[Any] | None
) -> dict[str, Any]:
    """Both columns when either is written, because field values bring tags along."""
    tagging = ctx.db.cached(settings.load).flag("user.tagging")
    tags_given = change.tags is not UNSET and tagging
    if not tags_given and not change.organization_fields:
        return {}
    tags: list[str] = msgspec.json.decode(stored.tags) if stored else []
    if tags_given:
        given: Any = change.tags or []
        tags = split_tags(given if isinstance(given, str) else [str(tag) for tag in given])
    definitions = ctx.db.cached(load_organization_fields)
    before = msgspec.json.decode(stored.organization_fields) if stored else {}
    after = clean_values(definitions, change.organization_fields or {}, before)
    return {
        "tags": _json(with_coupled_tags(definitions, tags, before, after)),
        "organization_fields": _json(after),
    }


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
