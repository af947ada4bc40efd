"""Commands at the top of an agent's mail, as the change of a ticket that they ask for."""

from collections.abc import Iterable

from sqlalchemy import select

from ombud.families.groups import queries as group_queries
from ombud.families.tickets.changes import RequesterChange, TicketChange
from ombud.mail.commands import Command
from ombud.tables import folded, groups
from ombud.values.text import id_in
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["changes_of", "privacy_of"]


def changes_of(ctx: Context, commands: Iterable[Command]) -> TicketChange:
    """What the commands change of a ticket; of two for one field the last counts.

    Raises Invalid for a group that there is not.
    """
    change = TicketChange()
    for command in commands:
        match command.name:
            case "status" | "priority" | "type":
                setattr(change, command.name, command.value)
            case "assignee":
                number = id_in(command.value)
                change.assignee_id = number or UNSET
                change.assignee_email = UNSET if number else command.value
            case "group":
                change.group_id = _group(ctx, command.value)
            case "requester":
                change.requester = RequesterChange(email=command.value)
            case "tags":
                change.additional_tags = command.value
    return change


def privacy_of(commands: Iterable[Command]) -> bool | None:
    """Whether the comment is public, if a command says so."""
    said = [command.value == "true" for command in commands if command.name == "public"]
    return said[-1] if said else None


def _group(ctx: Context, words: str) -> int:
    number = id_in(words)
    named = groups.c.id == number if number else folded(groups.c.name) == words.lower()
    statement = group_queries.visible(ctx).where(named)
    found = ctx.db.value(select(statement.subquery().c.id).limit(1))
    if found is None:
        raise Invalid.invalid("group_id", words)
    return int(found)
