"""What values print: plain texts, and texts that also have a form to be printed as it stands."""

from collections.abc import Callable, Iterable
from typing import Self

__all__ = ["Fragment", "Loose", "Printable", "Ready", "Several", "Worded", "as_text"]


class Printable:
    """Anything of ours that prints a text when it stands in a template by itself."""

    __slots__ = ()

    def text(self) -> str:
        """What it prints; a Fragment when that has an HTML form."""
        raise NotImplementedError


class Fragment(str):
    """A text with its HTML form, which is printed in HTML as it stands: it must be clean already.

    Everywhere else, and for every filter, it is its text.
    """

    __slots__ = ("html",)
    html: str

    def __new__(cls, text: str, html: str) -> Self:
        made = super().__new__(cls, text)
        made.html = html
        return made


class Ready(str):
    """What the author of a template wrote, or what was rendered already: printed as `printed`.

    For filters it is its text, in which nothing is escaped.
    """

    __slots__ = ("printed",)
    printed: str

    def __new__(cls, text: str, printed: str | None = None) -> Self:
        made = super().__new__(cls, text)
        made.printed = text if printed is None else printed
        return made


class Loose(Ready):
    """What an author wrote between quotes that begins a tag of HTML without ending it.

    Whatever comes next could become a part of the tag, so in markup it is a text like others.
    """

    __slots__ = ()


class Worded(str):
    """A text with properties of its own, such as a field's value with its title."""

    __slots__ = ("_ask",)
    _ask: Callable[[str], object]

    def __new__(cls, text: str, ask: Callable[[str], object]) -> Self:
        made = super().__new__(cls, text)
        made._ask = ask
        return made

    def __getitem__(self, key: object) -> str:
        if isinstance(key, str):
            found: object = self._ask(key)
            return found  # type: ignore[return-value]  # Liquid asks by name, Python by place
        return super().__getitem__(key)  # type: ignore[index]  # str says what is wrong with it


class Several(tuple[object, ...], Printable):  # noqa: SLOT001 (a tuple has no room for slots)
    """A list that can also be printed as a whole."""

    _write: Callable[[], str]
    _text: str | None

    def __new__(cls, items: Iterable[object], text: Callable[[], str]) -> Self:
        made = super().__new__(cls, items)
        made._write, made._text = text, None
        return made

    def text(self) -> str:
        if self._text is None:
            self._text = self._write()
        return self._text


def as_text(value: object) -> str:
    """What a value prints; nil and what Liquid knows nothing of print nothing."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Printable):
        return value.text()
    if isinstance(value, list | tuple):
        return "".join(map(as_text, value))
    if isinstance(value, range):
        value = f"{value.start}..{value.stop - 1}"
    return str(value) if isinstance(value, str | int | float) else ""
