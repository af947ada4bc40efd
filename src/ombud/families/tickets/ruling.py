"""The run of triggers at one update of a ticket, and what is kept to explain it.

From the top; what changes the ticket begins the scan anew; each fires at most once.
"""

from ombud.families.conditions.surroundings import Surroundings, today
from ombud.families.rule_usages.counting import count_firings
from ombud.families.tickets import rulings
from ombud.families.tickets.draft import Draft
from ombud.families.tickets.effects import apply
from ombud.families.tickets.events import change_events
from ombud.families.tickets.rulings import Run
from ombud.families.triggers import in_force
from ombud.rules import vias
from ombud.rules.facts import Facts, NewComment, Update
from ombud.wire.context import Context

__all__ = ["Run", "keep", "run_triggers"]


def run_triggers(ctx: Context, draft: Draft) -> Run | None:
    """Run the triggers on a draft that is settled; None where there is nothing to run."""
    triggers = ctx.db.cached(in_force.load)
    if not triggers:
        return None
    draft.told = change_events(draft)
    if not draft.told and draft.comment is None:
        # Zendesk: empty-updates (docs/quirks.md#empty-updates)
        return None
    around = Surroundings(ctx, draft.after)
    facts, run = _facts(ctx, draft, around), Run(triggers)
    while _scan(ctx, draft, facts, around, run):
        pass
    # Nothing has changed since the last look at each trigger.
    run.surprises = triggers.rules.questions.surprises(facts)
    return run


def keep(ctx: Context, draft: Draft, run: Run | None, audit_id: int | None) -> None:
    """Count the firings and keep what explains them, once the audit is written."""
    if run is None or audit_id is None:
        return
    rulings.keep(ctx, draft.id, audit_id, run)
    if run.fired:
        entries = run.triggers.rules.entries
        count_firings(ctx.db, [entries[place].rule.source.id for place in run.fired], ctx.now)


def _scan(ctx: Context, draft: Draft, facts: Facts, around: Surroundings, run: Run) -> bool:
    """Look at the triggers from the top; whether one changed the ticket, which ends the scan."""
    run.failed.clear()
    for entry in run.triggers.rules.candidates(facts):
        place = entry.position
        if place in run.fired:
            continue
        failed = entry.check.failure(facts)
        if failed is not None:
            run.failed[place] = failed
            continue
        run.fired[place] = None
        changed = apply(ctx, draft, entry.rule.actions, entry.rule.source)
        if entry.rule.changes_records:
            around.forget()
        if changed:
            return True
    return False


def _facts(ctx: Context, draft: Draft, around: Surroundings) -> Facts:
    actor = ctx.actor
    is_somebody = actor.id is not None and actor.id > 0
    return Facts(
        after=draft.after,
        now=ctx.now,
        today=today(ctx),
        before=draft.before,
        update=Update(
            draft.is_new, vias.number_of(draft.via.channel, draft.via.source), _comment(draft)
        ),
        current_user_id=actor.id if is_somebody else None,
        current_user_role=actor.role if is_somebody else None,
        user=around.user,
        organization=around.organization,
        metrics=around.metrics,
        schedule=around.schedule,
    )


def _comment(draft: Draft) -> NewComment | None:
    said = draft.comment
    if said is None:
        return None
    return NewComment(said.rendered.plain_body, said.public, bool(said.uploads))
