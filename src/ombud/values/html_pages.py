"""Pages written anew, tag by tag, so that parsing them cannot take long or grow.

Parsers repair pages by opening again what was left open; a page made for it becomes a
thousand times as long. What is written here says exactly what the parser will read.
"""

import html
import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from ombud.values.safe_html import TAGS

__all__ = ["rewritten", "words_of"]

# Each piece is read once: what does not become a tag is not looked at again.
PIECE = re.compile(
    r"""<(/?)([a-zA-Z][^\s/>]*+)((?:[^>"'=<]++|=\s*+(?:"[^"]*+"|'[^']*+')|["'=])*+)(>?)"""
    r"|<!--|<[!?/][^>]*+>?|[^<]++|<"
)
ATTRIBUTE = re.compile(r"""([a-zA-Z-]{1,40}+)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""")
# What stands within these is no text of the page.
SILENT = {"script", "style", "title", "template", "textarea", "xmp", "iframe", "noembed", "svg"}
VOID = {"br", "col", "hr", "img"}
# Pages leave these open, and the next one closes them.
CLOSES_ITSELF = {"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup"}
# Parsers open these again in each block that follows; without attributes they count alike.
REOPENED = {"b", "code", "em", "i", "s", "small", "strong", "tt", "u"}
BREAKS = {"br", "p", "div", "tr", "li", "blockquote", "hr", "table", "ul", "ol", "pre", "h1", "h2"}
LONGEST_LINK = 4_000
LONGEST_VALUE = 1_000
# Visits to open elements, with what each tag costs by itself: more take seconds.
MOST_VISITS = 3_000_000
COST_OF_TAG = 20
# Characters by which opening again may make the page longer.
MOST_GROWTH = 10_000_000


@dataclass(slots=True)
class _Effort:
    """What parsing will cost."""

    visits: int = 0
    growth: int = 0
    depth: int = 0
    deepest: int = 0
    opened: dict[str, int] = field(default_factory=dict)
    link: int = 0

    def add(self, name: str, *, closes: bool, size: int) -> bool:
        """Count a tag; whether it is still worth it."""
        self.visits += COST_OF_TAG + self.depth
        self.growth += self.link + 8 * sum(self.opened.get(tag, 0) > 0 for tag in REOPENED)
        if name == "a":
            self.link = 0 if closes else size
        if name not in VOID and name not in CLOSES_ITSELF:
            count = self.opened.get(name, 0)
            if not closes:
                self.opened[name] = count + 1
                self.depth += 1
                self.deepest = max(self.deepest, self.depth)
            elif count:
                self.opened[name] = count - 1
                self.depth -= 1
        return self.visits <= MOST_VISITS and self.growth <= MOST_GROWTH


def rewritten(source: str, attributes: Mapping[str, AbstractSet[str]]) -> tuple[str | None, int]:
    """The page with known tags and attributes only, and how deep its elements stand.

    None in the place of a page that would take unduly long.
    """
    effort = _Effort()
    pieces: list[str] = []
    for name, closes, given, text in _pieces(source):
        if not name:
            pieces.append(text)
        elif name in TAGS:
            tag = f"</{name}>" if closes else f"<{name}{_attributes(name, given, attributes)}>"
            pieces.append(tag)
            if not effort.add(name, closes=closes, size=len(tag)):
                return None, effort.deepest
    return "".join(pieces), effort.deepest


def words_of(source: str) -> str:
    """The text of a page, however it is made."""
    return html.unescape(
        "".join(
            text if not name else "\n" * (name in BREAKS) for name, _, _, text in _pieces(source)
        )
    )


def _pieces(source: str) -> Iterator[tuple[str, bool, str, str]]:
    """Tags, by name, whether they close, and their attributes, and what stands between."""
    position = 0
    while (found := PIECE.match(source, position)) is not None:
        position = found.end()
        name = (found[2] or "").lower()
        if name and found[4]:
            yield name, found[1] == "/", found[3], ""
            if name in SILENT and not found[1]:
                position = _after(source, f"</{name}", position)
        elif found[0] == "<!--":
            position = _after(source, "-->", position)
        elif not name and not found[0].startswith(("<!", "<?", "</")):
            yield "", False, "", found[0].replace("<", "&lt;").replace(">", "&gt;")


def _after(source: str, end: str, start: int) -> int:
    """Where to go on behind what is skipped; at the end of the page where it does not end."""
    found = source.find(end, start)
    if found < 0 and end.startswith("</"):
        found = source.find(end.upper(), start)
    return len(source) if found < 0 else found + (len(end) if end == "-->" else 0)


def _attributes(name: str, given: str, allowed: Mapping[str, AbstractSet[str]]) -> str:
    if name in REOPENED or not given:
        return ""
    names = allowed["*"] | allowed.get(name, set())
    kept = []
    for found in ATTRIBUTE.finditer(given):
        key, value = found[1].lower(), found[2] or found[3] or found[4] or ""
        longest = LONGEST_LINK if key in {"href", "src"} else LONGEST_VALUE
        if key in names and len(value) <= longest:
            value = value.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
            kept.append(f' {key}="{value}"')
    return "".join(kept)
