"""What a statement about many tickets, or a look at one, needs to know of the desk."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, or_

from ombud.db import Transaction
from ombud.families.accounts import account
from ombud.families.conditions.columns import TicketColumns
from ombud.families.conditions.surroundings import Surroundings, day_at
from ombud.families.schedules import hours
from ombud.families.tickets.draft import Draft
from ombud.rules.facts import Facts, Hours
from ombud.tables import tickets
from ombud.wire.context import Context

__all__ = ["columns_at", "facts_at"]


def columns_at(
    db: Transaction,
    now: int,
    *,
    current_user_id: int | None = None,
    current_group_ids: Collection[int] = (),
    joins_metrics: bool = False,
) -> TicketColumns:
    """The columns of tickets for conditions that are asked as if it were `now`."""
    desk = db.cached(account.load)
    return TicketColumns(
        now=now,
        today=day_at(db, now),
        current_user_id=current_user_id,
        current_group_ids=current_group_ids,
        schedules=_schedules(db),
        default_locale_id=desk.locale_id,
        default_time_zone=desk.time_zone,
        joins_metrics=joins_metrics,
    )


def facts_at(ctx: Context, now: int, draft: Draft) -> Facts:
    """A ticket that nobody changes yet, as if it were `now`."""
    around = Surroundings(ctx, draft.after)
    return Facts(
        after=draft.after,
        now=now,
        today=day_at(ctx.db, now),
        user=around.user,
        organization=around.organization,
        metrics=around.metrics,
        schedule=around.schedule,
    )


def _schedules(db: Transaction) -> list[tuple[ColumnElement[bool], Hours]]:
    """Each schedule with its tickets: those of the default one name it, none, or one that is gone."""
    known = db.cached(hours.load)
    found: list[tuple[ColumnElement[bool], Hours]] = []
    for schedule_id, each in known.by_id.items():
        has_it: ColumnElement[bool] = tickets.c.schedule_id == schedule_id
        if each is known.default:
            others = tickets.c.schedule_id.not_in(list(known.by_id))
            has_it = or_(has_it, tickets.c.schedule_id.is_(None), others)
        found.append((has_it, each))
    return found
