"""Calls on many organizations: which of them are meant, and the jobs that work on them."""

from typing import Any

from ombud.families.job_statuses.starting import check_batch, start
from ombud.families.organizations.shapes import (
    OrganizationChange,
    OrganizationItem,
    SelectionQuery,
)
from ombud.wire.answers import JobStarted
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.decode import list_of_ids
from ombud.wire.errors import BadRequest

__all__ = ["Selection", "selected", "start_on_selected", "start_update_each"]

Selection = tuple[str, list[Any]]


def selected(query: SelectionQuery) -> Selection:
    """`ids` or `external_ids` and the list of them; ids win. Raises BadRequest."""
    if query.ids is not None:
        name, values = "ids", list[Any](list_of_ids(query.ids))
    elif query.external_ids is not None:
        name, values = "external_ids", list[Any](query.external_ids)
    else:
        raise BadRequest.missing("ids")
    check_batch(values, name)
    return name, values


def start_on_selected(
    ctx: Context, verb: str, query: SelectionQuery, change: OrganizationChange | None = None
) -> JobStarted:
    """Do the same to every selected organization, in the background."""
    name, values = selected(query)
    payload: dict[str, Any] = {name: values}
    if change is not None:
        payload["organization"] = change
    job_type = "Bulk Delete Organization" if change is None else "Bulk Update Organization"
    return start(ctx, f"organizations.{verb}", job_type, payload, len(values))


def start_update_each(ctx: Context, items: list[OrganizationItem]) -> JobStarted:
    """Change each organization in its own way, in the background."""
    check_batch(items)
    # The ids stand apart too, for the results of items that are refused.
    ids = [None if item.id is UNSET else item.id for item in items]
    payload = {"organizations": items, "ids": ids}
    job_type = "Bulk Update Organization"
    return start(ctx, "organizations.update_each", job_type, payload, len(items))
