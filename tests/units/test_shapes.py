"""That the checker of answers finds every kind of fault, and that the facts it reads agree."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.shapes import Shapes, Spec, load

CONTRACT = Path(__file__).parents[2] / "contract"

FACTS: dict[str, Any] = {
    "answers": {
        "ListUsers": {
            "status": 200,
            "keys": ["users"],
            "envelope": "users",
            "list": True,
            "item": "User",
            "paging": [["count", "next_page", "previous_page"], ["meta", "links"]],
        },
        "ShowUser": {
            "status": 200,
            "other_status": [201],
            "keys": ["user", "audit"],
            "envelope": "user",
            "list": False,
            "item": "User",
            "others": {"audit": {"type": ["object"], "nullable": False}},
        },
        "ShowLimit": {
            "status": 200,
            "keys": ["limit"],
            "envelope": "limit",
            "list": False,
            "item": None,
            "item_type": "integer",
        },
        "ListTags": {
            "status": 200,
            "keys": ["tags"],
            "envelope": "tags",
            "list": True,
            "item": None,
            "item_type": "string",
        },
        "ShowRelated": {
            "status": 200,
            "keys": ["incidents"],
            "envelope": None,
            "list": False,
            "item": "Related",
        },
        "ShowSuspended": {
            "status": 200,
            "keys": ["tickets"],
            "envelope": "tickets",
            "other_envelopes": ["ticket"],
            "list": True,
            "item": "Related",
        },
        "ShowEvent": {
            "status": 200,
            "keys": ["event"],
            "envelope": "event",
            "list": False,
            "item": "Event",
        },
        "ShowTarget": {
            "status": 200,
            "keys": ["target"],
            "envelope": "target",
            "list": False,
            "item": "Target",
        },
        "DeleteUser": {
            "status": 204,
            "keys": [],
            "envelope": None,
            "list": False,
            "item": None,
        },
        "ReorderUsers": {
            "status": 200,
            "keys": [],
            "envelope": None,
            "list": False,
            "item": None,
        },
    },
    "objects": {
        "User": {
            "fields": {
                "id": {"type": ["integer"], "nullable": False, "required": True},
                "email": {"type": ["string"], "nullable": True, "required": True},
                "role": {"type": ["string"], "nullable": True, "enum": ["agent", "admin"]},
                "score": {"type": ["number"]},
                "extra": {"type": ["any"], "nullable": True},
                "tags": {"type": ["array"], "items": {"type": ["string"]}},
                "photo": {"type": ["object"], "nullable": True, "ref": "Photo"},
                "via": {
                    "type": ["object"],
                    "fields": {"channel": {"type": ["string", "integer"], "required": True}},
                },
                "events": {"type": ["array"], "items": {"type": ["object"], "ref": "Event"}},
                "results": {
                    "type": ["object", "array"],
                    "fields": {"success": {"type": ["boolean"]}},
                },
            }
        },
        "Photo": {"fields": {"size": {"type": ["integer"], "required": True}}},
        "Related": {"fields": {"incidents": {"type": ["integer"], "required": True}}},
        "Event": {
            "discriminator": "type",
            "variants": {"Create": ["EventCreate"], "Change": ["EventChange", "EventTarget"]},
            "fields": {},
        },
        "EventCreate": {"fields": {"value": {"type": ["string"], "required": True}}},
        "EventChange": {
            "fields": {
                "value": {"type": ["string"], "required": True},
                "previous": {"type": ["string"], "required": True},
            }
        },
        "EventTarget": {"fields": {"minutes": {"type": ["integer"], "required": True}}},
        "Target": {
            "open": True,
            "discriminator": "type",
            "variants": {"email": ["EmailTarget"]},
            "fields": {
                "title": {"type": ["string"], "required": True},
                "note": {"type": ["string"]},
            },
        },
        "EmailTarget": {
            "fields": {
                "address": {"type": ["string"], "required": True},
                "note": {"type": ["string"], "nullable": True},
            }
        },
    },
}

USER: Mapping[str, object] = {"id": 1, "email": None}
OFFSET_PAGE: Mapping[str, object] = {"count": 1, "next_page": None, "previous_page": None}
CURSOR_PAGE: Mapping[str, object] = {
    "meta": {"has_more": False, "after_cursor": None},
    "links": {"next": None, "prev": None},
}


@pytest.fixture
def shapes(tmp_path: Path) -> Shapes:
    """Shapes read from the small facts above."""
    (tmp_path / "facts.json").write_text(json.dumps(FACTS), encoding="utf-8")
    return load(tmp_path)


@pytest.fixture(scope="module")
def contract() -> Shapes:
    """Shapes read from the facts of the project."""
    return load(CONTRACT / "shapes")


GOOD_ANSWERS: list[tuple[str, int, object]] = [
    ("ListUsers", 200, {"users": [USER], **OFFSET_PAGE}),
    ("ListUsers", 200, {"users": [], **CURSOR_PAGE}),
    ("ListUsers", 200, {"users": [], "groups": [], **OFFSET_PAGE}),
    ("ShowUser", 200, {"user": USER, "audit": {}}),
    ("ShowUser", 201, {"user": {**USER, "unknown": 1}, "audit": {}}),
    ("ShowLimit", 200, {"limit": 3}),
    ("ListTags", 200, {"tags": ["one"]}),
    ("ShowRelated", 200, {"incidents": 0}),
    ("ShowSuspended", 200, {"tickets": [{"incidents": 0}]}),
    ("ShowSuspended", 200, {"ticket": {"incidents": 0}}),
    ("ShowEvent", 200, {"event": {"type": "Change", "value": "a", "previous": "b"}}),
    ("ShowEvent", 200, {"event": {"type": "Change", "minutes": 5}}),
    ("ShowTarget", 200, {"target": {"title": "a", "type": "email", "address": "b", "note": None}}),
    ("ShowTarget", 200, {"target": {"title": "a", "type": "other"}}),
    ("DeleteUser", 204, None),
    ("ReorderUsers", 200, ""),
    ("ShowUser", 404, {"error": "RecordNotFound", "description": "Not found"}),
]


@pytest.mark.parametrize(("operation", "status", "body"), GOOD_ANSWERS)
def test_a_documented_answer_has_no_problems(
    shapes: Shapes, operation: str, status: int, body: object
) -> None:
    assert shapes.problems(operation, status, body) == []


GOOD_FIELDS: list[Mapping[str, object]] = [
    {"role": "agent"},
    {"role": None},
    {"score": 1},
    {"score": 1.5},
    {"extra": None},
    {"extra": [1]},
    {"photo": None},
    {"photo": {"size": 1}},
    {"via": {"channel": 1}},
    {"results": []},
    {"results": {"success": True}},
    {"events": [{"type": "Create", "value": "a"}]},
]


@pytest.mark.parametrize("fields", GOOD_FIELDS)
def test_a_documented_field_has_no_problems(shapes: Shapes, fields: Mapping[str, object]) -> None:
    body = {"user": {**USER, **fields}, "audit": {}}
    assert shapes.problems("ShowUser", 200, body) == []


BAD_ANSWERS: list[tuple[str, int, object, list[str]]] = [
    ("ShowUser", 202, {}, ["status is 202, 200 or 201 wanted"]),
    ("ShowUser", 200, [], ["body is array, object wanted"]),
    ("ShowUser", 200, None, ["body is null, object wanted"]),
    ("ShowUser", 200, {}, ["user is missing", "audit is missing"]),
    ("ShowUser", 200, {"user": [USER], "audit": {}}, ["user is array, object wanted"]),
    ("ShowUser", 200, {"user": USER, "audit": None}, ["audit is null, object wanted"]),
    ("ShowUser", 404, {}, ["error is missing"]),
    ("ListUsers", 200, {"users": {}, **OFFSET_PAGE}, ["users is object, array wanted"]),
    ("ListUsers", 200, {"users": [1], **OFFSET_PAGE}, ["users[0] is integer, object wanted"]),
    ("ShowLimit", 200, {"limit": True}, ["limit is boolean, integer wanted"]),
    ("ShowLimit", 200, {"limit": 1.5}, ["limit is number, integer wanted"]),
    ("ListTags", 200, {"tags": ["one", 2]}, ["tags[1] is integer, string wanted"]),
    ("ShowRelated", 200, {}, ["incidents is missing"]),
    ("ShowRelated", 200, {"incidents": "0"}, ["incidents is string, integer wanted"]),
    ("ShowSuspended", 200, {}, ["tickets is missing"]),
    ("ShowSuspended", 200, {"ticket": {}}, ["ticket.incidents is missing"]),
    ("ShowSuspended", 200, {"tickets": [{}]}, ["tickets[0].incidents is missing"]),
    ("ShowSuspended", 200, {"tickets": 1}, ["tickets is integer, array wanted"]),
    ("ShowEvent", 200, {"event": {}}, ["event.type is null, a known kind wanted"]),
    ("ShowEvent", 200, {"event": {"type": "Odd"}}, ['event.type is "Odd", a known kind wanted']),
    ("ShowEvent", 200, {"event": {"type": "Create"}}, ["event.value is missing"]),
    (
        "ShowEvent",
        200,
        {"event": {"type": "Change", "value": "a"}},
        ["event.previous is missing"],
    ),
    ("ShowTarget", 200, {"target": {"type": "other"}}, ["target.title is missing"]),
    (
        "ShowTarget",
        200,
        {"target": {"type": "email"}},
        ["target.title is missing", "target.address is missing"],
    ),
    ("DeleteUser", 204, {}, ["body is object, nothing wanted"]),
    ("DeleteUser", 200, None, ["status is 200, 204 wanted"]),
]


@pytest.mark.parametrize(("operation", "status", "body", "problems"), BAD_ANSWERS)
def test_a_faulty_answer_is_found(
    shapes: Shapes, operation: str, status: int, body: object, problems: list[str]
) -> None:
    assert shapes.problems(operation, status, body) == problems


BAD_FIELDS: list[tuple[Mapping[str, object], str]] = [
    ({"id": None}, "users[1].id is null, integer wanted"),
    ({"id": "1"}, "users[1].id is string, integer wanted"),
    ({"email": 1}, "users[1].email is integer, string or null wanted"),
    ({"role": "owner"}, 'users[1].role is "owner", agent or admin wanted'),
    ({"score": "1"}, "users[1].score is string, number wanted"),
    ({"score": True}, "users[1].score is boolean, number wanted"),
    ({"tags": ["one", None]}, "users[1].tags[1] is null, string wanted"),
    ({"photo": {}}, "users[1].photo.size is missing"),
    ({"photo": {"size": "1"}}, "users[1].photo.size is string, integer wanted"),
    ({"via": {}}, "users[1].via.channel is missing"),
    ({"via": {"channel": []}}, "users[1].via.channel is array, string or integer wanted"),
    ({"events": [{"type": "Create"}]}, "users[1].events[0].value is missing"),
    ({"results": "done"}, "users[1].results is string, object or array wanted"),
    ({"results": {"success": 1}}, "users[1].results.success is integer, boolean wanted"),
]


@pytest.mark.parametrize(("fields", "problem"), BAD_FIELDS)
def test_a_faulty_field_is_found_and_named(
    shapes: Shapes, fields: Mapping[str, object], problem: str
) -> None:
    body = {"users": [USER, {**USER, **fields}], **OFFSET_PAGE}
    assert shapes.problems("ListUsers", 200, body) == [problem]


def test_a_missing_field_is_found_in_every_item(shapes: Shapes) -> None:
    body = {"users": [{"id": 1}, USER, {"email": "a@example.com"}], **OFFSET_PAGE}
    assert shapes.problems("ListUsers", 200, body) == [
        "users[0].email is missing",
        "users[2].id is missing",
    ]


NO_PAGE = "page keys are missing, count, next_page, previous_page or meta, links wanted"
BAD_PAGES: list[tuple[Mapping[str, object], str]] = [
    ({}, NO_PAGE),
    ({"count": 1, "next_page": None}, NO_PAGE),
    ({"meta": {"has_more": False}}, NO_PAGE),
    ({**OFFSET_PAGE, "count": None}, "count is null, integer wanted"),
    ({**OFFSET_PAGE, "next_page": 2}, "next_page is integer, string or null wanted"),
    ({**CURSOR_PAGE, "meta": {}}, "meta.has_more is missing"),
    ({**CURSOR_PAGE, "meta": None}, "meta is null, object wanted"),
    ({**CURSOR_PAGE, "links": {}}, "links.next is missing"),
    ({**CURSOR_PAGE, "links": {"next": 1}}, "links.next is integer, string or null wanted"),
    ({**OFFSET_PAGE, "end_of_stream": 1}, "end_of_stream is integer, boolean wanted"),
]


@pytest.mark.parametrize(("page", "problem"), BAD_PAGES)
def test_a_list_without_its_page_keys_is_found(
    shapes: Shapes, page: Mapping[str, object], problem: str
) -> None:
    assert shapes.problems("ListUsers", 200, {"users": [], **page}) == [problem]


GOOD_ERRORS: list[tuple[int, object]] = [
    (401, {"error": "Couldn't authenticate you"}),
    (404, {"error": "RecordNotFound", "description": "Not found"}),
    (400, {"error": "invalid_grant", "error_description": "The code is too old"}),
    (403, {"error": {"title": "Forbidden", "message": "Not yours"}}),
    (400, {"errors": [{"code": "InvalidValue", "title": "Invalid", "detail": "Too long"}]}),
    (
        422,
        {
            "error": "RecordInvalid",
            "description": "Record validation errors",
            "details": {"name": [{"description": "is too long", "error": "TooLong"}]},
        },
    ),
]


@pytest.mark.parametrize(("status", "body"), GOOD_ERRORS)
def test_a_documented_error_has_no_problems(shapes: Shapes, status: int, body: object) -> None:
    assert shapes.error_problems(status, body) == []


BAD_ERRORS: list[tuple[int, object, str]] = [
    (200, {"error": "a"}, "status is 200, an error status wanted"),
    (404, "Not found", "body is string, object wanted"),
    (404, {"message": "a"}, "error is missing"),
    (404, {"error": 404}, "error is integer, string wanted"),
    (404, {"error": "a", "description": []}, "description is array, string wanted"),
    (400, {"error": "a", "error_description": 1}, "error_description is integer, string wanted"),
    (403, {"error": {"title": "a"}}, "error.message is missing"),
    (422, {"error": "a", "details": []}, "details is array, object wanted"),
    (422, {"error": "a", "details": {"name": "a"}}, "details.name is string, array wanted"),
    (422, {"error": "a", "details": {"name": [{}]}}, "details.name[0].description is missing"),
    (400, {"errors": []}, "errors is empty"),
    (400, {"errors": {}}, "errors is object, array wanted"),
    (400, {"errors": [{"title": "a"}]}, "errors[0].code is missing"),
]


@pytest.mark.parametrize(("status", "body", "problem"), BAD_ERRORS)
def test_an_undocumented_error_is_found(
    shapes: Shapes, status: int, body: object, problem: str
) -> None:
    assert shapes.error_problems(status, body) == [problem]


def test_every_operation_has_an_answer_with_its_status(contract: Shapes) -> None:
    rows = tomllib.loads((CONTRACT / "operations.toml").read_text(encoding="utf-8"))["operation"]
    assert [row["name"] for row in rows if row["name"] not in contract.answers] == []
    beyond = tomllib.loads((CONTRACT / "beyond.toml").read_text(encoding="utf-8"))["operation"]
    assert contract.answers.keys() <= {row["name"] for row in (*rows, *beyond)}
    for row in rows:
        assert contract.answers[row["name"]].statuses[0] == row["status"], row["name"]


def test_every_object_named_in_the_facts_is_known(contract: Shapes) -> None:
    items = [answer.item for answer in contract.answers.values() if answer.item]
    items += [item for answer in contract.answers.values() for item in answer.other_items.values()]
    named = {name for spec in (*items, *contract.objects.values()) for name in _names(spec)}
    assert contract.objects.keys() == named


def _names(spec: Spec) -> Iterator[str]:
    if spec.ref:
        yield spec.ref
    for variants in spec.variants.values():
        yield from variants
    for part in (*spec.fields.values(), *([spec.items] if spec.items else [])):
        yield from _names(part)
