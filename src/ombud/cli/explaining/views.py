"""Why a ticket is in a view, or is not."""

from collections.abc import Iterator
from typing import Any

from rich.text import Text

from ombud.cli.explaining.updates import condition_in_words

__all__ = ["lines_of"]


def lines_of(found: dict[str, Any]) -> Iterator[Text]:
    """Each condition with whether it holds, and with what was found where it does not."""
    verdict = "is" if found["matches"] else "is not"
    head = f"Ticket {found['ticket_id']} {verdict} in view {found['view_id']}"
    yield Text(head, style="bold green" if found["matches"] else "bold red")
    if found["archived"]:
        yield Text("The ticket is archived, and views leave such tickets out.")
    for condition in found["conditions"]:
        yield _line(condition)


def _line(condition: dict[str, Any]) -> Text:
    said = f"{condition['place']}[{condition['index']}]: {condition_in_words(condition)}"
    if condition["problem"]:
        return Text(f"cannot be asked: {said}: {condition['problem']}", style="red")
    if condition["holds"]:
        return Text(f"holds: {said}", style="green")
    return Text(f"does not hold: {said}; it is {condition['found']!r}")
