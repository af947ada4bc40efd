"""`ombud operations`, `ombud migrate`, and what holds for all verbs."""

import subprocess
import sys
from pathlib import Path

import msgspec
from alembic.script import ScriptDirectory

from ombud.config import Config
from ombud.contract import operations
from ombud.db import revision
from ombud.storage import open_directory
from tests.cli.program import init, run


def pretend(data: Path, schema: str) -> None:
    """Make the desk say that it has this schema."""
    directory = open_directory(Config(data=data))
    with directory.default().engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{schema}'")
    directory.close()


class TestOperations:
    def test_json_has_every_operation(self) -> None:
        rows = msgspec.json.decode(run("operations", "--json").stdout)
        assert [row["name"] for row in rows] == [row.name for row in operations()]
        assert {row["state"] for row in rows} <= {"done", "pending"}

    def test_table(self) -> None:
        lines = run("operations", "--family", "groups", "--state", "done").stdout.splitlines()
        assert any(
            line.split() == ["ShowGroupById", "GET", "done", "/api/v2/groups/{group_id}"]
            for line in lines
        )
        assert lines[-1] == f"{len(lines) - 1} of {len(lines) - 1} operations are done."


class TestMigrate:
    def test_the_newest_schema_is_found_without_alembic(self) -> None:
        assert revision.head() == ScriptDirectory(str(revision.FOLDER)).get_current_head()

    def test_a_current_desk_stays(self, tmp_path: Path) -> None:
        init(tmp_path)
        answer = msgspec.json.decode(run("migrate", "--data", str(tmp_path), "--json").stdout)
        assert answer == {"schema": revision.head(), "accounts": 1, "behind": []}

    def test_check_tells_what_is_behind(self, tmp_path: Path) -> None:
        init(tmp_path)
        pretend(tmp_path, "0001")
        said = run("migrate", "--data", str(tmp_path), "--check", code=1).stdout
        assert "must be migrated" in said

    def test_a_newer_desk_is_refused(self, tmp_path: Path) -> None:
        init(tmp_path)
        pretend(tmp_path, "9999")
        said = run("serve", "--data", str(tmp_path), code=1).stderr
        assert "newer" in said


class TestHelp:
    def test_lists_the_verbs(self) -> None:
        said = run("--help").stdout
        for verb in ("init", "serve", "work", "seed", "demo", "operations", "migrate"):
            assert f" {verb} " in said
        assert "serve-part" not in said

    def test_imports_nothing_heavy(self) -> None:
        code = "import sys, ombud.cli; print({'sqlalchemy', 'alembic', 'uvicorn'} & {*sys.modules})"
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "set()"
