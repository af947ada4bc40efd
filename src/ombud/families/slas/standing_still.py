"""The clocks of a ticket that is deleted stand still until it is restored."""

from ombud.families.schedules import hours
from ombud.families.slas.keeping import keep, read
from ombud.rules.sla.halting import halt, resume
from ombud.wire.context import Context

__all__ = ["halt_clocks", "resume_clocks"]


def halt_clocks(ctx: Context, ticket_id: int, schedule_id: int | None) -> None:
    """Let them stand; targets that were missed until now are told of."""
    state = read(ctx, ticket_id)
    if state is not None:
        schedule = ctx.db.cached(hours.load).schedule_of(schedule_id)
        keep(ctx, ticket_id, *halt(state, ctx.now, schedule))


def resume_clocks(ctx: Context, ticket_id: int, schedule_id: int | None) -> None:
    """Let them run on."""
    state = read(ctx, ticket_id)
    if state is not None:
        schedule = ctx.db.cached(hours.load).schedule_of(schedule_id)
        keep(ctx, ticket_id, resume(state, ctx.now, schedule))
