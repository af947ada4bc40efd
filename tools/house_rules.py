"""Checks the rules of the house that no other tool knows; run it without arguments.

Each rule is a function from a parsed file to its findings; what is let through is listed with
the reason, and an exception that nothing needs any longer is a finding itself.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("src", "tests", "tools", "bench")

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LONGEST_DOCSTRING = 4
VAGUE_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "managers",
    "manager",
    "base",
    "common",
    "misc",
}
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter"}
CLOCK_OWNERS = {"datetime", "dt", "date", "time"}
# Files of a family that decide, or say what is what; statements stand in the files they call.
DECIDING = {"api.py", "shapes.py", "service.py", "jobs.py"}
ANCHOR = r"[a-z0-9]+(?:-[a-z0-9]+)*"
ANCHORS = (
    re.compile(rf"# Zendesk: ({ANCHOR})(?:[.\"]*$| \(docs/quirks\.md#\1\)[.\"]*$)"),
    re.compile(rf"\(quirk ({ANCHOR})\)"),
    re.compile(rf"\(docs/quirks\.md#({ANCHOR})\)"),
)
UNEXPLAINED = re.compile(
    r"# noqa(?!: [A-Z]+\d+(?:, [A-Z]+\d+)* \(\S)|# type: ignore(?!\[[\w, -]+\]  # \S)"
)

# rule -> path (or folder, ending in a slash) -> why it is let through.
EXCEPTIONS: Mapping[str, Mapping[str, str]] = {
    "clock": {
        "src/ombud/values/clock.py": "it is the clock",
        "tests/": "tests measure and compare real time where that is the point",
        "bench/": "benchmarks measure real time",
        "tools/": "scripts may measure themselves",
    },
    "commit": {
        "src/ombud/db/": "the transaction is made here",
        "tests/": "tests prepare databases of their own",
        "bench/": "benchmarks prepare databases of their own",
    },
    "errors": {
        "src/ombud/wire/errors.py": "it is the one place",
        "src/ombud/wire/schemas.py": "it describes the forms and writes none",
        "tests/": "tests compare with what came back",
    },
    "length": {"src/ombud/db/migrations/": "migrations are written by Alembic and never edited"},
    "docstring": {
        "src/ombud/wire/errors.py": "the drawing of all errors is what the file is",
        "tests/": "the cast and the promises are told where they stand",
        "bench/": "a benchmark says what its figures mean",
    },
    "statements": {"tests/": "tests read the tables directly"},
}


@dataclass(frozen=True)
class Source:
    """One parsed file; `path` is relative to the root, with slashes."""

    path: str
    text: str
    tree: ast.Module = field(repr=False)

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


Finding = tuple[int, str]
Rule = Callable[[Source], Iterator[Finding]]


def clock(source: Source) -> Iterator[Finding]:
    """Time comes from values/clock.py, so that a desk's clock can stand still."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS:
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else None
            owner = node.value.id if isinstance(node.value, ast.Name) else owner
            if owner in CLOCK_OWNERS and (node.attr != "time" or owner == "time"):
                yield node.lineno, f"{owner}.{node.attr}: take the time from ombud.values.clock"


def commit(source: Source) -> Iterator[Finding]:
    """Nobody commits but the dispatcher and the job runner, through Account.transaction."""
    for node in calls(source.tree):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield node.lineno, "commit: let the transaction end by itself"


def statements(source: Source) -> Iterator[Finding]:
    """Statements stand in queries.py, or in a file named for the one thing it does."""
    if source.name not in DECIDING or "/families/" not in source.path:
        return
    for node in calls(source.tree):
        if isinstance(node.func, ast.Name) and node.func.id == "select":
            yield node.lineno, f"select in {source.name}: move the statement to queries.py"


def errors(source: Source) -> Iterator[Finding]:
    """Error bodies are written by wire/errors.py alone; they begin with `error` or `errors`."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Dict) and node.keys and isinstance(node.keys[0], ast.Constant):
            first, value = node.keys[0].value, node.values[0]
            if first == "errors" or (first == "error" and not isinstance(value, ast.Name)):
                yield node.lineno, "error JSON: raise an ApiError of wire/errors.py"


def length(source: Source) -> Iterator[Finding]:
    """Files and functions that one can read."""
    lines = source.text.count("\n")
    if lines > LONGEST_FILE:
        yield 1, f"{lines} lines: split the file, {LONGEST_FILE} are enough"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or node.lineno) - node.lineno + 1
            if size > LONGEST_FUNCTION:
                yield node.lineno, f"{node.name} has {size} lines, {LONGEST_FUNCTION} are enough"


def naming(source: Source) -> Iterator[Finding]:
    """No module is called after nothing."""
    parts = source.path.removesuffix(".py").split("/")
    yield from ((1, f"{part}: name what it knows") for part in parts if part in VAGUE_NAMES)


def docstring(source: Source) -> Iterator[Finding]:
    """Every module says what it knows, in at most four lines."""
    found = ast.get_docstring(source.tree)
    if found is None:
        yield 1, "no docstring: say what the module knows and what it leaves to others"
    elif found.count("\n") >= LONGEST_DOCSTRING:
        yield 1, f"the docstring has more than {LONGEST_DOCSTRING} lines"


def zendesk(source: Source) -> Iterator[Finding]:
    """A wire oddity names its anchor in docs/quirks.md."""
    for line, block in comments(source):
        if "# Zendesk:" in block and not anchors(block):
            yield line, "# Zendesk: without an anchor, such as (docs/quirks.md#user-merge)"


def explained(source: Source) -> Iterator[Finding]:
    """What switches a check off says why."""
    if not UNEXPLAINED.search(source.text):
        return
    for token in tokens(source):
        if token.type == tokenize.COMMENT and UNEXPLAINED.search(token.string):
            yield token.start[0], f"{token.string}: name the rule and give the reason"


RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        clock,
        commit,
        statements,
        errors,
        length,
        naming,
        docstring,
        zendesk,
        explained,
    )
}


def anchors(text: str) -> set[str]:
    """The anchors in docs/quirks.md that a comment names."""
    return {
        anchor for line in text.splitlines() for rule in ANCHORS for anchor in rule.findall(line)
    }


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Every call in a file."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def comments(source: Source) -> Iterator[tuple[int, str]]:
    """Comments, those on following lines as one, and docstrings, with their first lines."""
    block: list[str] = []
    last = 0
    # Reading every token takes long, and most files need not be read.
    if "# Zendesk:" not in source.text:
        return
    for token in tokens(source):
        if token.type == tokenize.STRING and "# Zendesk:" in token.string:
            if token.string.startswith(('"""', "'''")):
                yield token.start[0], token.string
        elif token.type == tokenize.COMMENT:
            if block and token.start[0] != last + 1:
                yield last - len(block) + 1, "\n".join(block)
                block = []
            block.append(token.string)
            last = token.start[0]
    if block:
        yield last - len(block) + 1, "\n".join(block)


def tokens(source: Source) -> Iterator[tokenize.TokenInfo]:
    """The tokens of a file."""
    return tokenize.generate_tokens(io.StringIO(source.text).readline)


def sources(root: Path = ROOT, folders: Sequence[str] = FOLDERS) -> Iterator[Source]:
    """Every Python file of the project, or of some folders of it."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            yield parsed(path.relative_to(root).as_posix(), path.read_text("utf-8"))


def parsed(path: str, text: str) -> Source:
    """A file with its tree."""
    return Source(path, text, ast.parse(text))


def findings(
    files: Iterator[Source], exceptions: Mapping[str, Mapping[str, str]] = EXCEPTIONS
) -> list[str]:
    """One line for each finding, `path:line: rule: what`."""
    found: list[str] = []
    used: set[tuple[str, str]] = set()
    for source in files:
        for name, rule in RULES.items():
            let_through = [path for path in exceptions.get(name, {}) if covers(path, source.path)]
            for line, what in rule(source):
                used.update((name, path) for path in let_through)
                if not let_through:
                    found.append(f"{source.path}:{line}: {name}: {what}")
    # A folder is an exception by its nature; a file must still need it.
    files_let_through = (
        (name, path) for name, paths in exceptions.items() for path in paths if path[-1] != "/"
    )
    return found + [
        f"{path}:1: {name}: nothing needs this exception any longer"
        for name, path in files_let_through
        if (name, path) not in used
    ]


def covers(exception: str, path: str) -> bool:
    """Whether an exception is about this file."""
    return path == exception or (exception.endswith("/") and path.startswith(exception))


if __name__ == "__main__":
    broken = findings(sources())
    print("\n".join(broken) or "the rules of the house are kept")
    sys.exit(1 if broken else 0)
