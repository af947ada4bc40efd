"""A change of a ticket as its clocks see it, and as its metrics do."""

from ombud.families.slas.policies import Matched
from ombud.families.tickets.draft import Draft
from ombud.rules.business_time import Schedule
from ombud.rules.sla import metric_set
from ombud.rules.sla.moments import Author, Comment, Moment

__all__ = ["metric_moment", "moment_of"]


def moment_of(
    draft: Draft, now: int, schedule: Schedule | None, matched: Matched = (None, None)
) -> Moment:
    """The change as the clocks see it."""
    before, after = draft.before, draft.after
    return Moment(
        now=now,
        status=after["status"],
        status_before=before.get("status"),
        group_id=after["group_id"],
        group_id_before=before.get("group_id"),
        comment=_comment(draft),
        requester_is_agent=after["requester_id"] in draft.desk.agents,
        schedule=schedule,
        policy=matched[0],
        group_policy=matched[1],
    )


def metric_moment(draft: Draft, now: int, schedule: Schedule | None) -> metric_set.Moment:
    """The change as the metrics see it."""
    comment = draft.comment
    return metric_set.Moment(
        now=now,
        created_at=draft.after["created_at"],
        before=draft.before,
        after=draft.after,
        actor_id=comment.author_id if comment else draft.author_id,
        has_comment=comment is not None,
        is_public_agent_comment=comment is not None and comment.public and comment.by_agent,
        schedule=schedule,
    )


def _comment(draft: Draft) -> Comment | None:
    said = draft.comment
    if said is None or said.author_id < 0:
        # What the desk itself says is no comment in this sense.
        return None
    author: Author = "end_user"
    if said.by_agent:
        agent = draft.desk.agents.get(said.author_id)
        author = "light_agent" if agent is not None and agent.is_light else "agent"
    by_requester = said.author_id == draft.after["requester_id"]
    return Comment(author, said.public, by_requester=by_requester)
