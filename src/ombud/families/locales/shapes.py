"""The locale object and how a language of the catalogue becomes one."""

from collections.abc import Sequence
from typing import ClassVar

import msgspec

from ombud.families.accounts import account
from ombud.families.locales.catalogue import Locale as Language
from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.context import Context

__all__ = ["BestLocaleQuery", "Locale", "show"]

# Sunday, 1 February 2026: when the catalogue got its present form.
CATALOGUED = 1_769_904_000


class Locale(Shape):
    """A language as every caller sees it."""

    root: ClassVar[str] = "locale"
    roots: ClassVar[str] = "locales"

    url: str
    id: int
    locale: str
    name: str
    native_name: str
    presentation_name: str
    rtl: bool
    created_at: str
    updated_at: str
    default: bool


class BestLocaleQuery(msgspec.Struct):
    """Codes of the languages to choose from."""

    available_locales: list[str] = []


def show(ctx: Context, languages: Sequence[Language]) -> list[Locale]:
    """These languages; the account's own is the default one."""
    own_id = ctx.db.cached(account.load).locale_id
    return [
        Locale(
            url=ctx.links.api(f"/locales/{language.code}"),
            id=language.id,
            locale=language.code,
            name=language.name,
            native_name=language.native_name,
            presentation_name=f"{language.name} / {language.native_name}",
            rtl=language.rtl,
            created_at=iso(CATALOGUED),
            updated_at=iso(CATALOGUED),
            default=language.id == own_id,
        )
        for language in languages
    ]
