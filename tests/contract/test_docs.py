"""What a person can meet has its place in the docs: settings, verbs, error names, quirks."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_type_hints

import msgspec
import pytest
import typer

from ombud.cli.program import program
from ombud.config import Config
from ombud.wire import errors
from tools.house_rules import ROOT, Source, anchors, calls, comments, sources

DOCS = ROOT / "docs"
# Where an error's name stands among the arguments of what makes it.
NAME_AT = {
    "plain": 0,
    "NotFound": 0,
    "pagination": 0,
    "Conflict": 1,
    "TooManyRequests": 1,
    "TooLarge": 1,
    "one": 2,
}
NAME = re.compile(r"[A-Z][A-Za-z]+")
BY_KEYWORD = {"error", "code", "refusal"}


@functools.cache
def program_sources() -> list[Source]:
    """The files of the program, read when a test asks: to parse them all takes seconds."""
    return list(sources(folders=("src",)))


def headings(path: Path) -> set[str]:
    """The headings of a page, without code marks."""
    assert path.is_file(), f"{path.relative_to(ROOT)} is missing"
    found = re.findall(r"^#+ +(.+?) *$", path.read_text("utf-8"), flags=re.MULTILINE)
    return {heading.replace("`", "") for heading in found}


def names_in(call: ast.Call) -> Iterator[str]:
    """The names of errors that a call gives."""
    function = call.func.attr if isinstance(call.func, ast.Attribute) else None
    function = call.func.id if isinstance(call.func, ast.Name) else function
    place = NAME_AT.get(function or "")
    values = [keyword.value for keyword in call.keywords if keyword.arg in BY_KEYWORD]
    if place is not None and len(call.args) > place:
        values.append(call.args[place])
    for value in values:
        if isinstance(value, ast.Constant) and NAME.fullmatch(str(value.value)):
            yield str(value.value)


def error_names() -> set[str]:
    """Every name that the program gives to an error or to a problem in its details."""
    found = {
        name
        for source in program_sources()
        for call in calls(source.tree)
        for name in names_in(call)
    }
    values = [
        value
        for source in program_sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "error"
    ]
    # The defaults of the arguments that name an error.
    made = ast.parse(Path(errors.__file__).read_text("utf-8"))
    values += [
        default
        for node in ast.walk(made)
        if isinstance(node, ast.arguments)
        for default in (*node.defaults, *node.kw_defaults)
        if isinstance(default, ast.Constant) and NAME.fullmatch(str(default.value))
    ]
    found |= {str(value.value) for value in values if isinstance(value, ast.Constant)}
    return found - {"None", "True", "False"}


@pytest.mark.parametrize("field", msgspec.structs.fields(Config), ids=lambda field: field.name)
def test_every_setting(field: msgspec.structs.FieldInfo) -> None:
    page = (DOCS / "guide" / "configuration.md").read_text("utf-8")
    assert f"OMBUD_{field.name.upper()}" in page
    hint = get_type_hints(Config, include_extras=True)[field.name]
    descriptions = [each.description for each in get_args(hint) if hasattr(each, "description")]
    assert descriptions, "say what the setting is in its Meta(description=...)"


def test_every_verb_of_the_command_line() -> None:
    group = typer.main.get_command(program)
    verbs = [name for name, verb in group.commands.items() if not verb.hidden]  # type: ignore[attr-defined]  # a program with verbs is a group
    told = headings(DOCS / "guide" / "running.md")
    missing = [verb for verb in verbs if f"ombud {verb}" not in told]
    assert missing == []


def test_every_error_name() -> None:
    names = error_names()
    assert {"RecordNotFound", "RecordInvalid", "BlankValue", "InvalidPaginationDepth"} <= names
    assert sorted(names - headings(DOCS / "guide" / "errors.md")) == []


def test_no_error_name_that_nobody_gives() -> None:
    page = (DOCS / "guide" / "errors.md").read_text("utf-8")
    told = set(re.findall(r"^### `(.+?)`$", page, flags=re.MULTILINE))
    assert sorted(told - error_names()) == []


def test_every_quirk_has_its_heading() -> None:
    named = {
        anchor: source.path
        for source in program_sources()
        for _, text in comments(source)
        for anchor in anchors(text)
    }
    told = headings(DOCS / "quirks.md")
    assert {anchor: path for anchor, path in named.items() if anchor not in told} == {}


def test_every_quirk_is_still_in_the_code() -> None:
    named = {each for source in program_sources() for each in anchors(source.text)}
    told = {
        text
        for text in headings(DOCS / "quirks.md")
        if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", text)
    }
    assert sorted(told - named) == []
