"""The fixed words of mails, in each of the languages that they are in."""

import functools
import tomllib
from importlib import resources

import msgspec

from ombud.families.locales import catalogue

__all__ = ["LANGUAGES", "Wording", "Words", "words_in", "words_of"]

# Each is a file of `languages`; the first is for everybody else.
LANGUAGES = ("en-US", "de", "es", "fr", "ja", "pt-BR")


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A notice with its places to fill, in braces; `link` and `after` are empty for none."""

    subject: str
    lines: tuple[str, ...]
    link: str
    after: str


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of them in one language: what stands around mails, and the notices by their purposes."""

    delimiter: str
    footer: str
    welcome: Wording
    verify: Wording
    sign_up: Wording
    password: Wording
    user_request: Wording
    view_export: Wording
    forwarding: Wording


def words_of(*locale_ids: int | None) -> tuple[str, Words]:
    """Those of the first of these locales that has some, or of its language, with their code."""
    codes = (catalogue.code_of(each) for each in locale_ids if each is not None)
    code = next(filter(None, map(_known, codes)), LANGUAGES[0])
    return code, words_in(code)


@functools.cache
def words_in(code: str) -> Words:
    """Those of one of LANGUAGES."""
    file = resources.files("ombud.families.notices") / "languages" / f"{code}.toml"
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), Words)


def _known(code: str) -> str | None:
    """The code itself, or another country's words in the same language."""
    if code in LANGUAGES:
        return code
    language = code.partition("-")[0]
    return next((each for each in LANGUAGES if each.partition("-")[0] == language), None)
