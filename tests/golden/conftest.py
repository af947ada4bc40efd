"""The week, acted once on each database and read once."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ombud.config import Config
from tests.databases import Server
from tests.desk import opened
from tests.golden.past import FIRST_DAY, Past
from tests.golden.week import Week

URL = "https://kettle.example"
Json = dict[str, Any]


@pytest.fixture(scope="session")
def past(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    """The week on SQLite, acted once."""
    folder = tmp_path_factory.mktemp("golden")
    shutil.copytree(template, folder, dirs_exist_ok=True)
    yield from _acted(Config(data=folder, public_url=URL))


@pytest.fixture(scope="session")
def first_day_on_postgresql(
    postgresql: Server,
    postgresql_template: tuple[Path, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, Json]]:
    """Its first day on PostgreSQL, where the whole of it would take too long."""
    standing, template = postgresql_template
    folder = tmp_path_factory.mktemp("golden")
    shutil.copytree(standing, folder, dirs_exist_ok=True)
    with postgresql.database(template) as name:
        url = postgresql.url(name)
        config = Config(data=folder, database_url=url, pool_size=4, public_url=URL)
        for past in _acted(config, until=FIRST_DAY):
            yield past.first_day


def _acted(config: Config, until: str | None = None) -> Iterator[Past]:
    with opened(config) as desk:
        past = Past(Week(desk))
        past.week.act(past.look, until)
        yield past


@pytest.fixture(scope="session")
def found(past: Past) -> dict[str, Json]:
    """Everything of the week on SQLite, read once."""
    return past.told()
