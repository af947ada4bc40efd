"""The lists of requests: by status, by person, by organization, by words."""

from typing import Any

from sqlalchemy import Select

from ombud.families.organizations import queries as organization_queries
from ombud.families.requests import queries
from ombud.families.requests.changes import CommentQuery, RequestQuery, SearchQuery
from ombud.families.search.paging import window_of
from ombud.families.ticket_comments import queries as comment_queries
from ombud.families.users import queries as user_queries
from ombud.tables import comments, tickets
from ombud.values.times import parse_iso
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest

__all__ = ["comments_of", "found", "narrowed", "of_organization", "of_user"]

ROLES = ("agent", "end_user")


def narrowed(statement: Select[Any], query: RequestQuery) -> Select[Any]:
    """Those of the requests that have one of the statuses asked for."""
    return statement.where(tickets.c.status.in_(query.status)) if query.status else statement


def of_user(ctx: Context, user_id: int) -> Select[Any]:
    """The visible requests of a user; raises NotFound for one that the caller cannot see."""
    user_queries.find(ctx, user_id)
    return queries.visible(ctx).where(tickets.c.requester_id == user_id)


def of_organization(ctx: Context, organization_id: int) -> Select[Any]:
    """The visible requests of an organization; raises NotFound as well."""
    organization_queries.find(ctx, organization_id)
    return queries.visible(ctx).where(tickets.c.organization_id == organization_id)


def found(ctx: Context, query: SearchQuery) -> Select[Any]:
    """What concerns the caller and holds the words; raises Invalid past the 1000th result."""
    window_of(ctx)
    statement = narrowed(queries.copied(ctx) if query.cc_id else queries.mine(ctx), query)
    if query.organization_id is not None:
        organization_queries.find(ctx, query.organization_id)
        statement = statement.where(tickets.c.organization_id == query.organization_id)
    text = query.query.strip()
    return statement.where(queries.having(ctx, text)) if text else statement


def comments_of(ctx: Context, request_id: int, query: CommentQuery) -> Select[Any]:
    """The public comments of a visible request."""
    queries.find(ctx, request_id)
    statement = comment_queries.of_ticket(request_id, public_only=True)
    if query.since:
        statement = statement.where(comments.c.created_at >= _since(query.since))
    if query.role:
        if query.role not in ROLES:
            raise BadRequest("role", "must be agent or end_user")
        statement = queries.by_role(statement, query.role)
    return statement


def _since(text: str) -> int:
    try:
        return parse_iso(text)
    except ValueError as error:
        raise BadRequest("since", "must be an ISO 8601 time") from error
