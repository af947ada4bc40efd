"""Titles and labels with dynamic content in them, in a caller's language."""

from ombud.families.accounts import account
from ombud.families.dynamic_content_items import content
from ombud.families.dynamic_content_items.content import Content
from ombud.families.locales import catalogue, choosing
from ombud.templating import render_title
from ombud.wire.context import Context

__all__ = ["Titles", "shown_title"]


class Titles:
    """Shows the titles of many records; the texts are read when a title first needs them."""

    def __init__(self, ctx: Context, locale: str | None = None) -> None:
        """`locale` is the code of a language; the caller's own where there is none."""
        self._ctx, self._locale = ctx, locale
        self._content: Content | None = None

    def shown(self, raw: str) -> str:
        """The title; placeholders of anything but dynamic content stay as they are."""
        if "{{" not in raw:
            return raw
        if self._content is None:
            self._content = self._ctx.db.cached(content.load)
        if self._locale is None:
            self._locale = _language(self._ctx)
        return render_title(raw, self._locale, self._content)


def shown_title(ctx: Context, raw: str) -> str:
    """One title in the caller's language; who shows many makes `Titles`."""
    return Titles(ctx).shown(raw)


def _language(ctx: Context) -> str:
    if ctx.actor.id is None:
        return catalogue.code_of(ctx.db.cached(account.load).locale_id)
    return choosing.current(ctx).code
