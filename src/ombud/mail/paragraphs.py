"""Makes HTML of what rules say: a text with line breaks, in which there may be markup already."""

import re

__all__ = ["as_html", "text_as_html"]

BLOCKS = (
    "address|article|aside|blockquote|body|br|center|dd|div|dl|dt|fieldset|figure|footer|form|h[1-6]|"
    "head|header|hr|html|li|main|nav|ol|p|pre|section|style|table|tbody|td|tfoot|th|thead|title|tr|ul"
)
# A tag, a comment or a doctype; what stands in quotes may hold anything.
TAG = re.compile(r"<(?:!--.*?--|[!/]?[a-zA-Z](?:\"[^\"]*\"|'[^']*'|[^'\">])*)>", re.DOTALL)
BLOCK = re.compile(rf"</?(?:{BLOCKS})\b|<!", re.IGNORECASE)
KEPT = re.compile(r"<(pre|style|textarea|script)\b", re.IGNORECASE)
BREAKS = re.compile(r"\r\n?|\n")


def as_html(text: str) -> str:
    """The text with its line breaks shown, but for those beside tags that break lines anyway."""
    pieces: list[str] = []
    kept_until = ""
    place = 0
    for tag in [*TAG.finditer(text), None]:
        words = text[place : tag.start() if tag else len(text)]
        after_block = bool(pieces) and BLOCK.match(pieces[-1]) is not None
        before_block = tag is not None and BLOCK.match(tag[0]) is not None
        pieces.append(
            words
            if kept_until
            else _broken(words, at_start=after_block or not pieces, at_end=before_block or not tag)
        )
        if tag is None:
            break
        if kept_until and tag[0].lower().startswith(kept_until):
            kept_until = ""
        elif not kept_until and (opened := KEPT.match(tag[0])):
            kept_until = f"</{opened[1].lower()}"
        pieces.append(tag[0])
        place = tag.end()
    return "".join(pieces)


def text_as_html(text: str) -> str:
    """A plain text, in which nothing is markup."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return as_html(escaped.replace('"', "&quot;"))


def _broken(words: str, *, at_start: bool, at_end: bool) -> str:
    """The words between two tags."""
    if not words.strip():
        shows = not (at_start or at_end)
        return BREAKS.sub("<br>", words) if shows else words
    lead = words[: len(words) - len(words.lstrip())] if at_start else ""
    tail = words[len(words.rstrip()) :] if at_end else ""
    inner = words[len(lead) : len(words) - len(tail)]
    return lead + BREAKS.sub("<br>\n", inner) + tail
