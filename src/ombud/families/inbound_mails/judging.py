"""Why a mail is not let in, before it is known what it is about; the first reason counts."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, select

from ombud.db import Prepared
from ombud.families.account_settings import settings
from ombud.families.inbound_mails.addresses import NOBODY, is_own
from ombud.families.inbound_mails.bounces import note_bounce
from ombud.families.inbound_mails.copying import named_beside
from ombud.families.inbound_mails.lists import verdict
from ombud.families.inbound_mails.people import Known
from ombud.families.suspended_tickets.causes import Cause
from ombud.families.tickets.people import MOST_COLLABORATORS
from ombud.mail import tokens
from ombud.mail.authentication import is_forged
from ombud.mail.letter import Letter, Party
from ombud.storage import seal_of
from ombud.tables import inbound_mails
from ombud.wire.context import Context

__all__ = ["AN_HOUR", "MOST_AN_HOUR", "Dropped", "judged", "judged_by_sender"]

# Mails that one sender may send in an hour; what is beyond is held back.
MOST_AN_HOUR, AN_HOUR = 60, 3600
SYSTEM_USERS = frozenset({"mailer-daemon", "postmaster"})

BEFORE = Prepared(
    select(inbound_mails.c.id)
    .where(
        inbound_mails.c.sender == bindparam("sender"),
        inbound_mails.c.received_at > bindparam("since"),
        inbound_mails.c.id < bindparam("id"),
    )
    .limit(MOST_AN_HOUR)
)


@dataclass(frozen=True, slots=True)
class Dropped:
    """The account wants to hear nothing of it; the mail itself is kept."""

    reason: str


BLOCKED: dict[str, Cause | Dropped] = {
    "reject": Dropped("The blocklist rejects the sender."),
    "suspend": Cause.BLOCKLISTED,
    "not_allowed": Cause.NOT_ON_WHITELIST,
}


def judged(
    ctx: Context, letter: Letter, mail_row: Row[Any], sender: Known | None
) -> Cause | Dropped | None:
    """The cause to hold the mail back for, or that it is dropped; None for what is let in."""
    in_force = ctx.db.cached(settings.load)
    if not in_force.flag("email.email_status"):
        return Cause.DISABLED
    return (
        _of_machines(ctx, letter, mail_row)
        or _of_authentication(ctx, letter)
        or _of_sender(ctx, letter, sender)
        or _of_addresses(ctx, letter, mail_row)
        or _of_strangers(ctx, sender)
    )


def judged_by_sender(ctx: Context, party: Party, sender: Known | None) -> Cause | Dropped | None:
    """The same for what comes by another way than mail, as far as it is about who sent it."""
    letter = Letter(sender=party)
    return _of_sender(ctx, letter, sender) or _of_address(ctx, party) or _of_strangers(ctx, sender)


def _of_machines(ctx: Context, letter: Letter, mail_row: Row[Any]) -> Cause | None:
    """Loops, what nobody wrote, and more of one sender than a person writes."""
    mark = tokens.desk_mark(seal_of(ctx.config), ctx.account.subdomain)
    if mark in letter.desks:
        return Cause.LOOP
    if letter.desks:
        # Zendesk: mail-of-desks (docs/quirks.md#mail-of-desks)
        return Cause.FROM_ZENDESK_ACCOUNT
    if letter.automatic in {"auto_delivery_failure", "backscatter"}:
        # Not every server sends back the headers by which a desk knows its own mail.
        return Cause.AUTO_DELIVERY_FAILURE if note_bounce(ctx, letter) else Cause.BACKSCATTER
    if letter.automatic is not None:
        is_absence = letter.automatic == "auto_vacation"
        return Cause.AUTO_VACATION if is_absence else Cause.AUTO_MAILER
    if _count(ctx, mail_row) >= MOST_AN_HOUR:
        # Zendesk: mails-of-a-sender (docs/quirks.md#mails-of-a-sender)
        return Cause.LOOP
    return None


def _count(ctx: Context, mail_row: Row[Any]) -> int:
    """How many mails of the same sender came in the hour before."""
    if not mail_row.sender:
        return 0
    since = mail_row.received_at - AN_HOUR
    return len(
        ctx.db.values(BEFORE, {"sender": mail_row.sender, "since": since, "id": mail_row.id})
    )


def _of_authentication(ctx: Context, letter: Letter) -> Cause | None:
    """What the mail server in front says of who sent it, if the settings name one.

    # Zendesk: mail-authentication (docs/quirks.md#mail-authentication)
    """
    is_bad = is_forged(letter, ctx.config.mail_authserv_id)
    return Cause.FAILED_EMAIL_AUTHENTICATION if is_bad else None


def _of_sender(ctx: Context, letter: Letter, sender: Known | None) -> Cause | Dropped | None:
    """Who it is: blocked, shut out, or nobody that the account knows."""
    in_force = ctx.db.cached(settings.load)
    if letter.sender is None:
        return Cause.UNKNOWN_AUTHOR
    if sender is None or not sender.is_staff:
        lists = in_force.value("email.allowlist"), in_force.value("email.blocklist")
        found = verdict(letter.sender.address, *lists)
        if found is not None:
            return BLOCKED[found]
    if sender is not None and sender.suspended:
        # Zendesk: mail-of-suspended-users (docs/quirks.md#mail-of-suspended-users)
        return Cause.BLOCKLISTED
    return None


def _of_strangers(ctx: Context, sender: Known | None) -> Cause | None:
    """Who must sign up first. Comes last: who is told so is a person with an address of their own."""
    if ctx.db.cached(settings.load).flag("user.anonymous_requests"):
        return None
    if sender is None:
        return Cause.SIGNUP_REQUIRED
    return None if sender.verified else Cause.UNVERIFIED


def _of_addresses(ctx: Context, letter: Letter, mail_row: Row[Any]) -> Cause | None:
    """Addresses that nobody reads or that are the desk's own, and too many of them."""
    cause = _of_address(ctx, letter.sender or Party(""))
    if cause is not None:
        return cause
    if _is_to_nobody(ctx, letter, mail_row):
        return Cause.TO_NOREPLY
    if len(named_beside(ctx, letter)) > MOST_COLLABORATORS:
        return Cause.NUMBER_RECIPIENTS_EXCEEDED
    return None


def _of_address(ctx: Context, sender: Party) -> Cause | None:
    """Whether it is from an address that nobody reads, or the desk's own."""
    address = sender.address.lower()
    local = address.partition("@")[0]
    if local in NOBODY:
        return Cause.FROM_NOREPLY
    if is_own(ctx, address):
        return Cause.FROM_SUPPORT_ADDRESS
    return Cause.SYSTEM_USER if local in SYSTEM_USERS else None


def _is_to_nobody(ctx: Context, letter: Letter, mail_row: Row[Any]) -> bool:
    """Whether those addresses of the desk that it goes to are all such that nobody reads."""
    named = [party.address for party in (*letter.to, *letter.copied)]
    own = [
        address.lower()
        for address in (*msgspec.json.decode(mail_row.recipients), *named)
        if is_own(ctx, address)
    ]
    return bool(own) and all(address.partition("@")[0] in NOBODY for address in own)
