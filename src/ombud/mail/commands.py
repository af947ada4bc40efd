"""Commands that agents write at the top of a mail to change the ticket that it is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from ombud.mail.quotes.cutting import without
from ombud.mail.quotes.lines import lines_of_page, tokens_of

__all__ = ["Command", "commands_in", "commands_in_page"]

VALUES = {
    "status": {"open", "pending", "solved"},
    "priority": {"low", "normal", "high", "urgent"},
    "type": {"question", "incident", "problem", "task"},
    "public": {"true", "false"},
}
# A value alone says which field it is for.
SHORT = {value: name for name in ("status", "priority", "type") for value in VALUES[name]}
# Commands whose values only the desk can tell to be right.
FREE = {"assignee", "group", "requester", "tags"}
# A thousand lines that begin with a number sign are no list of commands.
MOST = 50
LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Command:
    """One change: status, priority, type, public, assignee, group, requester or tags; its value."""

    name: str
    value: str


def commands_in(text: str) -> tuple[tuple[Command, ...], str]:
    """The commands at the top of a text, and the text without them; what is none stays text."""
    lines = text.split("\n")
    commands, stays = _found(lines)
    if not commands:
        return (), text
    return commands, "\n".join(line for line, keep in zip(lines, stays, strict=True) if keep).strip(
        "\n"
    )


def commands_in_page(page: str) -> tuple[tuple[Command, ...], str]:
    """The same for a well-formed page."""
    tokens = tokens_of(page)
    lines = lines_of_page(tokens)
    commands, stays = _found([line.text for line in lines])
    return (commands, without(tokens, lines, stays)) if commands else ((), page)


def _found(lines: Sequence[str]) -> tuple[tuple[Command, ...], list[bool]]:
    commands: list[Command] = []
    stays = [True] * len(lines)
    for number, line in enumerate(lines):
        words = line.replace("\xa0", " ").strip()
        if words and not words.startswith("#"):
            break
        command = _command(words[1:]) if words else None
        if command is not None and len(commands) < MOST:
            commands.append(command)
            stays[number] = False
    return tuple(commands), stays


def _command(words: str) -> Command | None:
    if len(words) > LONGEST:
        return None
    name, _, value = words.partition(" ")
    name, value = name.lower().rstrip(":"), value.strip()
    if not value and name in SHORT:
        return Command(SHORT[name], name)
    if not value and name in {"public", "note"}:
        return Command("public", "true" if name == "public" else "false")
    name = "tags" if name == "tag" else name
    if name in VALUES and value.lower() in VALUES[name]:
        return Command(name, value.lower())
    return Command(name, value) if name in FREE and value else None
