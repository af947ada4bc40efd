"""What a word is and what case matters not, the same in Python, SQLite and PostgreSQL.

The databases fold only ASCII, or as their locale has it, so patterns name every form of a letter.
"""

import functools
import re
from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

__all__ = ["begins", "equals", "fold", "has_word", "holds_phrase", "words_in"]

# Letters and digits: plain ranges of code points, because both databases understand only those.
WORD = "0-9A-Za-zªµºÀ-ÖØ-öø-\u1fff\u2126\u212a\u212b\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff\ufe70-\ufefc\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc\U00010000-\U0010ffff"
WORDS = re.compile(f"[{WORD}]+")
# Behind the last letter that has two forms.
LAST_CASED = 0x1E944
GLOB_SPECIAL = frozenset("*?[")
REGEX_SPECIAL = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


class _Folds(dict[int, str]):
    """What each character becomes: one character again, so that lengths stay."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _folded(chr(code))
        return folded


# Zendesk: text-case (docs/quirks.md#text-case)
FOLDS = _Folds()


def fold(text: str) -> str:
    """The text without regard to case."""
    return text.lower() if text.isascii() else text.translate(FOLDS)


def words_in(text: str) -> list[str]:
    """The words of a text in their order, without regard to case."""
    return WORDS.findall(fold(text))


def equals(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether the column is this text, in any case."""
    return _Like(column, literal(_glob(text)), literal(f"^{_regex(text)}$"))


def begins(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether the column begins with this text, in any case."""
    return _Like(column, literal(f"{_glob(text)}*"), literal(f"^{_regex(text)}"))


def holds_phrase(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether the text stands somewhere in the column, in any case."""
    return _Like(column, literal(f"*{_glob(text)}*"), literal(_regex(text)))


def has_word(column: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    """Whether the column has this word, in any case, with no letter or digit next to it."""
    glob = f"*[^{WORD}]{_glob(word)}[^{WORD}]*"
    regex = f"(^|[^{WORD}]){_regex(word)}([^{WORD}]|$)"
    # A glob cannot say "or the end", so the text gets a blank at each.
    return _Like(literal(" ").concat(column).concat(" "), literal(glob), literal(regex))


class _Like(FunctionElement[bool]):
    """A column, a pattern for SQLite and one for PostgreSQL, of which each takes its own."""

    name = "text_like"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> "_Like":
        """Itself: a comparison needs no parentheses."""
        del against
        return self


@compiles(_Like, "sqlite")
def _sqlite(element: _Like, compiler: SQLCompiler, **given: Any) -> str:
    column, glob, _ = element.clauses
    return f"({compiler.process(column, **given)} GLOB {compiler.process(glob, **given)})"


@compiles(_Like, "postgresql")
def _postgresql(element: _Like, compiler: SQLCompiler, **given: Any) -> str:
    column, _, regex = element.clauses
    written, pattern = compiler.process(column, **given), compiler.process(regex, **given)
    # The order of code points, in which ranges are meant.
    return f'(({written}) COLLATE "C" ~ {pattern})'


def _glob(text: str) -> str:
    return "".join(f"[{one}]" if one in GLOB_SPECIAL else _forms(one) for one in text)


def _regex(text: str) -> str:
    return "".join(f"\\{one}" if one in REGEX_SPECIAL else _forms(one) for one in text)


def _forms(character: str) -> str:
    """The character in each of its forms, as one place of a pattern."""
    forms = _same_folded().get(_folded(character), character)
    return f"[{forms}]" if len(forms) > 1 else character


@functools.cache
def _same_folded() -> dict[str, str]:
    """Every letter with more than one form: folded, and all its forms in a row."""
    found: dict[str, str] = {}
    for character in map(chr, range(LAST_CASED)):
        # Most characters have one form, which is told sooner than what it is.
        if character.lower() == character == character.casefold():
            continue
        folded = _folded(character)
        if folded != character:
            found[folded] = found.get(folded, folded) + character
    return found


def _folded(character: str) -> str:
    forms = (character.casefold(), character.lower(), character)
    return next(form for form in forms if len(form) == 1)
