"""What a macro says: its comment and its subject, with the placeholders filled in."""

from collections.abc import Iterator, Sequence
from typing import Any

from ombud.families.account_settings import settings
from ombud.families.placeholders.rendering import Placeholders
from ombud.families.ticket_comments.rendering import from_html
from ombud.rules.actions import Action
from ombud.wire.context import Context

__all__ = ["SPOKEN", "comment_of", "subject_of"]

# Actions that only agents carry out, by sending what is shown to them.
SPOKEN = frozenset({"subject", "comment_value", "comment_value_html", "comment_mode_is_public"})
EVERY_CHANNEL = "channel:all"


def comment_of(
    ctx: Context, actions: Sequence[Action], placeholders: Placeholders
) -> dict[str, Any] | None:
    """The comment to write, as text and, where the macro has any, as HTML; None without one."""
    public = _is_public(ctx, actions)
    texts = _said(actions, "comment_value", placeholders, public=public)
    markup = _said(actions, "comment_value_html", placeholders, public=public)
    if not texts and not markup:
        mode = any(action.field == "comment_mode_is_public" for action in actions)
        return {"public": public} if mode else None
    comment: dict[str, Any] = {"public": public}
    if markup:
        comment["html_body"] = "\n".join(html for _, html in markup)
        texts = texts or [(channel, from_html(html).plain_body) for channel, html in markup]
    everywhere = [text for channel, text in texts if channel == EVERY_CHANNEL]
    comment["body"] = "\n".join(everywhere or [text for _, text in texts])
    comment["scoped_body"] = [list(each) for each in texts]
    return comment


def subject_of(actions: Sequence[Action], placeholders: Placeholders) -> str | None:
    """The subject that the macro sets; None without one."""
    found = [action.value for action in actions if action.field == "subject"]
    return placeholders.subject(_text(found[-1]), None).text if found else None


def _said(
    actions: Sequence[Action], field: str, placeholders: Placeholders, *, public: bool
) -> list[tuple[str, str]]:
    """Channels and what is said there."""
    html = field == "comment_value_html"
    return [
        (channel, placeholders.comment(template, html=html, public=public).text)
        for channel, template in _scoped(actions, field)
    ]


def _scoped(actions: Sequence[Action], field: str) -> Iterator[tuple[str, str]]:
    for action in actions:
        if action.field == field:
            value = action.value
            is_scoped = isinstance(value, list) and len(value) > 1
            yield (str(value[0]) if is_scoped else EVERY_CHANNEL), _text(value)


def _text(value: Any) -> str:
    return str(value[-1]) if isinstance(value, list) else str(value)


def _is_public(ctx: Context, actions: Sequence[Action]) -> bool:
    if ctx.actor.only_private_comments:
        return False
    for action in reversed(actions):
        if action.field == "comment_mode_is_public":
            return _text(action.value).lower() in {"true", "1"}
    return ctx.db.cached(settings.load).flag("tickets.comments_public_by_default")
