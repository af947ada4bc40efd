"""Rows that repeat an organization's lists, one row an entry, and its words in the search index."""

from typing import Any

import msgspec
from sqlalchemy import Column, Table, delete

from ombud.families.organizations import queries
from ombud.families.record_fields.values import load_organization_fields, rows_of
from ombud.search import index
from ombud.tables import organization_domains, organization_field_values, organization_tags
from ombud.wire.context import Context

__all__ = ["forget_rows", "write_rows"]

TABLES: tuple[Table, ...] = (organization_domains, organization_tags, organization_field_values)


def write_rows(ctx: Context, organization_id: int) -> None:
    """Write them anew from the organization as it is now."""
    row = queries.find_any(ctx, organization_id)
    fields = ctx.db.cached(load_organization_fields)
    values = rows_of(fields, msgspec.json.decode(row.organization_fields))
    _replace(
        ctx,
        organization_domains,
        organization_id,
        [{"domain": domain} for domain in msgspec.json.decode(row.domain_names)],
    )
    _replace(
        ctx,
        organization_tags,
        organization_id,
        [{"tag": tag} for tag in msgspec.json.decode(row.tags)],
    )
    _replace(
        ctx,
        organization_field_values,
        organization_id,
        [{"field_id": field_id, "value": value} for field_id, value in values],
    )
    lists = [*msgspec.json.decode(row.domain_names), *msgspec.json.decode(row.tags)]
    text = " ".join([row.external_id or "", *lists])
    # The keywords `notes` and `details` look at these parts alone.
    parts = {"notes": row.notes, "more": row.details}
    index.put(ctx.db, "organization", row.id, row.name, text, **parts)


def forget_rows(ctx: Context, organization_id: int) -> None:
    """Delete them, and the organization from the search index."""
    for table in TABLES:
        _clear(ctx, table, organization_id)
    index.remove(ctx.db, "organization", organization_id)


def _replace(
    ctx: Context, table: Table, organization_id: int, entries: list[dict[str, Any]]
) -> None:
    _clear(ctx, table, organization_id)
    rows = [{"organization_id": organization_id, **entry} for entry in entries]
    ctx.db.insert_all(table, rows)


def _clear(ctx: Context, table: Table, organization_id: int) -> None:
    column: Column[Any] = table.c.organization_id
    ctx.db.run(delete(table).where(column == organization_id))
