"""What unit tests of searching share."""

from collections.abc import Iterator

import pytest

from ombud.db import Directory
from ombud.tables import metadata
from tests.units.records import Records, filled


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def records(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Records]:
    """The records on SQLite, then on PostgreSQL; no test changes them."""
    folder = tmp_path_factory.mktemp("records")
    if request.param == "sqlite":
        yield from filled(Directory(folder, metadata.tables))
        return
    server = request.getfixturevalue("postgresql")
    with server.database() as name:
        yield from filled(Directory(folder, metadata.tables, url=server.url(name)))
