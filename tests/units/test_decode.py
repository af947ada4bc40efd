"""Paths, query strings and bodies become arguments or a refusal, never a fault."""

import json
import sys
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.wire.answers import Nothing
from ombud.wire.changes import UNSET, Change, Maybe, Words
from ombud.wire.context import Context, Request
from ombud.wire.decode import LARGEST, arguments, json_tree, list_of_ids
from ombud.wire.errors import ApiError, BadRequest, Invalid, NotFound, UnsupportedMediaType
from ombud.wire.operation import Operation, get, operations_of, put


class LampChange(Change):
    name: Maybe[str] = UNSET
    watts: Maybe[int] = UNSET
    lit: Maybe[bool] = UNSET
    tags: Maybe[list[str]] = UNSET
    code: Maybe[Words] = UNSET


class LampQuery(msgspec.Struct):
    lit: bool = False
    ids: list[int] | None = None
    kind: str | None = msgspec.field(name="filter[kind]", default=None)


@put("/lamps/{lamp_id}", name="UpdateLamp", role="anyone")
def update_lamp(ctx: Context, lamp_id: int, lamp: LampChange, note: str | None = None) -> Nothing:
    raise NotImplementedError


@get("/rooms/{room}/lamps", name="ListLamps", role="anyone")
def rooms_lamps(ctx: Context, room: str, query: LampQuery) -> Nothing:
    raise NotImplementedError


ROWS: dict[str, Operation] = {row.name: row for row in operations_of(sys.modules[__name__])}


def put_lamp(body: object, path_id: str = "7", content_type: str = "application/json") -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"content-type": content_type}
    request = Request("PUT", "/api/v2/lamps/7", [], headers, raw)
    return arguments(ROWS["UpdateLamp"], request, {"lamp_id": path_id})


def list_lamps(*query: tuple[str, str], room: str = "hall") -> Any:
    request = Request("GET", "/api/v2/rooms/hall/lamps", list(query), {})
    return arguments(ROWS["ListLamps"], request, {"room": room})


def message(error: ApiError) -> str:
    return json.dumps(error.body)


class TestPaths:
    @pytest.mark.parametrize(("text", "number"), [("7", 7), ("007", 7), (str(LARGEST), LARGEST)])
    def test_numbers(self, text: str, number: int) -> None:
        assert put_lamp({"lamp": {}}, text)["lamp_id"] == number

    @pytest.mark.parametrize("text", ["x", "-1", "1.0", "\uff11", "0x1", " 7", "", "7\0"])
    def test_not_a_number(self, text: str) -> None:
        with pytest.raises(BadRequest) as refused:
            put_lamp({"lamp": {}}, text)
        assert "id must be an integer from api/v2/" in message(refused.value)

    @pytest.mark.parametrize("text", [str(LARGEST + 1), "9" * 5000])
    def test_a_number_that_no_row_can_have(self, text: str) -> None:
        with pytest.raises(NotFound):
            put_lamp({"lamp": {}}, text)

    def test_text_with_a_nul_names_nothing(self) -> None:
        with pytest.raises(NotFound):
            list_lamps(room="ha\0ll")


class TestQueries:
    def test_names_lists_and_the_last_of_several_values(self) -> None:
        pairs = [("ids", "1,2"), ("ids[]", "3"), ("filter[kind]", "desk"), ("lit", "0")]
        found = list_lamps(*pairs, ("lit", "true"), ("unknown", "x"))["query"]
        assert found == LampQuery(lit=True, ids=[1, 2, 3], kind="desk")

    def test_wrong_type(self) -> None:
        with pytest.raises(BadRequest) as refused:
            list_lamps(("lit", "maybe"))
        assert "lit must be true or false" in message(refused.value)
        with pytest.raises(BadRequest) as refused:
            list_lamps(("ids", "1,x"))
        assert "ids[1] must be an integer" in message(refused.value)

    @pytest.mark.parametrize("name", ["filter[kind]", "unknown"])
    def test_nul_is_refused_in_any_parameter(self, name: str) -> None:
        with pytest.raises(BadRequest):
            list_lamps((name, "a\0b"))


class TestBodies:
    def test_absent_null_and_present_are_three_things(self) -> None:
        lamp = put_lamp({"lamp": {"name": None, "watts": 40, "unknown": {}}})["lamp"]
        assert (lamp.name, lamp.watts, lamp.lit) == (None, 40, UNSET)
        assert lamp.given() == {"name": None, "watts": 40}

    def test_numbers_and_switches_may_come_as_text(self) -> None:
        lamp = put_lamp({"lamp": {"watts": "40", "lit": "true", "code": 7}})["lamp"]
        assert (lamp.watts, lamp.lit, lamp.code) == (40, True, 7)

    @pytest.mark.parametrize(
        ("lamp", "complaint"),
        [
            ({"name": 7}, "lamp.name must be a string"),
            ({"watts": []}, "lamp.watts must be an integer"),
            ({"watts": 1.5}, "lamp.watts must be an integer"),
            ({"lit": {}}, "lamp.lit must be true or false"),
            ({"tags": "a"}, "lamp.tags must be an array"),
            ({"tags": [1]}, "lamp.tags[0] must be a string"),
            ([], "lamp must be a hash"),
            ("x", "lamp must be a hash"),
        ],
    )
    def test_wrong_types_are_named(self, lamp: object, complaint: str) -> None:
        with pytest.raises(BadRequest) as refused:
            put_lamp({"lamp": lamp})
        assert complaint in message(refused.value)

    @pytest.mark.parametrize("body", [{}, {"lamp": None}, {"lamps": {}}, b""])
    def test_the_root_is_required(self, body: object) -> None:
        with pytest.raises(BadRequest) as refused:
            put_lamp(body)
        assert "empty or invalid: lamp" in message(refused.value)

    def test_an_optional_root_may_be_absent_or_null(self) -> None:
        assert "note" not in put_lamp({"lamp": {}})
        assert put_lamp({"lamp": {}, "note": None})["note"] is None

    @pytest.mark.parametrize("body", [[], "x", 7, None])
    def test_a_body_is_an_object(self, body: object) -> None:
        with pytest.raises(BadRequest):
            put_lamp(body)

    @pytest.mark.parametrize(
        "kind", ["application/json", "Application/JSON; charset=UTF-8", "application/hal+json"]
    )
    def test_json_by_any_name(self, kind: str) -> None:
        assert put_lamp({"lamp": {}}, content_type=kind)["lamp"] == LampChange()

    @pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
    def test_other_content_types(self, kind: str) -> None:
        with pytest.raises(UnsupportedMediaType):
            put_lamp({"lamp": {}}, content_type=kind)


class TestJson:
    @pytest.mark.parametrize(
        "raw",
        [
            b"{",
            b"{} {}",
            b"   ",
            b"{'a': 1}",
            b'{"a": 1, "a": 2}',
            b'{"a": {"b": 1, "b": 1}}',
            b'{"a": NaN}',
            b'{"a": Infinity}',
            b'{"a": -Infinity}',
            b'{"a": 1e999}',
            b'{"a": 9223372036854775808}',
            b'{"a": -9223372036854775808}',
            b'{"a": ' + b"9" * 5000 + b"}",
            b'{"a": "\\u0000"}',
            b'{"\\u0000": 1}',
            b'{"a": "\\ud800"}',
            b'{"\\udfff": 1}',
            b'{"a": "\xff"}',
            b'{"a": "\xed\xa0\x80"}',
            '{"a": 1}'.encode("utf-16"),
            b'{"a": "line\nbreak"}',
            b"[" * 62 + b"]" * 62,
            b"[" * 100_000,
            b'{"a":' * 100_000,
        ],
        ids=lambda raw: repr(raw[:24]),
    )
    def test_what_no_client_sends_in_good_faith(self, raw: bytes) -> None:
        with pytest.raises(Invalid) as refused:
            json_tree(raw)
        assert refused.value.body["error"] == "Unprocessable Entity"

    @pytest.mark.parametrize(
        ("raw", "value"),
        [
            (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
            (b'{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
            (b'{"a": 9223372036854775807}', {"a": LARGEST}),
            (b"[" * 61 + b"]" * 61, None),
            (b' \r\n\t{"a": 1.5e3}\n', {"a": 1500.0}),
        ],
        ids=["byte order mark", "surrogate pair", "largest", "deep enough", "white space"],
    )
    def test_odd_but_good(self, raw: bytes, value: object) -> None:
        assert value is None or json_tree(raw) == value

    @given(
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers(-LARGEST, LARGEST)
            | st.text("ab😀 \n", max_size=5),
            lambda inner: st.lists(inner) | st.dictionaries(st.text("abc", max_size=3), inner),
            max_leaves=20,
        )
    )
    def test_good_json_is_read_as_it_is(self, value: object) -> None:
        assert json_tree(json.dumps(value).encode()) == value

    @given(st.binary(max_size=60))
    def test_no_bytes_break_it(self, raw: bytes) -> None:
        try:
            tree = json_tree(raw)
        except Invalid:
            return
        assert tree == json.loads(raw)


@pytest.mark.parametrize(
    ("text", "ids"),
    [("1,2,3", [1, 2, 3]), (" 1 , x,,-2,\uff13,4", [1, 4]), ("", []), ("9" * 19, [])],
)
def test_list_of_ids(text: str, ids: list[int]) -> None:
    assert list_of_ids(text) == ids
