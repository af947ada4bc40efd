"""What a word is: the one rule by which texts are indexed and questions are asked.

Both databases are given words that are already cut here, so that they find the same.
"""

import unicodedata

__all__ = ["LONGEST_WORD", "words_in"]

# Longer runs of letters are no words of any language; they are cut, in texts and in questions.
LONGEST_WORD = 64

DIACRITICS = range(0x0300, 0x0370)
# Scripts written without blanks: each character is a word, and a word of the query a phrase.
UNSPACED = (
    range(0x0E00, 0x0F00),
    range(0x1000, 0x10A0),
    range(0x1780, 0x1800),
    range(0x3040, 0x3100),
    range(0x31F0, 0x3200),
    range(0x3400, 0x4DC0),
    range(0x4E00, 0xA000),
    range(0xF900, 0xFB00),
    range(0x20000, 0x323B0),
)


class _Folding(dict[int, str]):
    """What each character becomes: itself without case and accents, or a blank."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _folded(chr(code))
        return folded


def words_in(text: str) -> list[str]:
    """The words of a text in their order: lower case, without accents, split at punctuation."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return [word[:LONGEST_WORD] for word in text.translate(FOLDING).split()]


def _folded(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character.casefold())
    kept = "".join(part for part in plain if ord(part) not in DIACRITICS)
    return "".join(_part(part) for part in unicodedata.normalize("NFC", kept.casefold()))


def _part(part: str) -> str:
    if unicodedata.category(part)[0] not in "LNM":
        return " " if ord(part) not in DIACRITICS else ""
    if any(ord(part) in script for script in UNSPACED):
        return f" {part} "
    return part


FOLDING = _Folding()
