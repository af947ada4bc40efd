"""`{{dc.name}}`: texts of the account in many languages, which may name placeholders themselves."""

from collections.abc import Callable, Iterator, Mapping

from ombud.templating.formats import HTML, PLAIN, TEXT, Format
from ombud.templating.objects.data import Variants
from ombud.templating.parsing import has_placeholders

__all__ = ["DynamicContent", "variant"]

# Items may name each other, which somebody will do in a circle.
MOST_NESTED = 5


class DynamicContent(Mapping[str, object]):
    """The items by name, in the reader's language; each is rendered once."""

    def __init__(
        self, variants: Variants, locale: str, form: Format, render: Callable[[str, Format], str]
    ) -> None:
        self._variants = variants
        self._locale = locale
        self._form = form
        self._render = render
        self._seen: dict[str, object] = {}
        self._open: list[str] = []

    def __getitem__(self, key: object) -> object:
        name = str(key)
        if self._open:
            # Not kept: what a circle leaves out depends on where one enters it.
            return self._opened(name)
        if name not in self._seen:
            self._seen[name] = self._opened(name)
        return self._seen[name]

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def _opened(self, name: str) -> object:
        if name in self._open or len(self._open) >= MOST_NESTED:
            return None
        self._open.append(name)
        try:
            return self._value(name)
        finally:
            self._open.pop()

    def _value(self, name: str) -> object:
        text = variant(self._variants, name, self._locale)
        if text is None:
            return None
        # In HTML an item is markup that its author wrote; elsewhere it is a value like others.
        form = self._form if self._form in {HTML, TEXT} else PLAIN
        printed = self._render(text, form) if has_placeholders(text) else text
        return form.rendered(printed) if form is HTML else printed


def variant(variants: Variants, name: str, locale: str) -> str | None:
    """The item's text in the language, or in the one that it is a dialect of, or its default."""
    language = locale
    while language:
        found = variants(name, language)
        if found is not None:
            return found
        language = language.rpartition("-")[0]
    return variants(name, None)
