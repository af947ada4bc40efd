"""Encoded words in headers (RFC 2047), also the broken ones, and headers in plain UTF-8."""

import binascii
import re

from ombud.mail.mime.charsets import cleaned, decoded

__all__ = ["header_text", "spoken"]

OPENING = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,20})?\?([bBqQ])\?")
SPACES = re.compile(r"[ \t\n]+")
NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


def header_text(value: bytes) -> str:
    """A header's bytes as text on one line, its encoded words still as they are."""
    text, _ = decoded(value, None)
    return SPACES.sub(" ", text).strip()


def spoken(text: str) -> str:
    """The text with its encoded words decoded; what only looks like one stays as it is."""
    if "=?" not in text:
        return text
    # Words of one charset that stand side by side are one: some cut characters in two.
    pieces: list[str] = []
    run: list[bytes] = []
    charset = ""
    position = 0
    while (opening := OPENING.search(text, position)) is not None:
        between = text[position : opening.start()]
        if not run or between.strip():
            pieces.append(_joined(run, charset) + between)
            run = []
        elif opening[1].lower() != charset:
            pieces.append(_joined(run, charset))
            run = []
        charset = opening[1].lower()
        content, position = _content(text, opening.end())
        run.append(_bytes_of(content, opening[2]))
    pieces.append(_joined(run, charset) + text[position:])
    return SPACES.sub(" ", cleaned("".join(pieces))).strip()


def _content(text: str, start: int) -> tuple[str, int]:
    """What the encoded word holds, and where it ends; without an end it ends at a space."""
    end = text.find("?=", start)
    if end >= 0:
        return text[start:end], end + 2
    end = text.find(" ", start)
    end = len(text) if end < 0 else end
    return text[start:end], end


def _bytes_of(content: str, encoding: str) -> bytes:
    raw = content.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(raw.replace(b" ", b"_"), header=True)
    letters = NOT_BASE64.sub(b"", raw)
    letters = letters[:-1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _joined(run: list[bytes], charset: str) -> str:
    return decoded(b"".join(run), charset)[0] if run else ""
