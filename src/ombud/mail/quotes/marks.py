"""Lines that tell that what follows is the mail of somebody else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ombud.mail.quotes.vocabulary import (
    FIELDS,
    FORWARDED,
    ORIGINAL,
    PREFIXES_OF_FORWARDS,
    SENT_FROM,
    SENT_FROM_AT_LENGTH,
    WROTE,
)

__all__ = [
    "Block",
    "begins_block",
    "header_block",
    "introduces",
    "is_delimiter",
    "is_forward_mark",
    "is_forward_subject",
    "is_original_mark",
    "is_sent_from",
    "unmarked",
]

QUOTING = re.compile(r"[>\s|]{1,200}")
LABELLED = re.compile(
    r"[*_\s]{0,6}([^:：]{1,30}?)[*_\s]{0,6}[:：][*_]{0,3}[ \t\u3000]{0,10}(.*)", re.DOTALL
)
# The line of a desk's own mail above which answers are written, in any language.
DELIMITER = re.compile(r"##-.{1,200}-##")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
SAYS_WHEN = re.compile(rf"{YEAR.pattern}|[0-9]{{1,2}}[:.h][0-9]{{2}}")
ADDRESS_AT_END = re.compile(r"@[^@\s]{1,255}>?\)?\s?[:：]$")
DASHES = "-_–—=*> \t:：.[]|"
LONGEST_INTRODUCTION = 400
LONGEST_SENT_FROM = 56
# How many lines a block of headers may have, and how many a header may go on for.
LONGEST_BLOCK = 16
LONGEST_GOING_ON = 2


@dataclass(frozen=True, slots=True)
class Block:
    """The headers of a mail as a program writes them into a text: values by field."""

    start: int
    end: int
    values: dict[str, str]


def unmarked(line: str) -> str:
    """A line without the marks of quoting before it."""
    found = QUOTING.match(line)
    return line[found.end() :].rstrip() if found else line.rstrip()


def is_delimiter(line: str) -> bool:
    """Whether it is the line above which people are asked to answer."""
    return "##-" in line and DELIMITER.search(line[:1_000]) is not None


def is_forward_mark(line: str) -> bool:
    """Whether a mail that was passed on begins here."""
    return _is_mark(line, FORWARDED)


def is_original_mark(line: str) -> bool:
    """Whether the mail that is answered begins here."""
    return _is_mark(line, ORIGINAL)


def is_forward_subject(subject: str) -> bool:
    """Whether the subject is that of a mail that was passed on, and not of an answer to one."""
    prefix, colon, _ = subject.strip().replace("：", ":").partition(":")
    return bool(colon) and prefix.strip(" [").casefold() in PREFIXES_OF_FORWARDS


def is_sent_from(line: str) -> bool:
    """Whether a telephone wrote this line."""
    line = line.strip().casefold()
    if len(line) <= LONGEST_SENT_FROM and line.startswith(SENT_FROM):
        return True
    return len(line) <= 2 * LONGEST_SENT_FROM and line.startswith(SENT_FROM_AT_LENGTH)


def introduces(text: str, *, quote_follows: bool) -> bool:
    """Whether the text says who wrote what follows; less is enough where a quote follows."""
    text = " ".join(text[: LONGEST_INTRODUCTION + 1].split())
    if len(text) > LONGEST_INTRODUCTION or not text.endswith((":", "：")):
        return False
    says_who = any(verb in text.casefold() for verb in WROTE)
    has_address = ADDRESS_AT_END.search(text) is not None
    if quote_follows:
        return says_who or has_address or SAYS_WHEN.search(text) is not None
    if YEAR.search(text) is not None:
        return says_who or has_address
    return says_who and "@" in text


def begins_block(line: str) -> bool:
    """Whether the line says from whom a mail is, as the first of its headers."""
    return _labelled(line)[0] == "from"


def header_block(lines: Sequence[str], start: int) -> Block | None:
    """The block of headers that begins at a line: who wrote, and two of when, to whom, what."""
    last, value = _labelled(lines[start])
    if not last:
        return None
    values = {last: value}
    end = start + 1
    is_spaced = end < len(lines) and not unmarked(lines[end])
    going_on: list[str] = []
    for position in range(end, min(len(lines), start + LONGEST_BLOCK)):
        line = unmarked(lines[position])
        field, value = _labelled(line)
        if field in values or (not line and not is_spaced):
            break
        if field:
            values[last] = " ".join([values[last], *going_on]).strip()
            values[field], last, end, going_on = value, field, position + 1, []
        elif line:
            going_on.append(line)
            if len(going_on) > LONGEST_GOING_ON or (last == "subject" and values[last]):
                break
    if not values[last] and going_on:
        # The value stands in the line below its label.
        values[last] = going_on[0]
        end = next(n for n in range(end, len(lines)) if unmarked(lines[n])) + 1
    known = {"date", "to", "subject"} & values.keys()
    return Block(start, end, values) if len(known) >= 2 and "from" in values else None


def _labelled(line: str) -> tuple[str, str]:
    found = LABELLED.fullmatch(unmarked(line)[:2_000])
    if found is None:
        return "", ""
    field = FIELDS.get(found[1].strip("* _").replace("\xa0", " ").casefold(), "")
    return field, found[2].strip("* ")


def _is_mark(line: str, marks: frozenset[str]) -> bool:
    if len(line) > 120:
        return False
    line = unmarked(line)
    words = line.strip(DASHES).replace("’", "'").casefold()
    # Such words also stand alone in what people write; programs put dashes or a colon there.
    return words in marks and words != line.strip().casefold()
