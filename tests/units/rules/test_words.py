"""Words and case: what Python folds is what the patterns of the databases name."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.rules.text import WORDS, fold, words_in


def test_folding_keeps_places_and_what_is_a_letter() -> None:
    """The databases look at unfolded texts, so folding must change neither."""
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        folded = fold(character)
        assert len(folded) == 1
        assert fold(folded) == folded
        assert bool(WORDS.match(character)) == bool(WORDS.match(folded)), hex(code)


@given(st.text(max_size=20), st.text(max_size=20))
def test_folding_is_done_character_by_character(one: str, other: str) -> None:
    assert fold(one + other) == fold(one) + fold(other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The printer's on FIRE!", ["the", "printer", "s", "on", "fire"]),
        ("a_b c-d 50%", ["a", "b", "c", "d", "50"]),
        ("Счёт ÜBER straße", ["счёт", "über", "straße"]),
        ("…—  ", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_in(text) == words
