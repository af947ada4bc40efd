"""Turns paths, query strings and bodies into the types of an operation's signature.

Absent, null and of the wrong type are three things: UNSET, None and a 400 that names the
attribute. Unknown properties are ignored, and `"7"` and `"true"` are read as 7 and true.
"""

import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

import msgspec
from msgspec import UNSET, UnsetType

from ombud.wire.context import Request
from ombud.wire.errors import BadRequest, Invalid, NotFound, UnsupportedMediaType
from ombud.wire.forms import form_tree, is_form
from ombud.wire.operation import Operation

__all__ = ["arguments", "convert", "json_tree", "list_of_ids"]

T = TypeVar("T")
LARGEST = 2**63 - 1
DEEPEST = 60
MOST_DIGITS = 400
EXPECTED = re.compile(r"Expected `(?P<wanted>[^`]+)`(?:, got `[^`]+`)?(?: - at `(?P<at>[^`]+)`)?")
RULES = {
    "array": "must be an array",
    "object": "must be a hash",
    "str": "must be a string",
    "int": "must be an integer",
    "float": "must be a number",
    "bool": "must be true or false",
}


def arguments(operation: Operation, request: Request, path: dict[str, str]) -> dict[str, Any]:
    """The keyword arguments for the operation's function, `ctx` aside."""
    found = _path_arguments(operation, path)
    _check_query(operation, request)
    if operation.query is not None:
        found["query"] = _query(operation, request)
    if operation.reads_bytes:
        found["content"] = request.body
    elif operation.roots:
        found.update(_body(operation, request))
    return found


def convert(value: object, kind: Any, name: str, place: str = "") -> Any:
    """The value as `kind`; BadRequest names the attribute below `name` that does not fit."""
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _bad_request(str(error), name, place) from error


def json_tree(body: bytes) -> Any:
    """The JSON value of a body; Invalid for what no client sends in good faith.

    msgspec would be faster but keeps the last of two equal keys in silence; here each object is
    looked at as it is read, which also finds numbers and text that no column can hold.
    """
    try:
        # Windows shells put a byte order mark in front.
        text = body.decode("utf-8-sig")
        tree = _decoder().decode(text)
    except UnicodeDecodeError as error:
        raise Invalid.unparsable("The body is not UTF-8") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise Invalid.unparsable() from error
    _check_value(tree)
    return tree


def list_of_ids(text: str) -> list[int]:
    """`1,2,3` as numbers; what is no number is left out, as the real API does."""
    parts = (part.strip() for part in text.split(","))
    return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 19]


def _path_arguments(operation: Operation, path: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, text in path.items():
        if operation.path_parameters[name] is not int:
            if "\0" in text:
                raise NotFound
            found[name] = text
        elif not (text.isascii() and text.isdigit()):
            raise BadRequest(
                "id" if name.endswith("_id") else name, "must be an integer", operation.place
            )
        elif len(text) > len(str(LARGEST)) or int(text) > LARGEST:
            raise NotFound
        else:
            found[name] = int(text)
    return found


def _check_query(operation: Operation, request: Request) -> None:
    for name, value in request.query:
        if "\0" in value:
            raise BadRequest(name, "must be text without control characters", operation.place)


def _query(operation: Operation, request: Request) -> Any:
    kind = operation.query
    assert kind is not None  # noqa: S101 (checked by the caller)
    lists = _list_parameters(kind)
    values: dict[str, Any] = {}
    for raw_name, value in request.query:
        name = raw_name.removesuffix("[]") if raw_name.removesuffix("[]") in lists else raw_name
        if name in lists:
            values.setdefault(name, []).extend(part for part in value.split(",") if part.strip())
        else:
            values[name] = value
    try:
        return msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _bad_request(str(error), "", operation.place) from error


@cache
def _list_parameters(kind: type[msgspec.Struct]) -> frozenset[str]:
    def is_list(expression: Any) -> bool:
        return get_origin(expression) is list or any(
            get_origin(option) is list for option in get_args(expression)
        )

    return frozenset(
        field.encode_name for field in msgspec.structs.fields(kind) if is_list(field.type)
    )


def _body(operation: Operation, request: Request) -> dict[str, Any]:
    tree: Any = {}
    kind = request.headers.get("content-type", "")
    if request.body and operation.forms and is_form(kind):
        tree = form_tree(request.body, kind)
    elif request.body:
        _check_content_type(kind)
        tree = json_tree(request.body)
    if not isinstance(tree, dict):
        raise BadRequest("body", "must be a hash", operation.place)
    if "body" in operation.roots:
        return {"body": convert(tree, operation.roots["body"], "", operation.place)}
    found: dict[str, Any] = {}
    for root, kind in operation.roots.items():
        value = tree.get(root, UNSET)
        if isinstance(value, UnsetType) or (value is None and root not in operation.optional_roots):
            if root not in operation.optional_roots:
                raise BadRequest.missing(root)
            continue
        found[root] = convert(value, kind, root, operation.place)
    return found


def _check_content_type(content_type: str) -> None:
    kind = content_type.partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise UnsupportedMediaType


@cache
def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=_object, parse_int=_integer, parse_constant=_constant, strict=True
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Invalid.unparsable("The same key stands twice in one JSON object")
    return found


def _integer(digits: str) -> int:
    if len(digits) > MOST_DIGITS or abs(int(digits)) > LARGEST:
        raise Invalid.unparsable("A number in the JSON body is too large")
    return int(digits)


def _constant(name: str) -> float:
    raise Invalid.unparsable(f"{name} is not JSON")


def _check_value(value: Any, depth: int = 0) -> None:
    if isinstance(value, str):
        if "\0" in value or not _is_text(value):
            raise Invalid.unparsable("Text in the JSON body holds characters that cannot be stored")
    elif isinstance(value, float):
        if value in {float("inf"), float("-inf")}:
            raise Invalid.unparsable("A number in the JSON body is too large")
    elif isinstance(value, (dict, list)):
        if depth > DEEPEST:
            raise Invalid.unparsable("The JSON body is nested too deeply")
        inner: Iterable[Any] = value
        if isinstance(value, dict):
            inner = [*value.keys(), *value.values()]
        for item in inner:
            _check_value(item, depth + 1)


def _is_text(value: str) -> bool:
    """Whether it is Unicode that can be written as UTF-8 (no lone surrogates)."""
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _bad_request(message: str, name: str, place: str) -> BadRequest:
    """Msgspec's message in the words of the API."""
    match = EXPECTED.match(message)
    at = re.sub(r"`| - at ", "", message.partition(" - at `$")[2])
    path = ".".join(part for part in (name + re.sub(r"\[\.*\]", "", at)).split(".") if part)
    if match is None:
        missing = re.match(r"Object missing required field `([^`]+)`", message)
        if missing:
            attribute = f"{path}.{missing.group(1)}" if path else missing.group(1)
            return BadRequest.missing(attribute)
        return BadRequest(path or "body", f"is not valid ({message.partition(' - at')[0]})", place)
    wanted = {part.strip() for part in match.group("wanted").split("|")}
    # RULES begins with what says most of a value that may be several things.
    rule = next((RULES[part] for part in RULES if part in wanted), "is not valid")
    return BadRequest(path or "body", rule, place)
