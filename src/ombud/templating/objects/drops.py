"""How a template reads an object: by a table of names, each read once when it is named."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ombud.templating import moments
from ombud.templating.fragments import Printable
from ombud.templating.objects.data import AccountData, Reader

__all__ = ["Drop", "Kind", "View"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class View:
    """What the objects look like to one reader."""

    reader: Reader
    account: AccountData
    now: dt.datetime = field(init=False)

    def __post_init__(self) -> None:
        zone = moments.zone(self.reader.time_zone)
        object.__setattr__(self, "now", moments.local(self.reader.now, zone))

    def local(self, seconds: int) -> dt.datetime:
        """A time on the reader's clock."""
        return dt.datetime.fromtimestamp(seconds, self.now.tzinfo)


class Drop(Printable, Generic[T]):
    """An object in a template. `far` is set for what a lookup field led to: it leads no further."""

    __slots__ = ("_kind", "_seen", "_text", "data", "far", "view")

    def __init__(self, kind: "Kind[T]", data: T, view: View, *, far: bool = False) -> None:
        self._kind = kind
        self._seen: dict[str, object] = {}
        self._text: str | None = None
        self.data = data
        self.view = view
        self.far = far

    def __getitem__(self, key: object) -> object:
        name = str(key)
        if name not in self._seen:
            self._seen[name] = self._kind.read(self, name)
        return self._seen[name]

    def __liquid__(self) -> str:
        return self.text()

    def text(self) -> str:
        if self._text is None:
            self._text = self._kind.text(self)
        return self._text


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """What templates may ask an object of one kind; `other` is for names with a number in them."""

    names: Mapping[str, Callable[[Drop[T]], object]]
    text: Callable[[Drop[T]], str] = lambda _drop: ""
    other: Callable[[Drop[T], str], object] | None = None

    def __call__(self, data: T | None, view: View, *, far: bool = False) -> Drop[T] | None:
        """The object as the reader sees it; nil when there is none."""
        return None if data is None else Drop(self, data, view, far=far)

    def read(self, drop: Drop[T], name: str) -> object:
        """What is behind the name; raises KeyError when the kind has no such name."""
        reads = self.names.get(name)
        try:
            if reads is not None:
                return reads(drop)
            if self.other is not None:
                return self.other(drop, name)
        except (LookupError, TypeError) as error:
            # Liquid would take these for a name that does not exist, and nobody would learn of it.
            raise RuntimeError(f"{name} cannot be read") from error
        raise KeyError(name)
