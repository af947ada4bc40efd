"""Which languages a caller may choose from, and which one suits them best."""

from collections.abc import Sequence

from ombud.families.accounts import account
from ombud.families.locales.catalogue import LOCALES, Locale, by_code, by_id, offered_ids
from ombud.wire.context import Context
from ombud.wire.errors import NotFound

__all__ = ["best", "current", "find", "offered"]

MOST_WISHES = 50


def offered(ctx: Context) -> list[Locale]:
    """The languages of the account."""
    ids = ctx.db.cached(offered_ids)
    return [locale for locale in LOCALES if locale.id in ids]


def find(text: str) -> Locale:
    """The language of a number or code; raises NotFound."""
    is_number = text.isascii() and text.isdigit()
    found = by_id(int(text[:19])) if is_number else by_code(text)
    if found is None:
        raise NotFound
    return found


def current(ctx: Context) -> Locale:
    """The caller's language, or the account's where the caller has none."""
    own = ctx.actor.locale_id or ctx.db.cached(account.load).locale_id
    return by_id(own) or LOCALES[0]


def best(ctx: Context, codes: Sequence[str]) -> Locale:
    """The first wish of the caller that is among the codes, else the caller's language.

    Without codes the choice is among the languages that the account offers. A wish for a language
    is met by the same language of another country when nothing fits better.
    """
    known = [by_code(code) for code in codes] if codes else offered(ctx)
    choices = [locale for locale in known if locale is not None]
    for wish in _wishes(ctx.request.headers.get("accept-language", "")):
        for locale in choices:
            if locale.code.lower() == wish:
                return locale
        for locale in choices:
            if _language(locale.code) == _language(wish):
                return locale
    own = current(ctx)
    return own if own in choices or not choices else choices[0]


def _wishes(header: str) -> list[str]:
    """The codes of an Accept-Language header, the most wanted first."""
    weighted: list[tuple[float, int, str]] = []
    for place, part in enumerate(header.split(",")[:MOST_WISHES]):
        code, _, parameters = part.partition(";")
        weight = _weight(parameters)
        if code.strip() and weight > 0:
            weighted.append((-weight, place, code.strip().replace("_", "-").lower()))
    return [code for _, _, code in sorted(weighted)]


def _weight(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _language(code: str) -> str:
    return code.lower().partition("-")[0]
