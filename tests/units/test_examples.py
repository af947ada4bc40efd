"""The language of the examples: what fits and what does not."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.examples import ABSENT, ANY, Names, at, fits, load, problems

TREE = {"users": [{"id": 1, "name": "Emma"}, {"id": 2, "name": "Eric", "tags": []}], "next": None}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("users[0].name", "Emma"),
        ("users[-1].id", 2),
        ("users[].id", [1, 2]),
        ("users[name=Eric].id", 2),
        ("users[name=Zoe].id", ABSENT),
        ("users[2]", ABSENT),
        ("users.name", ABSENT),
        ("next", None),
        ("next.page", ABSENT),
        ("next[]", ABSENT),
        ("", TREE),
    ],
)
def test_places(path: str, found: Any) -> None:
    assert at(TREE, path) == found


@pytest.mark.parametrize(
    ("found", "wanted", "is_fitting"),
    [
        (1, 1, True),
        (1, True, False),
        (1, "1", False),
        (None, None, True),
        (ABSENT, None, False),
        (ABSENT, ABSENT, True),
        (None, ABSENT, False),
        (0, ANY, True),
        (None, ANY, False),
        (ABSENT, ANY, False),
        ([1, None], [1, ANY], False),
        ([1, 2], [1, ANY], True),
        ([1, 2], [1], False),
        ({}, {}, True),
        ({"a": 1}, {}, False),
        ("lamp 7", {"like": r"\d$"}, True),
        ("lamp", {"like": r"\d$"}, False),
        (7, {"like": "7"}, False),
        ([1, 2], {"has": [2]}, True),
        ([1, 2], {"has": [2, 3]}, False),
        ([1, 2], {"lacks": [3], "size": 2}, True),
        ([1, 2], {"lacks": [3], "size": 3}, False),
        ([2, 1], {"sorted": [1, 2]}, True),
        ([2, 1, 1], {"sorted": [1, 2]}, False),
        (ABSENT, {"lacks": [3]}, False),
    ],
)
def test_values(found: Any, wanted: Any, is_fitting: bool) -> None:  # noqa: FBT001 (a column)
    assert fits(found, wanted) is is_fitting


def test_problems_name_the_place() -> None:
    assert problems(TREE, {"users[0].id": 1, "users[1].id": 1}) == ["users[1].id is 2, not 1"]


class TestNames:
    def test_a_whole_text_keeps_its_type(self) -> None:
        filled = Names({"emma": 7, "made": {"ids": [8]}}).fill(
            {"a": "{emma}", "b": ["/users/{emma}/{made.ids[0]}", "{null}"], "{emma}": True}
        )
        assert filled == {"a": 7, "b": ["/users/7/8", None], 7: True}

    def test_many(self) -> None:
        names = Names({})
        assert names.fill("{ids*3}") == "1,2,3"
        assert names.fill("{items*2}") == [{}, {}]
        assert names.fill("{ab*2}") == "abab"

    def test_unknown(self) -> None:
        with pytest.raises(KeyError, match="zoe"):
            Names({}).fill("{zoe}")


def test_a_key_that_is_not_known(tmp_path: Path) -> None:
    case = 'operation = "x"\nsays = "y"\nsend = "GET /x"\nstatus = 200\nstatsu = 200\n'
    (tmp_path / "lamps.toml").write_text(f"[[case]]\n{case}")
    with pytest.raises(msgspec.ValidationError, match="statsu"):
        list(load(tmp_path))
