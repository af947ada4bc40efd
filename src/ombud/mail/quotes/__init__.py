"""Cutting off what a mail answers, and signatures; answers between quotes stay."""

import re

from ombud.mail.quotes.cutting import without
from ombud.mail.quotes.deciding import is_forward, kept
from ombud.mail.quotes.lines import lines_of_page, lines_of_text, tokens_of
from ombud.mail.quotes.marks import is_forward_subject

__all__ = ["new_page", "new_text", "unsigned"]

SIGNED = re.compile(
    r"^-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Za-z-]{1,40}:[^\n]{0,200}\n){0,10}\n", re.MULTILINE
)
SIGNATURE = "\n-----BEGIN PGP SIGNATURE-----"


def new_text(text: str, subject: str = "") -> str:
    """The text without what it answers; all of it where nothing else is there.

    A mail that passes another one on keeps it: that is what it wants to say.
    """
    lines = lines_of_text(text)
    if is_forward_subject(subject) or is_forward(lines):
        return text.strip()
    stays = kept(lines)
    return "\n".join(line.text for line, keep in zip(lines, stays, strict=True) if keep).strip()


def unsigned(text: str) -> str:
    """The text without a signature of PGP around it."""
    begin = SIGNED.search(text) if "-----BEGIN PGP SIGNED" in text else None
    end = text.find(SIGNATURE, begin.end()) if begin is not None else -1
    if begin is None or end < 0:
        return text
    # Lines that begin with a dash were given another one.
    return text[: begin.start()] + text[begin.end() : end].replace("\n- -", "\n-").removeprefix(
        "- "
    )


def new_page(page: str, subject: str = "") -> str:
    """The same for a well-formed page, which it stays."""
    tokens = tokens_of(page)
    lines = lines_of_page(tokens)
    if is_forward_subject(subject) or is_forward(lines):
        return page
    stays = kept(lines)
    return page if all(stays) else without(tokens, lines, stays)
