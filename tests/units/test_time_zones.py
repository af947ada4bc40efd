"""Names of time zones: every one leads to rules that exist."""

from zoneinfo import ZoneInfo

import pytest

from ombud.values.time_zones import RAILS_NAMES, iana_of


@pytest.mark.parametrize("name", RAILS_NAMES)
def test_every_name_has_rules(name: str) -> None:
    found = iana_of(name)
    assert found is not None
    assert ZoneInfo(found).key == found


@pytest.mark.parametrize(
    ("name", "iana"),
    [
        ("Copenhagen", "Europe/Copenhagen"),
        ("Europe/Copenhagen", "Europe/Copenhagen"),
        ("UTC", "Etc/UTC"),
        ("Atlantis", None),
        ("Atlantis/Capital", None),
        ("../../etc/passwd", None),
        ("/etc/passwd", None),
        ("Europe", None),
        ("Europe/", None),
        ("x" * 70 + "/y", None),
        ("", None),
    ],
)
def test_names(name: str, iana: str | None) -> None:
    assert iana_of(name) == iana
