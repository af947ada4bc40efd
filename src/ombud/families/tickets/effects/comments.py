"""Comments that a trigger writes on the ticket."""

from collections.abc import Callable, Mapping
from typing import Any

from ombud.families.account_settings import settings
from ombud.families.accounts import account
from ombud.families.placeholders.rendering import Placeholders
from ombud.families.ticket_comments.rendering import LONGEST, from_markdown, from_text
from ombud.families.tickets.draft import NewComment
from ombud.families.tickets.effects.failing import unprinted
from ombud.families.tickets.effects.firing import Firing

__all__ = ["EFFECTS"]


def reply_publicly(firing: Firing, template: str | None) -> None:
    """A comment that the requester can read."""
    _reply(firing, template or "", public=True)


def reply_internally(firing: Firing, template: str | None) -> None:
    """A comment for agents."""
    _reply(firing, template or "", public=False)


def _reply(firing: Firing, template: str, *, public: bool) -> None:
    ctx, draft = firing.ctx, firing.draft
    words = Placeholders(ctx, draft).comment(template, html=False, public=public)
    text = words.text
    if words.problem is not None:
        firing.fail(unprinted("The reply", words.problem))
    if not text.strip() or len(text.encode()) > LONGEST:
        return
    uses_markdown = ctx.db.cached(settings.load).flag("tickets.markdown_ticket_comments")
    rendered = (from_markdown if uses_markdown else from_text)(text)
    comment = NewComment(rendered, [], public, _author(firing), by_agent=True)
    draft.replies.append((comment, firing.tell({"type": "Comment"})))
    firing.after["comment_count"] += 1
    if public:
        firing.after["is_public"] = True


def _author(firing: Firing) -> int:
    """An agent: who updates, or else the assignee, or else the owner of the account.

    # Zendesk: authors-of-replies (docs/quirks.md#authors-of-replies)
    """
    agents = firing.draft.desk.agents
    for user_id in (firing.current_user_id, firing.after["assignee_id"]):
        if user_id in agents:
            return int(user_id or 0)
    return firing.ctx.db.cached(account.load).owner_id or int(firing.after["submitter_id"])


EFFECTS: Mapping[str, Callable[[Firing, Any], None]] = {
    "reply_public": reply_publicly,
    "reply_internal": reply_internally,
}
