"""Headers with parameters: Content-Type and Content-Disposition, with RFC 2231 and without."""

import re
from urllib.parse import unquote_to_bytes

from ombud.mail.mime.charsets import decoded
from ombud.mail.mime.words import spoken

__all__ = ["Valued", "valued"]

Valued = tuple[str, dict[str, str]]
# Quoted texts that are not closed end with the header.
PARAMETER = re.compile(r';[ ]{0,4}([^\s=;"]{1,100}) ?= ?("(?:[^"\\]|\\.)*"?|[^;]*)', re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
SECTION = re.compile(r"(.+?)(?:\*([0-9]{1,3}))?(\*)?")
MOST_PARAMETERS = 100


def valued(header: str) -> Valued:
    """The first word in lower case, and the parameters by name, decoded."""
    word, _, _ = header.partition(";")
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for count, found in enumerate(PARAMETER.finditer(header, len(word))):
        if count >= MOST_PARAMETERS:
            break
        name = SECTION.fullmatch(found[1].lower())
        if name is not None:
            section = (_unquoted(found[2]), name[3] is not None)
            sections.setdefault(name[1], {}).setdefault(int(name[2] or 0), section)
    values = {name: _whole(parts) for name, parts in sections.items()}
    return word.strip().strip('"').lower(), values


def _unquoted(value: str) -> str:
    if value.startswith('"'):
        closed = len(value) > 1 and value.endswith('"')
        return ESCAPED.sub(_after_escape, value[1:-1] if closed else value[1:])
    return value.strip()


def _after_escape(found: re.Match[str]) -> str:
    # A backslash of Windows paths is no escape.
    return found[1] if found[1] in '"\\' else found[0]


def _whole(parts: dict[int, tuple[str, bool]]) -> str:
    """A value in one piece, from its sections."""
    ordered = [parts[number] for number in sorted(parts)]
    if not any(is_encoded for _, is_encoded in ordered):
        return spoken("".join(value for value, _ in ordered))
    charset = ""
    content = b""
    for number, (value, is_encoded) in enumerate(ordered):
        piece = value
        if number == 0 and is_encoded and value.count("'") >= 2:
            charset, _, piece = value.split("'", 2)
        content += unquote_to_bytes(piece) if is_encoded else piece.encode("utf-8", "replace")
    return decoded(content, charset or None)[0]
