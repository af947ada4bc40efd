"""Every vector of the service levels comes to the same on a running desk, through HTTP."""

import pytest

from tests.desk import Desk
from tests.families.sla_acting import Stage
from tests.units.rules.sla_vector import Vector
from tests.units.rules.test_sla_vectors import VECTORS, lines


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
@pytest.mark.parametrize("punctual", [True, False], ids=["runner", "alone"])
def test_vector(desk: Desk, vector: Vector, punctual: bool) -> None:  # noqa: FBT001 (a case of the table)
    stage = Stage(desk, vector, punctual=punctual)
    expected = lines(vector.events)
    metrics = {line.split()[0] for line in expected}
    assert [line for line in stage.told() if line.split()[0] in metrics] == expected
    assert stage.slas == vector.slas
    assert stage.measured == vector.measured
