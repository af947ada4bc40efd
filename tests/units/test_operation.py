"""A decorator makes a row of data, and refuses words outside its vocabularies at import."""

from typing import Any

import pytest

from ombud.wire.answers import Nothing, One, Raw, Shape
from ombud.wire.context import Context
from ombud.wire.operation import Operation, get, operations_of, put


def row(function: Any) -> Operation:
    return operations_of(type("api", (), {"function": function}))[0]


def put_lamp(
    ctx: Context, lamp_id: int, room: str | None = None, note: str | None = None
) -> One[Shape] | Nothing:
    """Change a lamp."""
    raise NotImplementedError(ctx, lamp_id, room, note)


def test_the_signature_is_the_schema() -> None:
    decorate = put("/lamps/{lamp_id}", "//rooms/{room}/{lamp_id}", name="PutLamp", role="agents")
    made = row(decorate(put_lamp))
    assert (made.method, made.name, made.role) == ("PUT", "PutLamp", "agents")
    assert made.paths == ("/api/v2/lamps/{lamp_id}", "/rooms/{room}/{lamp_id}")
    assert made.path_parameters == {"lamp_id": int, "room": str}
    assert (set(made.roots), made.optional_roots) == ({"note"}, frozenset({"note"}))
    assert made.returns == One[Shape]
    assert made.place == "api/v2/test_operation/put"


def test_the_function_stays_what_it_was() -> None:
    def show_lamp(ctx: Context) -> Raw:
        return Raw({"now": ctx.now})

    assert get("/lamps", name="ShowLamp", role="anyone")(show_lamp) is show_lamp


@pytest.mark.parametrize(
    "words", [{"role": "agent"}, {"page": "offsets"}, {"limit": "ticket-update-by-user"}]
)
def test_a_word_that_is_misspelt_fails_at_import(words: dict[str, str]) -> None:
    with pytest.raises(TypeError, match="is not one of"):
        get("/lamps", name="ListLamps", **{"role": "anyone", **words})
