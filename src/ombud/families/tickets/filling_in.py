"""Fills in the placeholders of an agent's comment, which is stored as it reads then."""

from ombud.families.placeholders.rendering import Placeholders
from ombud.families.tickets.commenting import rendered
from ombud.families.tickets.draft import Draft
from ombud.wire.context import Context

__all__ = ["fill_in"]


def fill_in(ctx: Context, draft: Draft) -> None:
    """Give the comment its words; what is no template, or would say nothing, stays as typed.

    Raises Invalid when the words become too long.
    """
    comment = draft.comment
    if comment is None or comment.template is None:
        return
    template = comment.template
    placeholders = Placeholders(ctx, draft, with_comment=False)
    filled = placeholders.comment(
        template.source, html=template.is_html, public=comment.public
    ).text
    words = rendered(ctx, filled, is_html=template.is_html)
    if not words.body:
        return
    comment.rendered = words
    if draft.is_new:
        draft.after["description"] = words.body
