"""Calls on many records: which are meant, the jobs that work on them, and what these report."""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from ombud.families.job_statuses.starting import start
from ombud.wire.answers import JobStarted
from ombud.wire.context import Context
from ombud.wire.decode import list_of_ids
from ombud.wire.errors import BadRequest, TooManyValues

__all__ = [
    "LARGEST_BATCH",
    "IdsQuery",
    "SelectionQuery",
    "check_batch",
    "done",
    "ids_of",
    "selected",
    "start_on_ids",
    "start_on_items",
    "start_on_named_items",
    "start_on_selected",
]

LARGEST_BATCH = 100
STATUSES = {"create": "Created", "update": "Updated", "delete": "Deleted"}


class IdsQuery(msgspec.Struct):
    """Which records are meant: `ids=1,2,3`."""

    ids: str | None = None


class SelectionQuery(IdsQuery):
    """The same for records that also have an id of the caller's; `ids` win."""

    external_ids: list[str] | None = None


def check_batch(items: Sequence[Any], parameter: str = "") -> None:
    """Refuse more items than one call may carry."""
    if len(items) > LARGEST_BATCH:
        raise TooManyValues(LARGEST_BATCH, parameter)


def ids_of(query: IdsQuery) -> list[int]:
    """The ids that were given; raises BadRequest when there are none or too many."""
    if query.ids is None:
        raise BadRequest.missing("ids")
    ids = list_of_ids(query.ids)
    check_batch(ids, "ids")
    return ids


def selected(query: SelectionQuery) -> tuple[str, list[Any]]:
    """`ids` or `external_ids`, and the list of them; raises BadRequest."""
    if query.ids is not None or query.external_ids is None:
        return "ids", ids_of(query)
    check_batch(query.external_ids, "external_ids")
    return "external_ids", query.external_ids


def start_on_ids(ctx: Context, kind: str, job_type: str, ids: Sequence[int]) -> JobStarted:
    """Do the same to each of these records, in the background."""
    return start(ctx, kind, job_type, {"ids": ids}, len(ids))


def start_on_selected(
    ctx: Context, kind: str, job_type: str, query: SelectionQuery, **more: object
) -> JobStarted:
    """Do the same to each selected record, in the background; `more` joins the job's payload."""
    name, values = selected(query)
    return start(ctx, kind, job_type, {name: values, **more}, len(values))


def start_on_items(
    ctx: Context, kind: str, job_type: str, name: str, items: Sequence[Any], **more: object
) -> JobStarted:
    """Do something with each item, in the background; they stand under `name` in the payload."""
    check_batch(items)
    return start(ctx, kind, job_type, {name: items, **more}, len(items))


def start_on_named_items(
    ctx: Context, kind: str, job_type: str, name: str, items: Sequence[Any]
) -> JobStarted:
    """The same for items that name their records by an `id`, or in another way."""
    # The ids stand apart too, for the results of items that are refused.
    ids = [item.id if isinstance(item.id, int) else None for item in items]
    return start_on_items(ctx, kind, job_type, name, items, ids=ids)


def done(
    action: Literal["create", "update", "delete"], record_id: int, index: int | None = None
) -> dict[str, Any]:
    """The entry of `results` for an item that was done; only some kinds of job give its index."""
    entry = {"id": record_id, "action": action, "status": STATUSES[action], "success": True}
    return entry if index is None else {"index": index, **entry}
