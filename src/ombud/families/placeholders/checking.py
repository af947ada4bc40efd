"""Templates as they are saved: a broken one is refused, so that nobody gets it in a message."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ombud.rules.actions import Action
from ombud.templating import TemplateError, check
from ombud.wire.errors import Invalid

__all__ = ["check_actions", "check_template", "texts_in"]


def check_template(attribute: str, template: str, **more: Any) -> None:
    """Raises Invalid about the attribute for a template that cannot be parsed.

    `more` says where in the attribute it stands.
    """
    try:
        check(template)
    except TemplateError as error:
        label = attribute.replace("_", " ").capitalize()
        raise Invalid.one(attribute, f"{label}: {error.description}", **more) from error


def check_actions(actions: Sequence[Action]) -> None:
    """The same for every text that a rule writes or sends."""
    for index, action in enumerate(actions):
        for text in texts_in(action.value):
            check_template("actions", text, position=f"actions[{index}]")


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
