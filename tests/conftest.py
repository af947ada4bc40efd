"""Fixtures: `desk` is a fresh copy of the standing company on SQLite."""

import dataclasses
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.app import build_app
from ombud.config import Config
from ombud.db import migrate
from tests.cast.company import Cast, hire
from tests.desk import Clock, Desk


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the company in it, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    app = build_app(Config(data=folder), Clock())
    account = app.directory.add("northwind")
    migrate.upgrade(account)
    with account.transaction(writes=True) as db:
        cast = hire(db)
    app.directory.close()
    (folder / "cast.json").write_text(json.dumps(dataclasses.asdict(cast)))
    return folder


@pytest.fixture
def config(template: Path, tmp_path: Path) -> Config:
    """The settings of the test's own copy; a module may override this fixture."""
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return Config(data=tmp_path)


@pytest.fixture
def desk(config: Config) -> Iterator[Desk]:
    """The company, ready to be asked."""
    clock = Clock()
    clock.forward(days=1)
    app = build_app(config, clock)
    cast = Cast(**json.loads((config.data / "cast.json").read_text()))
    yield Desk(app, app.directory.find("northwind"), cast, clock)
    app.directory.close()
