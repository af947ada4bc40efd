"""Names of records in place of ids, there and back: `{group:Workshop}` is an id on one desk only."""

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["Names", "UnknownNameError"]

ID = re.compile(r"[0-9]{10,}")
ULID = re.compile(r"[0-9A-Z]{26}")
# Locales and tickets are numbered from 1, and so are many things that are no ids.
LEAST_ID = 2**32
REFERENCE = re.compile(r"\{(\w+):([^{}]+)\}")


class UnknownNameError(LookupError):
    """A reference to something that was not loaded."""


class Names:
    """Every record that has a name, by kind and name."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], str] = {}
        self._names: dict[str, str] = {}

    def add(self, kind: str, name: str, id_: int | str) -> None:
        """Give a record its name; raises ValueError for a name that is taken."""
        if (kind, name) in self._ids:
            raise ValueError(f"there are two of {kind} {name!r}")
        self._ids[kind, name] = str(id_)
        if ULID.fullmatch(str(id_)) or (str(id_).isdigit() and int(id_) >= LEAST_ID):
            self._names[str(id_)] = f"{kind}:{name}"

    def id(self, kind: str, name: str) -> int:
        """The id of a record; raises UnknownNameError."""
        return int(self._text(kind, name))

    def of(self, kind: str) -> Mapping[str, str]:
        """Names and ids of one kind."""
        return {name: id_ for (each, name), id_ in self._ids.items() if each == kind}

    def resolved(self, written: Any) -> Any:
        """The same with ids for references, also within texts and keys; raises UnknownNameError."""
        if isinstance(written, str):
            return REFERENCE.sub(lambda found: self._text(*found.groups()), written)
        if isinstance(written, Mapping):
            return {self.resolved(name): self.resolved(value) for name, value in written.items()}
        if isinstance(written, list):
            return [self.resolved(item) for item in written]
        return written

    def named(self, shown: Any) -> Any:
        """What a desk answered with names for ids, whether they stand there as number or text."""
        if isinstance(shown, Mapping):
            return {self.named(name): self.named(value) for name, value in shown.items()}
        if isinstance(shown, list):
            return [self.named(item) for item in shown]
        if isinstance(shown, int | str) and not isinstance(shown, bool):
            return self._names.get(str(shown)) or self._within(shown)
        return shown

    def _within(self, shown: int | str) -> int | str:
        """A text with names for the ids in it, as a template has them."""
        if isinstance(shown, int):
            return shown
        return ID.sub(lambda found: self._names.get(found[0], found[0]), shown)

    def _text(self, kind: str, name: str) -> str:
        try:
            return self._ids[kind, name]
        except KeyError as error:
            raise UnknownNameError(f"there is no {kind} {name!r}") from error
