"""The pages in a real browser; skipped where there is none, because every page works without."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.program import Server, init, serving
from tests.families.markup import read

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no Chromium here; on Debian: apt install chromium"
)
Show = Callable[[str], tuple[str, str]]
HIDDEN_OPERATION = re.compile(r'<details class="operation[^"]*"[^>]* hidden=""')
OPEN = re.compile(
    r'<details class="(?:operation|object)[^"]*"[^>]*? open=""[^>]*>.*?id="([^"]+)"', re.DOTALL
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the browser keeps, it keeps in the test's folder."""
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("desk")
    init(data)
    with serving(data, "--no-runner") as server:
        yield server


@pytest.fixture(scope="module")
def show(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Show:
    """The page at a path as the browser has it in the end, and what it complained of."""
    profile = tmp_path_factory.mktemp("profile")

    def shown(path: str) -> tuple[str, str]:
        done = subprocess.run(  # noqa: S603 (the machine's browser, on a page of our own)
            [
                str(BROWSER),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                f"--user-data-dir={profile}",
                "--enable-logging=stderr",
                "--virtual-time-budget=5000",
                "--dump-dom",
                server.url + path,
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        said = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
        return done.stdout, "\n".join(said)

    return shown


@pytest.mark.parametrize("path", ["/", "/access/login", "/api/docs"])
def test_nothing_to_complain_of(show: Show, path: str) -> None:
    page, complaints = show(path)
    assert "<h1>" in page
    assert complaints == ""


def test_search_shows_what_has_all_words(show: Show) -> None:
    page, _ = show("/api/docs#?q=merge%20Ticket")
    operations = page.count('<details class="operation')
    hidden = len(HIDDEN_OPERATION.findall(page))
    shown = operations - hidden
    assert 0 < shown < 10
    assert f"{shown} of {operations} operations" in page
    merge = page[: page.index('id="MergeTicketsIntoTargetTicket"')].rpartition("<details")[2]
    assert "hidden" not in merge


def test_search_that_finds_nothing(show: Show) -> None:
    page, _ = show("/api/docs#?q=zzzzzz")
    assert "Nothing found" in page
    assert page.count('<details class="operation') == len(HIDDEN_OPERATION.findall(page))


def test_a_link_opens_its_operation(show: Show) -> None:
    page, _ = show("/api/docs#ListGroups")
    assert OPEN.findall(page) == ["ListGroups"]


def test_commands_name_this_desk(show: Show, server: Server) -> None:
    page, _ = show("/api/docs")
    commands = read(page).commands
    assert len(commands) > 400
    assert all(f"{server.url}/" in command for command in commands)


def test_unknown_address(show: Show) -> None:
    page, _ = show("/nothing")
    assert "<h1>Nothing here</h1>" in page
