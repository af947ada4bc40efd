"""Whom a header names: lists of addresses, groups, comments, and what programs make of them."""

import re
from dataclasses import dataclass, field

from ombud.mail.letter import Party
from ombud.mail.mime.words import spoken

__all__ = ["message_ids", "parties"]

# What stands between the signs that mean something.
PIECE = re.compile(r'"(?:[^"\\]|\\.)*"?|[^"(),;:<>]+|[(),;:<>]', re.DOTALL)
QUOTING = re.compile(r'\\(.)|"', re.DOTALL)
ADDRESS = re.compile(r'(?:"[^"@\s]{1,64}"|[^@\s"<>(),;:\\]{1,128})@[^@\s"<>(),;:\\]{1,255}')
SIGNS = frozenset("(),;:<>")
IN_BRACKETS = re.compile(r"<([^<>\s]{1,998})>")
# Marks that turn the direction of writing around, so that a name reads as another.
TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LONGEST_NAME = 320
MOST_IDS = 200


def parties(header: str, most: int) -> tuple[Party, ...]:
    """Everybody whom the header names, in their order; what is no address is left out."""
    reading = _Reading()
    for piece in PIECE.findall(header):
        reading.take(piece)
        if len(reading.found) >= most:
            break
    else:
        reading.close()
    return tuple(reading.found)


def message_ids(header: str) -> tuple[str, ...]:
    """The ids in a header, in their angle brackets, each once."""
    found = IN_BRACKETS.findall(header[-MOST_IDS * 400 :])
    # Some programs leave the brackets out.
    found = found or [word for word in header.split()[:MOST_IDS] if "@" in word.strip("<>")]
    return tuple(dict.fromkeys(f"<{one.strip('<>')[:998]}>" for one in found[-MOST_IDS:]))


@dataclass(slots=True)
class _Reading:
    """What has been read of a list of addresses, the last of them still open."""

    found: list[Party] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    comment: list[str] = field(default_factory=list)
    in_brackets: list[str] | None = None
    address: str = ""
    # How many comments are open, one in another.
    depth: int = 0

    def take(self, piece: str) -> None:
        """The next sign that means something, or what stands between two."""
        if self.depth:
            self.depth += (piece == "(") - (piece == ")")
            self.comment.append(piece if self.depth else "")
        elif self.in_brackets is not None and piece not in {">", "<"}:
            self.in_brackets.append(piece)
        elif piece in SIGNS:
            self._sign(piece)
        else:
            self.words.append(piece)

    def close(self) -> None:
        """The address that was open is whole."""
        if self.in_brackets is not None:
            self.address = _address("".join(self.in_brackets))
        words = "".join(self.words).strip()
        if not self.address:
            self.address = _address(words) or _address(words.strip("\"' "))
            words = "" if self.address else words
        if not self.address and (bare := ADDRESS.search(words)) is not None:
            self.address = bare[0]
            words = words[: bare.start()]
        if self.address:
            name = _name(words) or _name("".join(self.comment))
            self.found.append(Party(self.address, "" if name == self.address else name))
        self._anew()

    def _sign(self, sign: str) -> None:
        if sign == "<":
            if self.address:
                self.close()
            self.in_brackets = []
        elif sign == ">":
            self.address = _address("".join(self.in_brackets or [])) or self.address
            self.in_brackets = None
        elif sign == "(":
            self.depth = 1
        elif sign in {",", ";"}:
            self.close()
        elif sign == ":" and not self.address:
            # The name of a group; its members follow.
            self._anew()

    def _anew(self) -> None:
        self.words, self.comment, self.in_brackets, self.address = [], [], None, ""


def _address(text: str) -> str:
    """The address alone, without a route and without the scheme of a link."""
    text = text.strip().strip("'")
    text = text.rpartition(":")[2] if text.startswith(("@", "mailto:", "MAILTO:")) else text
    return text if ADDRESS.fullmatch(text.strip()) else ""


def _name(text: str) -> str:
    unquoted = QUOTING.sub(lambda found: found[1] or "", text)
    name = " ".join(spoken(unquoted).split())
    return TURNING.sub("", name).strip("'\" <")[:LONGEST_NAME]
