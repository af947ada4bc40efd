"""Forms with files (multipart/form-data) as the tree that JSON would have been.

`user[photo][uploaded_data]` is a key in a key in a key, `user[tags][]` one item of a list. A text
stays text, for the types of the signature to read; a file is what FormFile is made of.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from ombud.wire.errors import BadRequest, Invalid

__all__ = ["FormFile", "form_tree", "is_form"]

KIND = "multipart/form-data"
BOUNDARY = re.compile(r'(?i);\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))')
DISPOSITION = re.compile(r'(?i);\s*(name|filename)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))')
# Any other backslash stands in a path of Windows.
ESCAPED = re.compile(r'\\(["\\])')
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
    found = BOUNDARY.search(content_type)
    if found is None:
        raise Invalid.unparsable("The form does not say what separates its parts")
    # The first one needs no line before it; what stands before it is nobody's.
    mark = b"\r\n--" + (found[1] or found[2]).encode("latin-1")
    _, *parts = (b"\r\n" + body).split(mark, MOST_PARTS + 1)
    if len(parts) > MOST_PARTS:
        raise Invalid.unparsable(f"The form has more than {MOST_PARTS} parts")
    for part in parts:
        if part.startswith(b"--"):
            return
        head, blank, content = part.partition(b"\r\n\r\n")
        if not blank:
            break
        yield _part(head, content)
    raise Invalid.unparsable("The form ends before its last part does")


def _part(head: bytes, content: bytes) -> tuple[str, Any]:
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in _text(head).split("\r\n"))
    }
    given = {
        name.lower(): ESCAPED.sub(r"\1", quoted or plain)
        for name, quoted, plain in DISPOSITION.findall(headers.get("content-disposition", ""))
    }
    if "name" not in given:
        raise Invalid.unparsable("A part of the form has no name")
    name = given["name"].replace("%22", '"')
    if "filename" not in given:
        return name, _text(content)
    file_name = given["filename"].replace("%22", '"')
    kind = headers.get("content-type", "")
    return name, {"content": content, "file_name": file_name, "content_type": kind}


def _text(content: bytes) -> str:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise Invalid.unparsable("The form is not UTF-8") from error
    if "\0" in text:
        raise Invalid.unparsable("The form holds characters that cannot be stored")
    return text
