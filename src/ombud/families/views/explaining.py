"""Why a ticket is in a view, or is not: each condition on the facts of the ticket's row."""

from typing import Any

from sqlalchemy import Row

from ombud.families.conditions.facts import facts_of_row
from ombud.families.conditions.surroundings import Surroundings, today
from ombud.families.conditions.table import load_table
from ombud.families.tickets import queries as ticket_queries
from ombud.families.views import queries, validity
from ombud.rules.conditions import Condition, Conditions
from ombud.rules.errors import RuleError
from ombud.rules.evaluate import test_of
from ombud.rules.facts import Facts
from ombud.rules.meaning import meaning_of
from ombud.wire.context import Context

__all__ = ["why"]


def why(ctx: Context, view_id: int, ticket_id: int) -> dict[str, Any]:
    """Which conditions of a view hold for a ticket; raises NotFound and Forbidden.

    `found` is the value that a condition was tested on.
    """
    view = queries.find(ctx, view_id)
    ticket = ticket_queries.find(ctx, ticket_id)
    conditions, facts = Conditions.of_stored(view.conditions), _facts(ctx, ticket)
    tested = [
        _tested(ctx, place, index, condition, facts)
        for place, index, condition in conditions.placed()
    ]
    some = [each["holds"] for each in tested if each["place"] == "any"]
    holds = all(each["holds"] for each in tested if each["place"] == "all")
    is_archived = ticket.archived_at is not None
    return {
        "view_id": view.id,
        "ticket_id": ticket.id,
        "matches": holds and (any(some) or not some) and not is_archived,
        # Views leave these tickets out whatever they ask for.
        "archived": is_archived,
        "conditions": tested,
    }


def _tested(
    ctx: Context, place: str, index: int, condition: Condition, facts: Facts
) -> dict[str, Any]:
    (problem,) = validity.problems_of(ctx, [Conditions(all=(condition,))])
    result = {"place": place, "index": index, **condition.shown(), "problem": problem}
    try:
        meaning = meaning_of(condition, ctx.db.cached(load_table), "view", (place, index))
    except RuleError:
        return {**result, "holds": False, "found": None}
    found = meaning.field.source.after()(facts)
    return {**result, "holds": problem is None and test_of(meaning)(facts), "found": found}


def _facts(ctx: Context, ticket: Row[Any]) -> Facts:
    around = Surroundings(ctx, dict(ticket._mapping))
    return facts_of_row(
        ticket,
        ctx.now,
        today(ctx),
        user=around.user,
        organization=around.organization,
        metrics=around.metrics,
        schedule=around.schedule,
        current_user_id=ctx.actor.id,
        current_group_ids=frozenset(ctx.actor.group_ids),
    )
