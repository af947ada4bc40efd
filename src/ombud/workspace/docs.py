"""The API reference at /api/docs with its files: made once from the OpenAPI document, and kept."""

from collections.abc import Callable
from functools import cache
from importlib import resources

from ombud.wire.envelope import Answer
from ombud.workspace.reference.entries import Json
from ombud.workspace.reference.page import reference_page

__all__ = ["pages"]

PATH = "/api/docs"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
STATIC = {"docs.js": "text/javascript", "docs.css": "text/css"}


def pages(document: Callable[[], Json]) -> dict[str, Callable[[], Answer]]:
    """The page and its files by their paths; `document` gives the OpenAPI document."""

    @cache
    def reference() -> Answer:
        return _answer(reference_page(document(), PATH), "text/html")

    def file(name: str, kind: str) -> Callable[[], Answer]:
        return cache(lambda: _answer(_static(name), kind))

    found: dict[str, Callable[[], Answer]] = {PATH: reference}
    found.update((f"{PATH}/{name}", file(name, kind)) for name, kind in STATIC.items())
    return found


def _answer(text: str, kind: str) -> Answer:
    headers = {"Content-Type": f"{kind}; charset=utf-8", "Content-Security-Policy": POLICY}
    return Answer(200, text.encode(), headers)


def _static(name: str) -> str:
    return (resources.files("ombud.workspace") / "static" / name).read_text("utf-8")
