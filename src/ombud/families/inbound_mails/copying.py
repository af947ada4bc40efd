"""Who is kept informed of a ticket because a mail named them beside the desk."""

from dataclasses import dataclass

from ombud.families.account_settings import settings
from ombud.families.inbound_mails.addresses import NOBODY, is_own
from ombud.families.inbound_mails.people import known_people
from ombud.families.tickets import desk
from ombud.families.tickets.changes import PersonChange
from ombud.families.tickets.people import MOST_COLLABORATORS
from ombud.mail.letter import Letter, Party
from ombud.values.text import looks_like_email
from ombud.wire.context import Context

__all__ = ["Copies", "copies_of", "named_beside"]


@dataclass(frozen=True, slots=True)
class Copies:
    """Whom to add to a ticket."""

    email_ccs: list[PersonChange]
    followers: list[PersonChange]


NOBODY_ELSE = Copies([], [])


def named_beside(ctx: Context, letter: Letter) -> list[Party]:
    """Everybody else in To and Cc: neither the desk nor the sender, each once."""
    sender = letter.sender.address.lower() if letter.sender else ""
    found: dict[str, Party] = {}
    for party in (*letter.to, *letter.copied):
        address = party.address.lower()
        if address != sender and looks_like_email(address) and not is_own(ctx, address):
            found.setdefault(address, party)
    return list(found.values())


def copies_of(ctx: Context, letter: Letter, present: int = 0) -> Copies:
    """Those of them whom the settings let onto a ticket that has so many people already.

    Agents follow it, too, where the settings say so; suspended users and addresses that nobody
    reads are left out.
    """
    in_force = ctx.db.cached(settings.load)
    if not in_force.flag("tickets.comment_email_ccs_allowed"):
        return NOBODY_ELSE
    named = named_beside(ctx, letter)
    if not named:
        return NOBODY_ELSE
    people = known_people(ctx, [party.address for party in named])
    agents = ctx.db.cached(desk.load).agents
    light_may = in_force.flag("tickets.light_agent_email_ccs_allowed")
    follow = in_force.flag("tickets.agent_email_ccs_become_followers")
    found = Copies([], [])
    for party in named:
        known = people.get(party.address.lower())
        agent = agents.get(known.id) if known else None
        is_barred = known is not None and known.suspended
        if is_barred or party.address.lower().partition("@")[0] in NOBODY:
            continue
        if agent is not None and agent.is_light and not light_may:
            continue
        change = PersonChange(user_email=party.address, user_name=party.name[:255] or "")
        if len(found.email_ccs) < MOST_COLLABORATORS - present:
            found.email_ccs.append(change)
        if agent is not None and follow:
            found.followers.append(change)
    return found
