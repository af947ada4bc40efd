"""Forms with files (multipart/form-data) as the tree that JSON would have been.

`user[photo][uploaded_data]` is a key in a key in a key, `user[tags][]` one item of a list. A text
stays text, for the types of the signature to read; a file is what FormFile is made of.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import msgspec
from multipart import MultipartError, MultipartParser, MultipartPart, parse_options_header

from ombud.wire.errors import BadRequest, Invalid

__all__ = ["FormFile", "form_tree", "is_form"]

KIND = "multipart/form-data"
NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
MOST_PARTS = 200
DEEPEST = 8


class FormFile(msgspec.Struct):
    """A file that was sent with a form; the name and the type are the sender's words."""

    content: bytes
    file_name: str = "file"
    content_type: str = ""


def is_form(content_type: str) -> bool:
    """Whether a body of this type is a form that may hold files."""
    return content_type.partition(";")[0].strip().lower() == KIND


def form_tree(body: bytes, content_type: str) -> dict[str, Any]:
    """What the form says; Invalid when it is none, BadRequest for names that contradict."""
    tree: dict[str, Any] = {}
    for name, value in _parts(body, content_type):
        found = NAME.fullmatch(name)
        keys = [found[1], *re.findall(r"\[([^\[\]]*)\]", found[2])] if found else []
        if not 0 < len(keys) <= DEEPEST:
            raise BadRequest(name[:100] or "form", "is not the name of a field")
        _put(tree, keys, value, name)
    return tree


def _put(tree: dict[str, Any], keys: list[str], value: Any, name: str) -> None:
    is_item = len(keys) > 1 and keys[-1] == ""
    *path, last = keys[:-1] if is_item else keys
    for key in path:
        inner = tree.setdefault(key, {})
        if not isinstance(inner, dict) or "content" in inner:
            raise BadRequest(name, "is a value and a hash at once")
        tree = inner
    if is_item:
        items = tree.setdefault(last, [])
        if not isinstance(items, list):
            raise BadRequest(name, "is a value and an array at once")
        items.append(value)
    elif isinstance(tree.get(last), (dict, list)):
        raise BadRequest(name, "is a value and a hash at once")
    else:
        tree[last] = value


def _parts(body: bytes, content_type: str) -> Iterator[tuple[str, Any]]:
    """Names and values in the order of the form."""
    boundary = parse_options_header(content_type)[1].get("boundary")
    if not boundary:
        raise Invalid.unparsable("The form does not say what separates its parts")
    # The body is in memory already, and within its limit.
    size = len(body) + 1
    limits = {"part_limit": MOST_PARTS, "spool_limit": size, "memory_limit": size}
    try:
        for part in MultipartParser(BytesIO(body), boundary, **limits):
            yield part.name, _value(part)
    except MultipartError as error:
        raise Invalid.unparsable(f"The form cannot be read: {error}") from error


def _value(part: MultipartPart) -> Any:
    if part.filename is None:
        return _text(part.raw)
    return {"content": part.raw, "file_name": part.filename, "content_type": part.content_type}


def _text(content: bytes) -> str:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise Invalid.unparsable("The form is not UTF-8") from error
    if "\0" in text:
        raise Invalid.unparsable("The form holds characters that cannot be stored")
    return text
