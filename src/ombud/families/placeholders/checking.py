"""Templates as they are saved: nobody shall get a broken one in a message, or wait for a huge one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ombud.families.dynamic_content_items import content
from ombud.rules.actions import Action
from ombud.rules.errors import brief
from ombud.templating import TemplateError, check
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["check_actions", "check_template", "texts_in"]


def check_template(ctx: Context, attribute: str, template: str, **more: Any) -> None:
    """Raises Invalid about the attribute for a template that is broken or takes too much work.

    `more` says where in the attribute it stands.
    # Zendesk: heavy-templates (docs/quirks.md#heavy-templates)
    """
    try:
        if "dc" in template:
            check(template, ctx.db.cached(content.load))
        else:
            check(template)
    except TemplateError as error:
        label = attribute.replace("_", " ").capitalize()
        problem = {"value": brief(template), **more}
        raise Invalid.one(attribute, f"{label}: {error.description}", **problem) from error


def check_actions(ctx: Context, actions: Sequence[Action]) -> None:
    """The same for every text that a rule writes or sends."""
    for index, action in enumerate(actions):
        for text in texts_in(action.value):
            where = {"position": f"actions[{index}]", "value": brief(action.value)}
            check_template(ctx, "actions", text, **where)


def texts_in(value: object) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts_in(item)
