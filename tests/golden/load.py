"""Loads the company into a desk through the public API: `python -m tests.golden.load URL EMAIL TOKEN`.

What a desk cannot store yet is left out together with the rules that name it, and told of.
"""

import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from tests.golden import shapes
from tests.golden.kinds import KINDS, Kind
from tests.golden.names import Names, UnknownNameError
from tests.golden.remote import Remote

__all__ = ["FOLDER", "LoadError", "Loaded", "Sender", "load", "rules_in"]

FOLDER = Path(__file__).with_name("configuration")
CREATED = frozenset({200, 201})
NOT_BUILT = 501
Json = dict[str, Any]


class Replied(Protocol):
    """An answer of a desk."""

    @property
    def status(self) -> int: ...

    @property
    def json(self) -> Any: ...

    @property
    def text(self) -> str: ...


class Sender(Protocol):
    """Whoever sends requests for an admin: a caller of the tests, or one over the network."""

    def send(self, method: str, path: str, body: object = None, /) -> Replied: ...


class LoadError(RuntimeError):
    """The desk refused something, or the configuration is wrong."""


@dataclass(slots=True)
class Loaded:
    """The names of all that was made, and what was left out, with the reason."""

    names: Names = field(default_factory=Names)
    left_out: list[str] = field(default_factory=list)


# The rules of a new account, which the company does not want.
STANDARD = ("triggers", "automations", "macros", "views")


def rules_in(kind: str) -> Iterator[Json]:
    """Every record of a kind as the configuration has it."""
    for path in sorted(FOLDER.glob("*.toml")):
        yield from tomllib.loads(path.read_text()).get(kind, ())


def load(desk: Sender) -> Loaded:
    """Load all of it; raises LoadError with what was refused and why."""
    loader = _Loader(desk)
    account = tomllib.loads((FOLDER / "account.toml").read_text())["account"]
    loader.speak(account["locales"])
    loader.retire_standard_rules()
    for kind in KINDS:
        for written in rules_in(kind.name):
            loader.add(kind, written)
    return loader.loaded


class _Loader:
    def __init__(self, desk: Sender) -> None:
        self._desk = desk
        self.loaded = Loaded()
        self._names = self.loaded.names

    def speak(self, codes: list[str]) -> None:
        """Offer the languages of the company; locales stand already, under their codes."""
        for locale in self._done("GET", "/locales/public")["locales"]:
            if locale["locale"] in codes:
                self._names.add("locale", locale["locale"], locale["id"])
        ids = [self._names.id("locale", code) for code in codes]
        self._done("PUT", "/account/settings", {"settings": {"localization": {"locale_ids": ids}}})

    def retire_standard_rules(self) -> None:
        """Switch off what a new account brings along."""
        for root in STANDARD:
            standing = self._done("GET", f"/{root}?active=true")[root]
            off = [{"id": rule["id"], "active": False} for rule in standing]
            if off:
                self._done("PUT", f"/{root}/update_many", {root: off})

    def add(self, kind: Kind, written: Json) -> None:
        """Create a record with all that belongs to it, or note that it is left out."""
        name = written[kind.called]
        try:
            if kind.name == "trigger":
                self._know_category(written["category"])
            body = {kind.name: kind.body(self._names.resolved(written), self._names)}
        except UnknownNameError as error:
            if not self.loaded.left_out:
                raise LoadError(f"{kind.name} {name!r}: {error}") from error
            self.loaded.left_out.append(f"{kind.name} {name}: {error}")
            return
        answer = self._desk.send("POST", kind.path, body)
        if answer.status == NOT_BUILT:
            self._find_field(kind.name, name)
            return
        made = self._checked(answer, f"{kind.name} {name!r}")[kind.name]
        self._know(kind.name, name, made)
        self._add_parts(kind.name, written, made["id"])

    def _know(self, kind: str, name: str, made: Json) -> None:
        if kind in {"user_field", "organization_field"}:
            self._names.add(kind, name, made["key"])
        else:
            self._names.add(kind, name, made["id"])
        for option in made.get("custom_field_options", ()):
            self._names.add("option", f"{name}.{option['value']}", option["id"])

    def _add_parts(self, kind: str, written: Json, id_: int) -> None:
        for path, body in shapes.parts(kind, written, id_, self._names):
            self._done("PUT" if path.endswith("/workweek") else "POST", path, body)

    def _know_category(self, name: str) -> None:
        if name not in self._names.of("category"):
            made = self._done("POST", "/trigger_categories", {"trigger_category": {"name": name}})
            self._names.add("category", name, made["trigger_category"]["id"])

    def _find_field(self, kind: str, key: str) -> None:
        """A desk that cannot create fields of this kind may have the field all the same."""
        owner = {"user_field": "requester", "organization_field": "organization"}.get(kind)
        offered = self._done("GET", "/triggers/definitions")["definitions"]["conditions_all"]
        if f"{owner}.custom_fields.{key}" in {each["subject"] for each in offered}:
            self._names.add(kind, key, key)
        else:
            self.loaded.left_out.append(f"{kind} {key}: the desk cannot store it yet")

    def _done(self, method: str, path: str, body: object = None) -> Any:
        return self._checked(self._desk.send(method, path, body), f"{method} {path}")

    def _checked(self, answer: Replied, what: str) -> Any:
        if answer.status not in CREATED:
            raise LoadError(f"{what}: {answer.status} {answer.text}")
        return answer.json


def main(arguments: list[str]) -> int:
    """Load it into the desk of a URL, and tell how many there are of each kind."""
    if len(arguments) != 3:
        sys.stderr.write("python -m tests.golden.load URL EMAIL TOKEN\n")
        return 2
    try:
        loaded = load(Remote(*arguments))
    except (LoadError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for kind in KINDS:
        sys.stdout.write(f"{kind.name} {len(loaded.names.of(kind.name))}\n")
    for reason in loaded.left_out:
        sys.stderr.write(f"left out: {reason}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
