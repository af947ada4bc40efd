"""What the mail server in front found out about a sender: Authentication-Results (RFC 8601).

Anybody can write them: those with the server's own name count, of each method the topmost, for a
server writes above what came in; and as DMARC comes last, its yes only from the very first.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ombud.mail.letter import Letter

__all__ = ["Finding", "findings", "is_forged"]

LONGEST, MOST_FINDINGS = 20_000, 100
# A quoted text; one that is not closed ends with the header.
QUOTED = r'"((?:[^"\\]|\\.)*)"?'
# The begin of a comment, a semicolon or an equals sign, a word that may be quoted in parts.
TOKEN = re.compile(rf'(\()|([;=])|((?:{QUOTED}|[^\s;="()])+)|.', re.DOTALL)
IN_QUOTES = re.compile(QUOTED, re.DOTALL)
# The same inside of a comment, where only these mean something.
IN_COMMENT = re.compile(r"\\.|([()])|[^\\()]+|.", re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
VERSION = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one method, in lower case, and what it is about: `header.from`, `smtp.mailfrom`."""

    method: str
    result: str
    about: dict[str, str] = field(default_factory=dict)


def is_forged(letter: Letter, authserv_id: str) -> bool:
    """Whether the server says that its sender did not write it; what it does not tell counts not.

    DMARC decides. Where it says neither yes nor no, SPF must fail for the domain of the sender and
    no signature that was looked at be good for it.
    """
    if letter.sender is None or not authserv_id:
        return False
    domain = letter.sender.address.rpartition("@")[2]
    found = findings(letter.authentication, authserv_id)
    by_dmarc = {one.result: one for one in reversed(found.get("dmarc", ()))}
    if "fail" in by_dmarc:
        return True
    if "pass" in by_dmarc:
        # A mail with two senders is read in more than one way.
        return not _same(by_dmarc["pass"].about.get("header.from", domain), domain)
    if "spf" not in found or "dkim" not in found:
        return False
    is_sent_by_others = any(
        one.result == "fail" and _same(_sent_from(one) or domain, domain) for one in found["spf"]
    )
    is_signed = any(
        one.result == "pass" and _same(_signed_by(one), domain) for one in found["dkim"]
    )
    return is_sent_by_others and not is_signed


def findings(headers: Sequence[str], authserv_id: str) -> dict[str, tuple[Finding, ...]]:
    """By method what the topmost header of this name tells that tells of the method at all.

    That DMARC is fulfilled is believed only of the topmost header of this name.
    """
    own = [told for value in headers if (told := _told(value, authserv_id.lower())) is not None]
    found: dict[str, tuple[Finding, ...]] = {}
    for number, told in enumerate(own):
        by_method: dict[str, tuple[Finding, ...]] = {}
        for one in told:
            if number == 0 or (one.method, one.result) != ("dmarc", "pass"):
                by_method[one.method] = (*by_method.get(one.method, ()), one)
        found = {**by_method, **found}
    return found


def _told(value: str, authserv_id: str) -> list[Finding] | None:
    """The findings in one header; None where it has another name or an unknown version."""
    name, *parts = _parts(value[:LONGEST])
    words = [word for word in name if word != "="]
    is_known_version = len(words) < 2 or VERSION.fullmatch(words[1]) is not None
    if not words or words[0] != authserv_id or not is_known_version:
        return None
    if len(value) > LONGEST or len(parts) > MOST_FINDINGS:
        # Nobody signs so often, unless something is to be hidden at the end.
        return [Finding("dmarc", "fail")]
    return list(_findings_in(parts))


def _findings_in(parts: Sequence[Sequence[str]]) -> Iterator[Finding]:
    for part in parts:
        pairs = list(_pairs(part))
        if pairs:
            (method, result), *about = pairs
            # A method may have a version: `spf/1`.
            yield Finding(method.partition("/")[0], result, dict(reversed(about)))


def _parts(value: str) -> list[list[str]]:
    """The words between semicolons, in lower case; comments are left out."""
    parts: list[list[str]] = [[]]
    place = 0
    while place < len(value):
        found = TOKEN.match(value, place)
        if found is None:
            break
        place = found.end()
        if found[1]:
            place = _after_comment(value, place)
        elif found[2] == ";":
            parts.append([])
        elif found[2] or found[3]:
            parts[-1].append(IN_QUOTES.sub(_unquoted, found[0]).lower())
    return parts


def _unquoted(found: re.Match[str]) -> str:
    return ESCAPED.sub(r"\1", found[1])


def _after_comment(value: str, place: int) -> int:
    """Where a comment ends that has begun before this place; there may be others in it."""
    depth = 1
    for found in IN_COMMENT.finditer(value, place):
        depth += {"(": 1, ")": -1}.get(found[1], 0)
        if not depth:
            return found.end()
    return len(value)


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What stands on both sides of each equals sign."""
    for (before, sign), (_, after) in pairwise(pairwise(words)):
        if sign == "=" and "=" not in (before, after):
            yield before, after


def _sent_from(finding: Finding) -> str:
    """The domain of the envelope's sender, or the host's name; empty where neither is told."""
    about = finding.about
    named = (about.get(f"smtp.{name}", "").strip("<>") for name in ("mailfrom", "mail", "helo"))
    return next((each.rpartition("@")[2] for each in named if each), "")


def _signed_by(finding: Finding) -> str:
    about = finding.about
    return about.get("header.d", "") or about.get("header.i", "").rpartition("@")[2]


def _same(one: str, other: str) -> bool:
    """Whether two domains are the same, or one is below the other."""
    one, other = _written(one), _written(other)
    return bool(one) and (one == other or one.endswith(f".{other}") or other.endswith(f".{one}"))


def _written(domain: str) -> str:
    """A domain in the one form in which it travels, in lower case."""
    domain = domain.strip(".").lower()
    try:
        return domain.encode("idna").decode() if not domain.isascii() else domain
    except UnicodeError:
        return domain
