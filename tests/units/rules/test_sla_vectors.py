"""Every vector comes to what is written, with a runner that is on time and with none at all."""

import pytest

from tests.units.rules import (
    sla_vectors_of_changes,
    sla_vectors_of_hours,
    sla_vectors_of_replies,
    sla_vectors_of_waits,
)
from tests.units.rules.sla_play import Play
from tests.units.rules.sla_vector import Vector

VECTORS = (
    *sla_vectors_of_replies.VECTORS,
    *sla_vectors_of_hours.VECTORS,
    *sla_vectors_of_waits.VECTORS,
    *sla_vectors_of_changes.VECTORS,
)
every_vector = pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)


def lines(text: str) -> list[str]:
    return sorted(line.strip() for line in text.strip().splitlines())


@every_vector
@pytest.mark.parametrize("punctual", [True, False], ids=["runner", "alone"])
def test_events(vector: Vector, punctual: bool) -> None:  # noqa: FBT001 (a case of the table)
    expected = lines(vector.events)
    metrics = {line.split()[0] for line in expected}
    told = Play(vector, punctual=punctual).told()
    assert [line for line in told if line.split()[0] in metrics] == expected


@every_vector
@pytest.mark.parametrize("punctual", [True, False], ids=["runner", "alone"])
def test_side_load(vector: Vector, punctual: bool) -> None:  # noqa: FBT001 (a case of the table)
    play = Play(vector, punctual=punctual)
    assert {time: play.slas(time) for time in vector.slas} == vector.slas


@every_vector
def test_metric_set(vector: Vector) -> None:
    play = Play(vector)
    for time, expected in vector.measured.items():
        names = [entry.split()[0] for entry in expected.split(", ")]
        found = ", ".join(f"{name} {play.measured(time, name)}" for name in names)
        assert found == expected


@every_vector
def test_times_rise_and_every_metric_is_measured(vector: Vector) -> None:
    events = [event for event, _ in Play(vector, punctual=True).events]
    assert [event.time for event in events] == sorted(event.time for event in events)
    assert sum(event.type == "measure" for event in events) == 7


def test_no_vector_is_missing() -> None:
    names = {vector.name.partition(",")[0] for vector in VECTORS}
    assert names == {f"V{number}" for number in range(1, 46)}
