"""A text or a page as lines, each with what the marks of mail programs say of it."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["VOID", "Line", "Mark", "Token", "lines_of_page", "lines_of_text", "tokens_of"]

# Answered text, a signature, or the place from where on everything is answered text.
Mark = Literal["", "quote", "signature", "rest"]

TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^">]|"[^"]*")*)>|[^<]+|<')
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
# Outlook puts this before the names of what it did not write itself.
FOREIGN = re.compile(r"(?:x_)+")
VOID = {"br", "hr", "img", "col"}
INLINE = {
    *("a", "abbr", "b", "code", "del", "em", "i", "img", "ins", "kbd", "q", "s", "samp", "small"),
    *("span", "strong", "sub", "sup", "tt", "u", "var"),
}
QUOTES = {
    *("gmail_attr", "moz-cite-prefix", "moz-forward-container", "yahoo_quoted", "protonmail_quote"),
    *("tutanota_quote", "zmail_extra", "outlookmessageheader", "iosmail-quote", "skiff_quote"),
    *("front-blockquote", "hey_quote", "mailplugin-quote", "quoted-text", "outlook_reply_quote"),
    *("mail-editor-reference-message-container", "ms-outlook-mobile-reference-message"),
    *("reply-intro", "gmail_quote_attribution"),
}
RESTS = {
    "divrplyfwdmsg",
    "appendonsend",
    "replyforwardmessage",
    "replysplit",
    "divtagdefaultwrapper_reply",
}
SIGNATURES = {
    *(
        "gmail_signature",
        "gmail_signature_prefix",
        "moz-signature",
        "signature",
        "applemailsignature",
    ),
    *("ms-outlook-mobile-signature", "protonmail_signature_block", "ymail_android_signature"),
    *("ymail_ios_signature", "composer_signature", "apple-mail-signature", "tutanota_signature"),
}
PICTURE = "\ufffc"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a page: a tag, or the text between two."""

    raw: str
    tag: str = ""
    attributes: str = ""
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line, and the tokens (of a text: the lines) it stands in, the last one included."""

    text: str
    mark: Mark
    first: int
    last: int


def tokens_of(page: str) -> list[Token]:
    """The pieces of a well-formed page; put together again they are the page."""
    return [
        Token(found[0], found[2] or "", found[3] or "", found[1] == "/")
        for found in TOKEN.finditer(page)
    ]


def lines_of_text(text: str) -> list[Line]:
    """The lines of a text; those with a quotation mark before them are answered text."""
    return [
        Line(line, "quote" if line.lstrip().startswith(">") else "", number, number)
        for number, line in enumerate(text.split("\n"))
    ]


def lines_of_page(tokens: list[Token]) -> list[Line]:
    """The lines that a page shows."""
    return list(_Walk(tokens).lines())


@dataclass(slots=True)
class _Walk:
    tokens: list[Token]

    def lines(self) -> Iterator[Line]:
        # What each open element says of its content.
        marks: list[Mark] = [""]
        words: list[str] = []
        first = last = 0
        for number, token in enumerate(self.tokens):
            mark = _mark(token) if token.tag and not token.closes else ""
            breaks = bool(token.tag) and (token.tag not in INLINE or bool(mark))
            if token.closes and len(marks) > 1:
                breaks = breaks or marks[-1] != marks[-2]
            if breaks and words:
                yield _line(words, marks[-1], first, last)
                words = []
            if mark == "rest":
                yield Line("", "rest", number, number)
            if token.tag and token.tag not in VOID:
                if not token.closes:
                    marks.append(marks[-1] or ("" if mark == "rest" else mark))
                elif len(marks) > 1:
                    marks.pop()
            elif not token.tag or token.tag == "img":
                first = first if words else number
                last = number
                words.append(token.raw if not token.tag else PICTURE)
        if words:
            yield _line(words, marks[-1], first, last)


def _line(words: list[str], mark: Mark, first: int, last: int) -> Line:
    return Line(" ".join(html.unescape("".join(words)).split()), mark, first, last)


def _mark(token: Token) -> Mark:
    found = dict(ATTRIBUTE.findall(token.attributes))
    names = {
        FOREIGN.sub("", name.casefold(), count=1)
        for key in ("class", "id")
        for name in found.get(key, "").split()
    }
    if token.tag == "blockquote" and (
        found.get("type") == "cite" or any("quote" in name or "cite" in name for name in names)
    ):
        return "quote"
    if names & QUOTES or any(name.startswith("yahoo_quoted") for name in names):
        return "quote"
    if token.tag == "div" and found.get("name") == "quote":
        return "quote"
    if names & RESTS:
        return "rest"
    return "signature" if names & SIGNATURES else ""
