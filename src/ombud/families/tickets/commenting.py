"""The comment of a change: its words, its author and who may read it."""

from collections.abc import Callable

from ombud.families.account_settings import settings
from ombud.families.ticket_comments.rendering import (
    LONGEST,
    Rendered,
    from_html,
    from_markdown,
    from_text,
)
from ombud.families.tickets import people_queries
from ombud.families.tickets.changes import CommentChange, TicketChange
from ombud.families.tickets.draft import CommentTemplate, Draft, NewComment
from ombud.templating.parsing import has_placeholders
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["NO_DESCRIPTION", "apply_comment", "content_of", "put_comment", "rendered"]

NO_DESCRIPTION = Invalid.one("base", "Description: cannot be blank", "BlankValue")


def apply_comment(ctx: Context, draft: Draft, change: TicketChange) -> None:
    """Put the change's comment on the draft; a new ticket must have one."""
    written = _written(draft, change)
    content = None if written is None else content_of(ctx, written)
    if written is None or content is None:
        if draft.is_new:
            raise Invalid(NO_DESCRIPTION.details)
        return
    author_id = _author(ctx, draft, written)
    by_agent = author_id in draft.desk.agents
    public = _is_public(ctx, draft, written, author_id, by_agent=by_agent)
    comment = NewComment(*content, public, author_id, by_agent)
    if by_agent and ctx.actor.is_agent and _may_be_template(draft, change):
        comment.template = _template(written)
    put_comment(draft, comment)


def content_of(ctx: Context, written: CommentChange) -> tuple[Rendered, list[str]] | None:
    """The words, rendered, and the upload tokens; None when there are neither."""
    rendered, uploads = _rendered(ctx, written), _uploads(written)
    return (rendered, uploads) if rendered.body or uploads else None


def put_comment(draft: Draft, comment: NewComment) -> None:
    """Make it the comment of the draft, with all that follows for the ticket."""
    draft.comment = comment
    after = draft.after
    after["comment_count"] += 1
    if draft.is_new:
        after["description"] = comment.rendered.body
        after["is_public"] = after["first_comment_public"] = comment.public
    elif comment.public:
        after["is_public"] = True


def rendered(ctx: Context, source: str, *, is_html: bool) -> Rendered:
    """The three forms of a source; raises Invalid for one that is too long."""
    if len(source.encode()) > LONGEST:
        raise Invalid.one(
            "base", f"Comment: is too long (maximum is {LONGEST} bytes)", "ValueTooLong"
        )
    return _renderer(ctx, is_html=is_html)(source)


def _written(draft: Draft, change: TicketChange) -> CommentChange | None:
    comment = change.comment
    if isinstance(comment, str):
        return CommentChange(body=comment)
    if isinstance(comment, CommentChange):
        return comment
    if draft.is_new and change.description is not UNSET and change.description is not None:
        return CommentChange(body=change.description)
    return None


def _rendered(ctx: Context, written: CommentChange) -> Rendered:
    source, is_html = _source(written)
    return rendered(ctx, source, is_html=is_html)


def _source(written: CommentChange) -> tuple[str, bool]:
    """What counts of a comment that may be written twice, and whether it is HTML."""
    html = written.html_body
    if isinstance(html, str) and html.strip():
        return html, True
    return text_of(written.body) or "", False


def _may_be_template(draft: Draft, change: TicketChange) -> bool:
    """Not what merging and mail quote of customers, nor what a macro has filled in before."""
    quotes = draft.via.source.get("rel") == "merge" or draft.via.channel == "email"
    return not (quotes or change.macro_ids or change.macro_id)


def _template(written: CommentChange) -> CommentTemplate | None:
    """What an agent wrote, if there are placeholders in it.

    # Zendesk: placeholders-in-comments (docs/quirks.md#placeholders-in-comments)
    """
    source, is_html = _source(written)
    return CommentTemplate(source, is_html) if has_placeholders(source) else None


def _renderer(ctx: Context, *, is_html: bool) -> Callable[[str], Rendered]:
    if is_html:
        return from_html
    uses_markdown = ctx.db.cached(settings.load).flag("tickets.markdown_ticket_comments")
    return from_markdown if uses_markdown else from_text


def _uploads(written: CommentChange) -> list[str]:
    tokens = written.uploads
    if isinstance(tokens, str):
        return [tokens]
    return list(tokens) if isinstance(tokens, list) else []


def _author(ctx: Context, draft: Draft, written: CommentChange) -> int:
    if isinstance(written.author_id, int) and ctx.actor.is_agent:
        if people_queries.person(ctx, written.author_id) is None:
            raise Invalid.one("author_id", f"Author: {written.author_id} is not valid")
        return written.author_id
    if draft.is_new or (ctx.actor.id or 0) <= 0:
        return int(draft.after["submitter_id"])
    return ctx.actor.id or 0


def _is_public(
    ctx: Context, draft: Draft, written: CommentChange, author_id: int, *, by_agent: bool
) -> bool:
    if ctx.actor.is_agent and ctx.actor.only_private_comments:
        # Whoever they write for.
        return False
    if not by_agent:
        # What a customer writes is read by everybody on the ticket, unless an agent hides it.
        return written.public is not False if ctx.actor.is_agent else True
    author = draft.desk.agents[author_id]
    if author.is_light:
        return False
    if isinstance(written.public, bool):
        return written.public
    if draft.is_new:
        return ctx.db.cached(settings.load).flag("tickets.comments_public_by_default")
    return bool(draft.after["first_comment_public"])
