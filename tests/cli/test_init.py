"""`ombud init`."""

from pathlib import Path

import msgspec
import pytest
from typer.testing import Result

from tests.cli.program import EMAIL, INIT, PASSWORD, run


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*.sqlite3")}


def init(data: Path, *more: str) -> Result:
    return run("init", "--data", str(data), *INIT, *more)


class TestInit:
    def test_again_changes_nothing_and_says_so(self, tmp_path: Path) -> None:
        assert "is ready" in init(tmp_path).stdout
        before = files(tmp_path)
        assert len(before) == 2
        assert "nothing was changed" in init(tmp_path, "--subdomain", "other").stdout
        assert files(tmp_path) == before

    def test_json(self, tmp_path: Path) -> None:
        made = msgspec.json.decode(init(tmp_path, "--json", "--subdomain", "lamps").stdout)
        assert made == {"subdomain": "lamps", "created": True, "storage": str(tmp_path)}
        assert msgspec.json.decode(init(tmp_path, "--json").stdout)["created"] is False

    def test_everything_from_the_environment(self, tmp_path: Path) -> None:
        done = run(
            "init",
            OMBUD_DATA=str(tmp_path),
            OMBUD_SUBDOMAIN="lamps",
            OMBUD_ADMIN_EMAIL=EMAIL,
            OMBUD_ADMIN_PASSWORD=PASSWORD,
            OMBUD_API_TOKEN="t",
        )
        assert "Desk lamps is ready" in done.stdout

    def test_asks_for_nothing(self, tmp_path: Path) -> None:
        said = run("init", "--data", str(tmp_path), code=2).stderr
        assert "--admin-email" in said
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("option", "value"), [("--subdomain", "not a name"), ("--admin-email", "nobody")]
    )
    def test_a_wrong_value_is_named_and_leaves_no_desk(
        self, tmp_path: Path, option: str, value: str
    ) -> None:
        said = run("init", "--data", str(tmp_path), *INIT, option, value, code=1).stderr
        assert value in said
        assert option in said
        assert "is ready" in init(tmp_path).stdout

    @pytest.mark.parametrize(
        ("name", "value"),
        [("OMBUD_OUTGOING_ALLOWED_NETWORKS", "loopback"), ("OMBUD_TARGET_SERVICES", "fax=a")],
    )
    def test_a_wrong_setting_is_named(self, tmp_path: Path, name: str, value: str) -> None:
        said = run("init", "--data", str(tmp_path), *INIT, code=1, **{name: value}).stderr
        assert name in said
        assert value in said
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        said = run("init", "--data", str(tmp_path / "file"), *INIT, code=1).stderr
        assert "--data" in said
