"""Operations on tags, in the order of the reference."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.families.tags import queries
from ombud.families.tags.of_record import Tags, listed
from ombud.families.tags.shapes import NameQuery, Tag, show
from ombud.families.tickets import queries as ticket_queries
from ombud.families.tickets.access import check_permission
from ombud.families.tickets.changes import TicketChange
from ombud.families.tickets.update import update_ticket
from ombud.wire.answers import Count, Nothing, Page, Raw
from ombud.wire.changes import UNSET, Maybe
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest
from ombud.wire.operation import delete, get, post, put
from ombud.wire.paging import total_of

SHORTEST = 2


@get("/tags", name="ListTags", role="agents", page="both", limit="tags-index")
def list_tags(ctx: Context) -> Page[Tag]:
    """The tags in use, the most used first."""
    statement = queries.popular(ctx)
    return Page(Tag, statement, queries.by_popularity(statement), show)


@get("/tags/count", name="CountTags", role="admins")
def count_tags(ctx: Context) -> Count:
    """How many tags are in use."""
    return Count(total_of(ctx, queries.popular(ctx)))


@get("/autocomplete/tags", name="AutocompleteTags", role="agents", page="offset")
def search_tags(ctx: Context, query: NameQuery) -> Page[Any]:
    """The tags that begin with a text of two letters or more, by name."""
    if len(query.name) < SHORTEST:
        raise BadRequest("name", f"must have at least {SHORTEST} characters", "api/v2/tags/search")
    statement = queries.beginning_with(ctx, query.name)
    return Page(Tag, statement, queries.BY_NAME, _names)


@get("/tickets/{ticket_id}/tags", name="ListResourceTags", role="agents")
def list_ticket_tags(ctx: Context, ticket_id: int) -> Raw:
    """The tags of a ticket."""
    return listed(_stored(ctx, ticket_id))


@post("/tickets/{ticket_id}/tags", name="SetTagsTicket", role="agents")
def create_ticket_tags(
    ctx: Context,
    ticket_id: int,
    tags: Tags,
    safe_update: Maybe[bool] = UNSET,
    updated_stamp: Maybe[str] = UNSET,
) -> Raw:
    """Replace all tags of a ticket."""
    change = TicketChange(tags=tags, safe_update=safe_update, updated_stamp=updated_stamp)
    return Raw({"tags": _changed(ctx, ticket_id, change)}, 201)


@put("/tickets/{ticket_id}/tags", name="PutTagsTicket", role="agents")
def update_ticket_tags(
    ctx: Context,
    ticket_id: int,
    tags: Tags,
    safe_update: Maybe[bool] = UNSET,
    updated_stamp: Maybe[str] = UNSET,
) -> Raw:
    """Add tags to a ticket."""
    change = TicketChange(
        additional_tags=tags, safe_update=safe_update, updated_stamp=updated_stamp
    )
    return Raw({"tags": _changed(ctx, ticket_id, change)})


@delete("/tickets/{ticket_id}/tags", name="DeleteTagsTicket", role="agents")
def delete_ticket_tags(
    ctx: Context,
    ticket_id: int,
    tags: Tags,
    safe_update: Maybe[bool] = UNSET,
    updated_stamp: Maybe[str] = UNSET,
) -> Nothing:
    """Take tags off a ticket."""
    change = TicketChange(remove_tags=tags, safe_update=safe_update, updated_stamp=updated_stamp)
    _changed(ctx, ticket_id, change)
    # Zendesk: tags-removed (docs/quirks.md#tags-removed)
    return Nothing()


def _names(ctx: Context, rows: Sequence[Row[Any]]) -> list[str]:
    """The tags alone."""
    del ctx
    return [row.tag for row in rows]


def _changed(ctx: Context, ticket_id: int, change: TicketChange) -> list[str]:
    """Change a ticket that the caller may see and tag; its tags afterwards.

    Raises NotFound, Forbidden, Conflict (safe update) and Invalid.
    """
    ticket_queries.find(ctx, ticket_id)
    check_permission(ctx, "edit_ticket_tags")
    update_ticket(ctx, ticket_id, change)
    return _stored(ctx, ticket_id)


def _stored(ctx: Context, ticket_id: int) -> list[str]:
    """The tags of a ticket that the caller may see; raises NotFound and Forbidden."""
    tags: list[str] = msgspec.json.decode(ticket_queries.find(ctx, ticket_id).tags)
    return tags
