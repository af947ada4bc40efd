"""The documented examples as data: the form of their files, and what the words in them stand for.

contract/examples/README.md tells how a file is written; nothing here sends a request.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import UNSET

__all__ = ["BROWSER", "Case", "Example", "Names", "Step", "load", "problems"]

# Begins the name of a caller who signs in on the page, with the address that follows.
BROWSER = "browser:"
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
SEGMENT = re.compile(
    r"(?P<key>[^.\[\]]+)|\[(?P<place>-?\d+)\]|(?P<every>\[\])|\[(?P<name>\w+)=(?P<value>[^\]]*)\]|\."
)


class Word:
    """What an answer is compared with and JSON cannot say."""

    def __init__(self, meaning: str) -> None:
        self.meaning = meaning

    def __repr__(self) -> str:
        return self.meaning


ANY: Final = Word("anything but null")
ABSENT: Final = Word("absent")
WORDS: Mapping[str, object] = {"any": ANY, "absent": ABSENT, "null": None}


class Step(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One request and what comes back; without a status, anything but a refusal.

    Or a mail that comes in, in place of a request.
    """

    send: str = ""
    mail: str = ""
    by: str = "agent"
    later: dict[str, int] = {}
    jobs: bool = False
    query: dict[str, Any] = {}
    headers: dict[str, str] = {}
    body: Any = UNSET
    content: str | None = None
    status: int | None = None
    values: dict[str, Any] = {}
    gives: dict[str, Any] = {}
    job: dict[str, Any] = {}
    named: str = msgspec.field(name="as", default="")

    @property
    def method(self) -> str:
        return self.send.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.send.partition(" ")[2]


class Case(Step, kw_only=True, forbid_unknown_fields=True):
    """One documented example: what stands before it, the request itself, what it led to."""

    operation: str
    says: str
    status: int
    first: list[Step] = []
    then: list[Step] = []

    @property
    def only_reads(self) -> bool:
        """Whether the desk is afterwards as it was."""
        if self.by.startswith(BROWSER):
            return False
        return self.method == "GET" and not (
            self.first or self.then or self.job or self.jobs or self.later
        )


class Written(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One file."""

    given: list[Step] = []
    case: list[Case]


class Example(msgspec.Struct, frozen=True):
    """A case with the file that it is from."""

    file: str
    given: list[Step]
    case: Case

    def __str__(self) -> str:
        return f"{self.file}: {self.case.operation} {self.case.says}"

    @property
    def family(self) -> str:
        """The beginning of the file's name: `tickets-creating` is of tickets."""
        return self.file.partition("-")[0]


class Names:
    """What the words in braces stand for: people and places of the cast, and earlier answers."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self.known = dict(known)

    def fill(self, value: Any) -> Any:
        """The value with its placeholders filled; one that is all of a text keeps its type."""
        if isinstance(value, dict):
            return {self.fill(key): self.fill(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.fill(item) for item in value]
        if not isinstance(value, str):
            return value
        whole = PLACEHOLDER.fullmatch(value)
        if whole:
            return self._meaning(whole.group(1))
        return PLACEHOLDER.sub(lambda match: str(self._meaning(match.group(1))), value)

    def _meaning(self, text: str) -> Any:
        kind, _, number = text.partition("*")
        if number:
            return _many(kind, int(number))
        if text in WORDS:
            return WORDS[text]
        found = at(self.known, text)
        if found is ABSENT:
            message = f"{{{text}}} stands for nothing"
            raise KeyError(message)
        return found


def load(folder: Path) -> Iterator[Example]:
    """Every case of every file; raises ValidationError for a key that is not known."""
    for path in sorted(folder.glob("*.toml")):
        written = msgspec.toml.decode(path.read_bytes(), type=Written)
        yield from (Example(path.stem, written.given, case) for case in written.case)


def problems(tree: Any, wanted: Mapping[str, Any]) -> list[str]:
    """One line for each place of an answer that is not what was wanted."""
    return [
        f"{path or 'the answer'} is {at(tree, path)!r}, not {value!r}"
        for path, value in wanted.items()
        if not fits(at(tree, path), value)
    ]


def at(tree: Any, path: str) -> Any:
    """What stands at a path such as `users[0].name`, or ABSENT; `[]` is every item of a list."""
    segment = SEGMENT.match(path)
    if segment is None:
        return tree
    rest = path[segment.end() :]
    if segment["every"]:
        return [at(item, rest) for item in tree] if isinstance(tree, list) else ABSENT
    return at(_inside(tree, segment), rest)


def fits(found: Any, wanted: Any) -> bool:
    """Whether the value is the wanted one, or is as a table of comparisons says."""
    if wanted is ANY:
        return found is not None and found is not ABSENT
    if isinstance(wanted, dict) and wanted and wanted.keys() <= COMPARISONS.keys():
        return found is not ABSENT and all(
            COMPARISONS[name](found, value) for name, value in wanted.items()
        )
    if isinstance(wanted, list) and isinstance(found, list):
        return len(found) == len(wanted) and all(map(fits, found, wanted))
    return type(found) is type(wanted) and bool(found == wanted)


COMPARISONS: Mapping[str, Any] = {
    "like": lambda found, pattern: isinstance(found, str) and re.search(pattern, found),
    "has": lambda found, items: all(item in found for item in items),
    "lacks": lambda found, items: not any(item in found for item in items),
    "size": lambda found, size: len(found) == size,
    "sorted": lambda found, items: sorted(found) == sorted(items),
}


def _inside(tree: Any, segment: re.Match[str]) -> Any:
    if segment["key"]:
        return tree.get(segment["key"], ABSENT) if isinstance(tree, dict) else ABSENT
    if segment["place"]:
        place = int(segment["place"])
        is_there = isinstance(tree, list) and -len(tree) <= place < len(tree)
        return tree[place] if is_there else ABSENT
    if segment["name"]:
        items = tree if isinstance(tree, list) else []
        return next(
            (each for each in items if str(each.get(segment["name"])) == segment["value"]), ABSENT
        )
    return tree


def _many(kind: str, number: int) -> Any:
    """`ids*3` is 1,2,3; `items*3` three empty objects; any other text is written three times."""
    if kind == "ids":
        return ",".join(str(each) for each in range(1, number + 1))
    return [{} for _ in range(number)] if kind == "items" else kind * number
