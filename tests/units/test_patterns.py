"""Customers' regular expressions: the same answers as Python's, in time that stays small."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ombud.values.patterns import Pattern

PATTERNS = [
    r"^\d{3}-\d{4}$",
    "(a|b)*c",
    "a+?b{2,3}",
    r"\b((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|\d)\b",
    r"^(?!000|666)[0-8]\d{2}$",
    "(?<=a)b+",
    "(?<!a)b",
    "[^abc-]+$",
    "(?i)hello",
    "(?i)[^a-h]+$",
    "(?i:[^h])l",
    "(?=.*a)(?=.*b)",
    "x|",
    "^$",
    "(ab){2}|c",
    "(?s)a.c",
    "a.c",
    "a?a?a?aaa",
    "(?:a*)*b",
    r"\Aab|\Bc",
    r"\W\s\S\D",
]


@pytest.mark.parametrize("pattern", PATTERNS)
@given(text=some.text(alphabet="abcx012-.\n HELohel5", max_size=12))
def test_finds_what_python_finds(pattern: str, text: str) -> None:
    wanted = re.search(pattern, text, re.MULTILINE | re.ASCII) is not None
    # In Ruby, as here, `$` stands before a line's end but not before the text's last line break.
    assert Pattern(pattern).finds(text) == wanted


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a+)+$", "a" * 254 + "b"),
        ("^(a|a)*$", "a" * 254 + "b"),
        ("^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 255),
        ("(.*)*" * 20 + "x", "y" * 255),
        ("(?=(a*){9}b)" * 3, "a" * 255),
    ],
)
def test_never_takes_long(pattern: str, text: str) -> None:
    started = time.monotonic()
    assert not Pattern(pattern).finds(text)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "pattern",
    ["(", "*", r"(a)\1", "(?P<a>x)(?P=a)", "[[a]]", "a{1000}b{1000}", "(){100000}", "x" * 1001],
)
def test_refuses(pattern: str) -> None:
    with pytest.raises(ValueError):
        Pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"\A\h+\z", "beef", True),
        (r"\A\h+\z", "beeg", False),
        ("[[:digit:]]{2}", "a12", True),
        ("(?<year>[0-9]{4})", "2026", True),
        ("^b$", "a\nb", True),
        ("a", "x" * 255 + "a", False),
    ],
)
def test_reads_ruby(pattern: str, text: str, *, found: bool) -> None:
    assert Pattern(pattern).finds(text) is found
