"""Renders templates for a reader: as text, as HTML, as a message to another system.

What cannot be rendered is printed as the author wrote it, and the reason is answered with it.
"""

from dataclasses import dataclass, replace
from typing import Literal

from liquid.exceptions import LiquidError, LiquidInterrupt

from ombud.templating.budget import Budget, Sink
from ombud.templating.context import Context
from ombud.templating.dynamic_content import DynamicContent
from ombud.templating.errors import Exhausted, TemplateError
from ombud.templating.formats import FORM, HTML, JSON, PLAIN, TEXT, XML, Format
from ombud.templating.objects.data import Objects, Reader
from ombud.templating.objects.drops import View
from ombud.templating.objects.roots import roots
from ombud.templating.objects.tickets import link
from ombud.templating.parsing import Template, has_placeholders, parse

__all__ = [
    "Rendered",
    "render_html",
    "render_payload",
    "render_subject",
    "render_text",
    "try_out",
]

Payload = Literal["plain", "json", "xml", "form"]
# What an item of dynamic content costs, however little it prints.
ITEM = 500
NESTED = "the template is nested too deeply"
PAYLOADS: dict[str, Format] = {"plain": PLAIN, "json": JSON, "xml": XML, "form": FORM}


@dataclass(frozen=True, slots=True)
class Rendered:
    """What was printed; `problem` says why it is the template itself, unrendered."""

    text: str
    problem: str | None = None


def render_text(
    template: str, objects: Objects, reader: Reader, *, code_is_literal: bool = False
) -> Rendered:
    """As text without markup, such as the text part of a mail or a comment."""
    return _render(template, objects, reader, TEXT, code_is_literal=code_is_literal)


def render_html(
    template: str, objects: Objects, reader: Reader, *, code_is_literal: bool = False
) -> Rendered:
    """As HTML. The template's own markup stays; values are escaped, except the documented ones."""
    return _render(template, objects, reader, HTML, code_is_literal=code_is_literal)


def render_subject(template: str, objects: Objects, reader: Reader) -> Rendered:
    """As one line of text."""
    rendered = render_text(template, objects, reader)
    return replace(rendered, text=" ".join(rendered.text.split()))


def render_payload(
    template: str, objects: Objects, reader: Reader, payload: Payload = "plain"
) -> Rendered:
    """As a message to another system; values are escaped for where they stand in it."""
    return _render(template, objects, reader, PAYLOADS[payload])


def _render(
    template: str,
    objects: Objects,
    reader: Reader,
    form: Format,
    *,
    code_is_literal: bool = False,
) -> Rendered:
    if not has_placeholders(template):
        return Rendered(template)
    try:
        with (objects.budget or Budget()).part() as budget:
            budget.text(len(template))
            parsed = parse(template, code_is_literal=code_is_literal)
            return Rendered(_Rendering(objects, reader, form, budget).run(parsed))
    # Zendesk: broken-template (docs/quirks.md#broken-template)
    except (TemplateError, Exhausted) as error:
        return Rendered(template, error.description)
    except RecursionError:
        return Rendered(template, NESTED)


def try_out(template: Template, objects: Objects, reader: Reader) -> str | None:
    """Why the template would be too much work, as it goes or on any way through it; else None."""
    for every_branch in (False, True):
        budget = Budget.of_trial()
        try:
            _Rendering(objects, reader, HTML, budget, every_branch=every_branch).run(template)
        except Exhausted as error:
            return error.description
        except RecursionError:
            return NESTED
    return None


class _Rendering:
    """One template and the dynamic content that it names, with the work that all may take."""

    def __init__(
        self,
        objects: Objects,
        reader: Reader,
        form: Format,
        budget: Budget,
        *,
        every_branch: bool = False,
    ) -> None:
        self._objects = objects
        self._form = form
        self._budget = budget
        self._every_branch = every_branch
        self._view = View(reader, objects.account)
        self._names = roots(objects, self._view)
        self._content = DynamicContent(objects.variants, reader.locale, form, self._nested)
        self._names["dc"] = self._content
        self._link = link(objects.ticket, self._view) if reader.mail else ""

    def run(self, template: Template) -> str:
        return self._print(template, self._form)

    def _nested(self, text: str, form: Format) -> str:
        """An item of dynamic content, in which nothing is suppressed."""
        self._budget.charge(ITEM + len(text))
        names = self._names
        if self._view.reader.suppressed:
            reader = replace(self._view.reader, suppressed=False)
            names = {
                **roots(self._objects, View(reader, self._objects.account)),
                "dc": self._content,
            }
        try:
            return self._print(parse(text), form, names)
        except TemplateError:
            return text

    def _print(
        self, template: Template, form: Format, names: dict[str, object] | None = None
    ) -> str:
        context = Context(
            template,
            self._names if names is None else names,
            form=form,
            budget=self._budget,
            now=self._view.now,
            link=self._link,
        )
        context.every_branch = self._every_branch
        self._budget.charge(template.cost)
        sink = Sink(self._budget)
        for node in template.nodes:
            try:
                node.render(context, sink)
            except LiquidInterrupt:
                # `break` outside of a loop ends the template.
                break
            except Exhausted:
                raise
            except (LiquidError, ValueError):
                # Such as `limit: "many"`: what the tag has printed stays, the rest goes on.
                continue
        return sink.getvalue()
