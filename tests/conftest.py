"""Fixtures: `desk` is a fresh copy of the standing company on SQLite, `any_desk` on both."""

import dataclasses
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from ombud.app import build_app
from ombud.config import Config
from ombud.db import migrate
from tests.cast.company import hire
from tests.databases import Server, running_server
from tests.desk import Clock, Desk, opened

# The same examples on every run: a red suite is red for everybody.
hypothesis.settings.register_profile("suite", derandomize=True, deadline=None)
hypothesis.settings.load_profile("suite")


# Every test has a database of its own, and waits for the disk with each change: memory is faster.
MEMORY = Path("/dev/shm")  # noqa: S108 (pytest makes a folder of its own in it)
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 2 << 30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the company in it, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    _found(Config(data=folder))
    return folder


@pytest.fixture
def config(template: Path, tmp_path: Path) -> Config:
    """The settings of the test's own copy; a module may override this fixture."""
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return Config(data=tmp_path)


@pytest.fixture
def desk(config: Config) -> Iterator[Desk]:
    """The company, ready to be asked."""
    with opened(config) as desk:
        yield desk


@pytest.fixture(scope="module")
def shared_desk(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One company for a whole module, whose tests leave it as they find it."""
    folder = tmp_path_factory.mktemp("shared")
    shutil.copytree(template, folder, dirs_exist_ok=True)
    with opened(Config(data=folder)) as desk:
        yield desk


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """The PostgreSQL server of this test session."""
    with running_server() as url:
        yield Server(url, f"ombud_test_{os.getpid()}")


@pytest.fixture(scope="session")
def postgresql_template(
    postgresql: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, str]]:
    """The same company in a PostgreSQL database; its data folder and the database's name."""
    folder = tmp_path_factory.mktemp("template")
    with postgresql.database() as name:
        _found(Config(data=folder, database_url=postgresql.url(name)))
        yield folder, name


@pytest.fixture
def postgresql_url(postgresql: Server) -> Iterator[str]:
    """The URL of an empty PostgreSQL database of the test's own."""
    with postgresql.database() as name:
        yield postgresql.url(name)


@pytest.fixture
def postgresql_desk(
    postgresql: Server, postgresql_template: tuple[Path, str], tmp_path: Path
) -> Iterator[Desk]:
    """The company on PostgreSQL."""
    folder, template = postgresql_template
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    with postgresql.database(template) as name:
        url = postgresql.url(name)
        with opened(Config(data=tmp_path, database_url=url, pool_size=4)) as desk:
            yield desk


@pytest.fixture(params=["sqlite", "postgresql"])
def any_desk(request: pytest.FixtureRequest) -> Desk:
    """The company on SQLite, then on PostgreSQL."""
    name = "desk" if request.param == "sqlite" else "postgresql_desk"
    desk: Desk = request.getfixturevalue(name)
    return desk


def _found(config: Config) -> None:
    """Open the account and hire the company; who they are is kept in the data folder."""
    app = build_app(config, Clock())
    account = app.directory.add("northwind")
    migrate.upgrade(account)
    with account.transaction(writes=True) as db:
        cast = hire(db)
    app.directory.close()
    (config.data / "cast.json").write_text(json.dumps(dataclasses.asdict(cast)))
