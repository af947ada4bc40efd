"""The lists of tickets: by organization, by person, by external id, by number."""

from typing import Any

import msgspec
from sqlalchemy import Select

from ombud.families.organizations import queries as organization_queries
from ombud.families.tickets import queries
from ombud.families.users import queries as user_queries
from ombud.tables import tickets
from ombud.wire.context import Context
from ombud.wire.errors import NotFound

__all__ = [
    "Ids",
    "ProblemText",
    "TicketQuery",
    "incidents_of",
    "matching",
    "of_person",
    "problems_like",
]

MOST_PROBLEMS = 10


class TicketQuery(msgspec.Struct):
    """Filters of the list of tickets."""

    external_id: str | None = None


class Ids(msgspec.Struct):
    """`ids=1,2,3`"""

    ids: list[int]


class ProblemText(msgspec.Struct):
    """What the subject of a problem must contain."""

    text: str = ""


def matching(
    ctx: Context, query: TicketQuery, *, organization_id: int | None = None
) -> Select[Any]:
    """Visible tickets, narrowed to an organization and an external id where these are given."""
    statement = queries.visible(ctx)
    if organization_id is not None:
        organization_queries.find(ctx, organization_id)
        statement = statement.where(tickets.c.organization_id == organization_id)
    if query.external_id is not None:
        statement = statement.where(tickets.c.external_id == query.external_id)
    return statement


def of_person(ctx: Context, user_id: int, kind: str) -> Select[Any]:
    """The tickets of a user the caller may see; raises NotFound."""
    user_queries.find(ctx, user_id)
    return queries.by_person(ctx, user_id, kind)


def incidents_of(ctx: Context, problem_id: int) -> Select[Any]:
    """The incidents of a problem; raises NotFound for what is no problem."""
    if queries.find(ctx, problem_id).type != "problem":
        raise NotFound
    return queries.visible(ctx).where(tickets.c.problem_id == problem_id)


def problems_like(ctx: Context, text: str) -> Select[Any]:
    """Unsolved problems whose subject contains the text, newest change first."""
    return (
        queries.problems(ctx)
        .where(tickets.c.raw_subject.icontains(text, autoescape=True))
        .order_by(tickets.c.updated_at.desc(), tickets.c.id.desc())
        .limit(MOST_PROBLEMS)
    )
