"""`ombud operations`, `ombud migrate`, and what holds for all verbs."""

import time
from pathlib import Path

import msgspec

from ombud.contract import operations
from ombud.db import revision
from tests.cli.program import init, run


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
    def test_a_current_desk_stays(self, tmp_path: Path) -> None:
        init(tmp_path)
        answer = msgspec.json.decode(run("migrate", "--data", str(tmp_path), "--json").stdout)
        assert answer == {"schema": revision.head(), "accounts": 1, "behind": []}

    def test_check_tells_what_is_behind(self, tmp_path: Path) -> None:
        from ombud.app import open_directory
        from ombud.config import Config

        init(tmp_path)
        directory = open_directory(Config(data=tmp_path))
        with directory.default().engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        directory.close()
        said = run("migrate", "--data", str(tmp_path), "--check", code=1).stdout
        assert "must be migrated" in said

    def test_a_newer_desk_is_refused(self, tmp_path: Path) -> None:
        from ombud.app import open_directory
        from ombud.config import Config

        init(tmp_path)
        directory = open_directory(Config(data=tmp_path))
        with directory.default().engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        directory.close()
        said = run("serve", "--data", str(tmp_path), code=1).stderr
        assert "newer" in said


class TestHelp:
    def test_lists_the_verbs_without_loading_the_desk(self) -> None:
        started = time.process_time()
        said = run("--help").stdout
        assert time.process_time() - started < 5
        for verb in ("init", "serve", "work", "seed", "demo", "operations", "migrate"):
            assert f" {verb} " in said
        assert "serve-part" not in said

    def test_imports_nothing_heavy(self) -> None:
        import subprocess
        import sys

        code = "import sys, ombud.cli; print(sorted({'sqlalchemy', 'alembic', 'uvicorn'} & set(sys.modules)))"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == "[]"
