"""What the pages for operators say is what the program does."""

import re
import subprocess
from pathlib import Path
from typing import get_args, get_type_hints

import msgspec
import pytest

from ombud.background import handlers
from ombud.config import Config
from tests.cli.program import PATIENCE, clean_environment, run, serving

ROOT = Path(__file__).parents[2]
PAGES = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs" / "guide").glob("*.md"),
    *(ROOT / "docs" / "clients").glob("*.md"),
]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")
COMMANDS = re.compile(r"```\n(.*?)```", re.DOTALL)


class TestConfiguration:
    @pytest.mark.parametrize("field", msgspec.structs.fields(Config), ids=lambda field: field.name)
    def test_row(self, field: msgspec.structs.FieldInfo) -> None:
        meta = get_args(get_type_hints(Config, include_extras=True)[field.name])[1]
        default = str(field.default)
        shown = f"`{default.lower() if isinstance(field.default, bool) else default}`"
        row = f"| `OMBUD_{field.name.upper()}` | {shown if default else ''} | {meta.description} |"
        assert row in (ROOT / "docs/guide/configuration.md").read_text("utf-8").splitlines()


class TestJobs:
    def test_every_kind_has_its_row(self) -> None:
        page = (ROOT / "docs/guide/jobs.md").read_text("utf-8")
        told = set(re.findall(r"^\| `(\w+\.\w+)` \|", page, re.MULTILINE))
        assert told == set(handlers())


class TestPages:
    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
    def test_links_lead_somewhere(self, page: Path) -> None:
        for target in LINK.findall(page.read_text("utf-8")):
            assert (page.parent / target).exists(), target


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("demo")
    run("demo", "--data", str(data))
    return data


class TestExamples:
    """The curl commands of the pages, typed into a shell against the demo."""

    @pytest.mark.parametrize("name", ["README.md", "docs/clients/curl.md"])
    def test_curl(self, demo: Path, name: str) -> None:
        blocks = COMMANDS.findall((ROOT / name).read_text("utf-8"))
        script = "".join(block for block in blocks if "curl" in block or "DESK=" in block)
        count = script.count("curl ")
        assert count >= 3
        with serving(demo) as server:
            script = script.replace("http://localhost:8080", server.url)
            script = script.replace(
                "curl ", "curl --silent --show-error --fail --output /dev/null "
            )
            done = subprocess.run(
                ["bash", "-e", "-c", script],
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                env=clean_environment(),
                check=False,
            )
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
