"""Mails of agents: what they forward, what they command, and what they answer."""

from dataclasses import dataclass, replace

from sqlalchemy import Row

from ombud.families.account_settings import settings
from ombud.families.inbound_mails.addresses import is_own
from ombud.families.inbound_mails.obeying import changes_of, privacy_of
from ombud.families.inbound_mails.people import known_people, made_of
from ombud.families.inbound_mails.wording import comment_of
from ombud.families.tickets.access import check_change
from ombud.families.tickets.changes import TicketChange
from ombud.mail.commands import Command, commands_in, commands_in_page
from ombud.mail.forwarded import Forwarded, forwarded
from ombud.mail.letter import Letter
from ombud.values.text import looks_like_email
from ombud.wire.changes import UNSET
from ombud.wire.context import Context

__all__ = ["Opened", "answer_of_staff", "opened_by_staff"]


@dataclass(frozen=True, slots=True)
class Opened:
    """A ticket that an agent opens: the letter it is made of, and what is added for agents only."""

    letter: Letter
    change: TicketChange
    note: str = ""


def opened_by_staff(ctx: Context, letter: Letter, *, obeys: bool, answers: bool) -> Opened:
    """What the actor opens: a ticket of their own, or that of the customer whose mail they pass on.

    Raises Invalid and Forbidden for commands that cannot be obeyed; without `obeys` there are none.
    """
    passed_on = _passed_on(ctx, letter)
    if passed_on is not None:
        return _opened_for(ctx, letter, passed_on, obeys=obeys)
    commands, letter = _commands(letter, obeys=obeys)
    change = _change(ctx, commands, None)
    owner_id = ctx.actor.id or 0
    public = privacy_of(commands)
    change.comment = comment_of(ctx, letter, owner_id, answers=answers, public=public)
    if change.requester is UNSET:
        change.requester_id = owner_id
    return Opened(letter, change)


def answer_of_staff(
    ctx: Context, letter: Letter, ticket: Row[object], *, obeys: bool
) -> TicketChange:
    """What the actor answers, and changes by commands above it; raises as `opened_by_staff`."""
    commands, letter = _commands(letter, obeys=obeys)
    change = _change(ctx, commands, ticket)
    owner_id, public = ctx.actor.id or 0, privacy_of(commands)
    change.comment = comment_of(ctx, letter, owner_id, answers=True, public=public)
    return change


def _passed_on(ctx: Context, letter: Letter) -> Forwarded | None:
    """The mail of a customer in it, if there is one and the account wants that."""
    if not ctx.db.cached(settings.load).flag("email.agent_email_forwarding"):
        return None
    found = forwarded(letter)
    if found is None:
        return None
    address = found.sender.address
    if not looks_like_email(address) or is_own(ctx, address):
        return None
    owner = known_people(ctx, [address]).get(address.lower())
    return None if owner is not None and owner.suspended else found


def _opened_for(ctx: Context, letter: Letter, found: Forwarded, *, obeys: bool) -> Opened:
    commands, note = commands_in(found.note) if obeys else ((), found.note)
    customer_id = made_of(ctx, found.sender)
    inner = replace(
        letter,
        sender=found.sender,
        subject=found.subject,
        text=found.text,
        new_text=found.text,
        html=found.html,
        new_html=found.html,
        files=(*letter.files, *found.files),
    )
    change = _change(ctx, commands, None)
    change.requester, change.requester_id = UNSET, customer_id
    change.comment = comment_of(ctx, inner, ctx.actor.id or 0, answers=False)
    change.comment.author_id = customer_id
    return Opened(inner, change, note.strip())


def _commands(letter: Letter, *, obeys: bool) -> tuple[tuple[Command, ...], Letter]:
    """The commands at the top, and the letter without them."""
    if not obeys:
        return (), letter
    commands, new_text = commands_in(letter.new_text)
    if not commands:
        return (), letter
    return commands, replace(
        letter,
        text=commands_in(letter.text)[1],
        html=_without_commands(letter.html),
        new_text=new_text,
        new_html=_without_commands(letter.new_html),
    )


def _without_commands(page: str | None) -> str | None:
    return None if page is None else commands_in_page(page)[1]


def _change(
    ctx: Context, commands: tuple[Command, ...], ticket: Row[object] | None
) -> TicketChange:
    change = changes_of(ctx, commands)
    if commands:
        check_change(ctx, change, ticket)
    return change
