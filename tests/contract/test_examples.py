"""Every documented example of an operation that is built answers as documented.

The examples are data, in examples/; its README tells how they are written. Every path, option, side-load and way of paging
that an operation has is in one of them.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path

import pytest
from msgspec import UNSET

from ombud import contract
from ombud.config import Config
from ombud.wire.match import Tree
from tests.channels.mailing import take as bring
from tests.contract.requests import BUILT, PATHS
from tests.desk import Answer, Caller, Desk, opened
from tests.examples import BROWSER, PLACEHOLDER, Case, Example, Names, Step, load, problems
from tests.families.browser import Browser

EXAMPLES = tuple(load(Path(__file__).parent / "examples"))
CASES = [example.case for example in EXAMPLES]
ROWS = {row.name: row for row in contract.operations()}
FAMILIES = {each.name: each.family for each in BUILT}
PAGING = {
    "none": (),
    "offset": ("per_page",),
    "cursor": ("page[size]",),
    "both": ("per_page", "page[size]"),
}
TREE: Tree[tuple[str, str]] = Tree()
for operation, path in PATHS:
    TREE.add(operation.method, path, (operation.name, path))


class Room:
    """The desk of one file after its `given`: asked as it is, or copied for a case that writes."""

    def __init__(self, folder: Path, given: list[Step]) -> None:
        self.folder, self.copies, self.open = folder, 0, ExitStack()
        self.desk = self.open.enter_context(opened(Config(data=folder)))
        self.names = Names(asdict(self.desk.cast))
        for step in given:
            take(self.desk, self.names, step)

    @contextmanager
    def copy(self) -> Iterator[tuple[Desk, Names]]:
        """The same desk at the same time, and names that the case may add to."""
        self.copies += 1
        folder = self.folder.with_name(f"{self.folder.name}-{self.copies}")
        shutil.copytree(self.folder, folder)
        with opened(Config(data=folder)) as desk:
            desk.clock.time = self.desk.clock.time
            yield desk, Names(self.names.known)
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def rooms(
    template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Example], Room]]:
    made: dict[str, Room] = {}

    def room(example: Example) -> Room:
        if example.file not in made:
            folder = tmp_path_factory.mktemp(example.file)
            shutil.copytree(template, folder, dirs_exist_ok=True)
            made[example.file] = Room(folder, example.given)
        return made[example.file]

    yield room
    for each in made.values():
        each.open.close()


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_example(rooms: Callable[[Example], Room], example: Example) -> None:
    room, case = rooms(example), example.case
    if case.only_reads:
        assert not take(room.desk, Names(room.names.known), case)
        return
    with room.copy() as (desk, names):
        for step in case.first:
            assert not take(desk, names, step)
        with unchanged(desk, case):
            assert not take(desk, names, case)
        for step in case.then:
            assert not take(desk, names, step)


def take(desk: Desk, names: Names, step: Step) -> list[str]:
    """Send what the step says and keep what comes back under its name; what is wrong with that."""
    desk.clock.forward(**step.later)
    if step.jobs:
        desk.run_jobs()
    if step.mail:
        row = bring(desk, names.fill(step.mail).encode())
        names.known[step.named] = dict(row._mapping)
        return []
    answer = send(desk, names, step)
    is_right = answer.status < 400 if step.status is None else answer.status == step.status
    if not is_right:
        return [f"{step.send}: {answer.status} {answer.text}"]
    tree = answer.json if "json" in answer.headers.get("content-type", "") else None
    found = problems(tree, names.fill(step.values))
    found += problems(dict(answer.headers), names.fill(step.gives))
    if step.job:
        found += problems(desk.job(answer), names.fill(step.job))
    if step.named:
        names.known[step.named] = {**(tree or {}), "headers": dict(answer.headers)}
    return [f"{step.send}: {found}\n{answer.text}"] if found else []


def send(desk: Desk, names: Names, step: Step) -> Answer:
    caller = caller_of(desk, step.by)
    body = None if step.body is UNSET else names.fill(step.body)
    return caller.send(
        step.method,
        names.fill(step.path),
        body if step.content is None else step.content.encode(),
        query=names.fill(step.query),
        headers=names.fill(step.headers),
    )


def caller_of(desk: Desk, who: str) -> Caller:
    """One of the company, who signs in with each request, or `browser:ADDRESS`."""
    if who.startswith(BROWSER):
        browser = Browser(desk)
        browser.sign_in(who.removeprefix(BROWSER))
        return browser.scripted()
    caller: Caller = getattr(desk, who)
    return caller


@contextmanager
def unchanged(desk: Desk, case: Case) -> Iterator[None]:
    """A request that is refused leaves every row as it was."""
    before = desk.snapshot() if case.status >= 400 else {}
    yield
    after = desk.snapshot() if before else {}
    assert [name for name, rows in before.items() if rows != after[name]] == []


class TestNothingIsMissing:
    """Each line of what is left is an example to write."""

    def test_every_path(self) -> None:
        asked = {asked_of(case) for case in CASES}
        assert {(each.name, path) for each, path in PATHS} - asked == set()

    def test_every_option(self) -> None:
        asked = {(case.operation, name) for case in CASES for name in case.query}
        wanted = {
            (name, option)
            for name, row in ROWS.items()
            if row.state == "done"
            for option in row.query
        }
        assert wanted - asked == set()

    def test_every_side_load(self) -> None:
        asked = {
            (case.operation, name.strip())
            for case in CASES
            for name in str(case.query.get("include", "")).split(",")
        }
        wanted = {(each.name, load.name) for each in BUILT for load in each.include}
        assert wanted - asked == set()

    def test_every_way_of_paging(self) -> None:
        asked = {(case.operation, name) for case in CASES for name in case.query}
        wanted = {(each.name, option) for each in BUILT for option in PAGING[each.page]}
        assert wanted - asked == set()


def test_cases_stand_under_their_operation_and_family() -> None:
    wrong = [
        str(example)
        for example in EXAMPLES
        if asked_of(example.case)[0] != example.case.operation
        or example.family not in {FAMILIES.get(example.case.operation), "conventions"}
    ]
    assert wrong == []


def test_titles_are_told_apart() -> None:
    titles = sorted(map(str, EXAMPLES))
    assert titles == sorted(set(titles))


def asked_of(case: Case) -> tuple[str, str]:
    """The name and the path of the operation that a case asks.

    A URL from an earlier answer is asked as it is.
    """
    if PLACEHOLDER.fullmatch(case.path):
        return case.operation, case.path
    path = case.path.partition("?")[0]
    target = path if path.startswith("//") else f"/api/v2{path}"
    found = TREE.find(case.method, PLACEHOLDER.sub("0", target).removesuffix(".json"))
    return found[0] if found else ("none", target)
