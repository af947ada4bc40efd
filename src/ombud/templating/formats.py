"""What a template is rendered into, and how a value is written there so that it stays a value."""

import html
import re
import urllib.parse
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import markupsafe
import msgspec

from ombud.templating.fragments import Fragment, Loose, Ready, as_text

__all__ = [
    "FORM",
    "HTML",
    "JSON",
    "PLAIN",
    "TAG",
    "TEXT",
    "XML",
    "Format",
    "glue",
    "without_tags",
]

# A tag, whose quoted values may hold anything. One that is never closed goes on to the end, so
# that no place is looked at twice.
TAG = re.compile(r"""<[a-zA-Z/!](?:[^>"']|"[^"]*(?:"|\Z)|'[^']*(?:'|\Z))*+(?:>|\Z)""")
# What ends a value that stands in a tag without quotes.
ENDS_A_VALUE = re.compile(r"[\s=`/]")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
JSON_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4})')


@dataclass(frozen=True, slots=True)
class Format:
    """One way to print: `escape` writes a text, `plain` reads the text back from what was written.

    `markup` says whether the filters that make HTML of a text shall do so, `tags` whether it is
    made of tags.
    """

    name: str
    escape: Callable[[str], str]
    plain: Callable[[str], str]
    markup: bool = True
    tags: bool = False

    def show(self, value: object) -> str:
        """The value as it is written where text stands."""
        text = as_text(value)
        if type(text) is str:
            return self.escape(text)
        if isinstance(text, Ready) and not (self.tags and isinstance(text, Loose)):
            return text.printed
        if isinstance(text, Fragment) and self is HTML:
            return text.html
        return self.escape(str(text))

    def show_in_tag(self, value: object, *, quoted: bool) -> str:
        """The value as it is written into a tag of HTML, where no markup can stand."""
        written = self.escape(str(as_text(value)))
        if quoted:
            return written
        return ENDS_A_VALUE.sub(lambda match: f"&#{ord(match.group())};", written)

    def rendered(self, printed: str) -> Ready:
        """What this format has printed, as a value."""
        return Ready(self.plain(printed), printed)


def glue(form: Format, parts: Iterable[object]) -> str:
    """The parts one after the other; what is ready to be printed stays so."""
    texts = [as_text(part) for part in parts]
    text = "".join(texts)
    if any(isinstance(part, Ready | Fragment) for part in texts):
        return Ready(text, "".join(map(form.show, texts)))
    return text


def without_tags(text: str) -> str:
    """The text between the tags; entities stay as they are."""
    if "<" not in text:
        return text
    return TAG.sub(lambda match: "" if match.group().endswith(">") else match.group(), text)


def _html(text: str) -> str:
    return str(markupsafe.escape(text))


def _text_of_markup(printed: str) -> str:
    return html.unescape(without_tags(printed))


def _xml(text: str) -> str:
    return str(markupsafe.escape(NOT_IN_XML.sub("", text)))


def _json(text: str) -> str:
    return msgspec.json.encode(text).decode()[1:-1]


def _text_of_json(printed: str) -> str:
    return JSON_ESCAPE.sub(
        lambda match: msgspec.json.decode(f'"{match.group()}"', type=str), printed
    )


def _form(text: str) -> str:
    return urllib.parse.quote(text, safe="", errors="replace")


def _same(text: str) -> str:
    return text


# Mail and comments without markup, in which nobody wants to read entities either.
TEXT = Format("text", _same, _same, markup=False)
# Messages to other systems, whose authors ask for markup when they need it.
PLAIN = Format("plain", _same, _same)
HTML = Format("html", _html, _text_of_markup, tags=True)
XML = Format("xml", _xml, _text_of_markup, tags=True)
JSON = Format("json", _json, _text_of_json)
FORM = Format("form", _form, urllib.parse.unquote)
