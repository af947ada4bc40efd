"""Problems and their incidents: counting them, and solving them together."""

from collections.abc import Iterator

from sqlalchemy import func, select, update

from ombud.families.tickets.changes import CommentChange, TicketChange
from ombud.families.tickets.draft import Draft
from ombud.families.tickets.via import Via
from ombud.tables import tickets
from ombud.values.choices import UNSOLVED
from ombud.wire.changes import UNSET
from ombud.wire.context import Context

__all__ = ["recount", "to_solve"]

# A placeholder that is meant for the incidents, not for the problem.
ESCAPED = "\\{{"


def recount(ctx: Context, draft: Draft) -> None:
    """Bring the number of incidents of the problems concerned up to date."""
    if not draft.changed("problem_id"):
        return
    linked = tickets.alias()
    for problem_id in {draft.before.get("problem_id"), draft.after["problem_id"]} - {None}:
        count = select(func.count()).where(
            linked.c.problem_id == problem_id, linked.c.deleted_at.is_(None)
        )
        ctx.db.run(
            update(tickets)
            .where(tickets.c.id == problem_id)
            .values(incident_count=count.scalar_subquery(), generated_at=ctx.now)
        )


def to_solve(ctx: Context, draft: Draft) -> Iterator[tuple[int, TicketChange, Via]]:
    """The changes that solve the unsolved incidents of a problem that was just solved."""
    if draft.after["type"] != "problem" or not draft.changed("status"):
        return
    if draft.after["status"] != "solved":
        return
    origin = {"ticket_id": draft.id, "subject": draft.after["raw_subject"]}
    via = Via("system", {"from": origin, "to": {}, "rel": "problem"})
    unsolved = select(tickets.c.id).where(
        tickets.c.problem_id == draft.id,
        tickets.c.deleted_at.is_(None),
        tickets.c.status.in_(UNSOLVED),
    )
    for ticket_id in ctx.db.values(unsolved.order_by(tickets.c.id)):
        yield ticket_id, TicketChange(status="solved", comment=_copied(draft)), via


def _copied(draft: Draft) -> CommentChange:
    comment = draft.comment
    if comment is None:
        return CommentChange()
    words = comment.rendered.html_body
    if comment.template is None or ESCAPED not in comment.template.source:
        # What the problem's placeholders have printed is no template for the incidents.
        words = words.replace("{{", "&#123;{").replace("{%", "&#123;%")
    return CommentChange(
        html_body=words,
        public=comment.public,
        author_id=comment.author_id if comment.author_id > 0 else UNSET,
    )
