"""Reads a page: what a screen reader, a keyboard and a link need of it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote

__all__ = ["Read", "faults", "read"]

# Elements that have no end.
VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
# What a browser adds or closes by itself is written out on our pages.
HEADINGS = ("h1", "h2", "h3", "h4")
Attributes = dict[str, str]


@dataclass(slots=True)
class Read:
    """What stands on a page."""

    elements: list[tuple[str, Attributes]] = field(default_factory=list)
    # The words of each code block and of each heading, in the order of the page.
    commands: list[str] = field(default_factory=list)
    headings: list[tuple[str, str]] = field(default_factory=list)
    # What an element with an id holds.
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def all(self, tag: str) -> list[Attributes]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    @property
    def links(self) -> list[str]:
        return [attributes["href"] for attributes in self.all("a") if "href" in attributes]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.read = Read()
        # Open elements with the words found in them so far.
        self._open: list[tuple[str, Attributes, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.read.elements.append((tag, attributes))
        if tag not in VOID:
            self._open.append((tag, attributes, []))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            self.read.problems.append(f"</{tag}> closes nothing")
            return
        _, attributes, words = self._open.pop()
        text = "".join(words)
        if self._open:
            self._open[-1][2].append(text)
        if tag in HEADINGS:
            self.read.headings.append((tag, " ".join(text.split())))
        if tag == "pre":
            self.read.commands.append(text)
        if "id" in attributes:
            self.read.texts[attributes["id"]] = text

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1][2].append(data)

    def close(self) -> None:
        super().close()
        self.read.problems += [f"<{tag}> is never closed" for tag, *_ in self._open]


def read(text: str) -> Read:
    """The page as it stands."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.read


def faults(page: Read) -> list[str]:
    """What keeps somebody from using the page, or the browser from showing it."""
    return [*page.problems, *_of_structure(page), *_of_forms(page), *_of_policy(page)]


def _of_structure(page: Read) -> list[str]:
    found = [f"id {name} stands twice" for name in set(page.ids) if page.ids.count(name) > 1]
    levels = [int(tag[1]) for tag, _ in page.headings]
    if levels.count(1) != 1 or levels[0] != 1:
        found.append("one h1 stands first")
    found += [
        f"{page.headings[place][1]} skips a level"
        for place in range(1, len(levels))
        if levels[place] > levels[place - 1] + 1
    ]
    found += [f"{name} is empty" for name, words in page.headings if not words]
    # The skip link is the first thing that the keyboard reaches.
    if page.links[:1] != ["#content"] or "content" not in page.ids:
        found.append("no way past the header")
    known = set(page.ids)
    return found + [
        f"{link} leads nowhere"
        for link in page.links
        if link.startswith("#") and unquote(link[1:]) not in known
    ]


def _of_forms(page: Read) -> list[str]:
    named = {attributes.get("for", "") for attributes in page.all("label")}
    found = [
        f"input {attributes.get('name')} has no label"
        for attributes in page.all("input")
        if attributes.get("type") != "hidden" and attributes.get("id") not in named
    ]
    return found + [f"label of {name} names nothing" for name in named - set(page.ids)]


def _of_policy(page: Read) -> list[str]:
    """What the Content-Security-Policy refuses: scripts and styles in the page, other hosts."""
    found = [f"script without src: {each}" for each in page.all("script") if "src" not in each]
    found += ["style element" for _ in page.all("style")]
    for tag, attributes in page.elements:
        found += [
            f"{tag} has {name}"
            for name in attributes
            if name == "style" or (name.startswith("on") and name != "on")
        ]
        loaded = attributes.get("src") or (attributes.get("href", "") if tag == "link" else "")
        if loaded and (not loaded.startswith("/") or loaded.startswith("//")):
            found.append(f"{tag} loads {loaded}")
    return found
