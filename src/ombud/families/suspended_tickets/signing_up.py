"""People who must verify their address before they may write: asked once, let in by themselves."""

from typing import Any

from sqlalchemy import Row, bindparam, select

from ombud.db import Prepared
from ombud.families.inbound_mails.people import made_of
from ombud.families.job_statuses.follow_ups import each_in_step, follow_up_each
from ombud.families.notices import asking
from ombud.families.notices.links import VERIFY_DAYS
from ombud.families.suspended_tickets import recovering
from ombud.families.suspended_tickets.causes import Cause
from ombud.families.user_identities import service as identities
from ombud.jobs.queue import Job
from ombud.jobs.runner import Handler
from ombud.mail.letter import Party
from ombud.tables import folded, suspended_tickets
from ombud.wire.context import Context

__all__ = ["JOBS", "ask_once", "let_in", "sign_up"]

KIND = "suspended_tickets.let_in"
A_LINK = VERIFY_DAYS * 86_400
HELD = suspended_tickets.c
OF_SENDER = select(HELD.id).where(folded(HELD.author_email) == bindparam("email"))
WANTS_SIGN_UP = HELD.cause_id == int(Cause.SIGNUP_REQUIRED)
ASKED_BEFORE = Prepared(
    OF_SENDER.where(
        WANTS_SIGN_UP, HELD.created_at >= bindparam("since"), HELD.id != bindparam("id")
    ).limit(1)
)
# What waits for nothing but a verified address.
WAITS = Prepared(
    OF_SENDER.where(WANTS_SIGN_UP | (HELD.cause_id == int(Cause.UNVERIFIED))).order_by(HELD.id)
)


def ask_once(ctx: Context, suspended_id: int, email: str) -> None:
    """Ask whose mail was held back to verify the address, in each week only once.

    Weeks begin for everybody at the same time: who writes every day is asked again all the same.
    # Zendesk: signing-up-by-mail (docs/quirks.md#signing-up-by-mail)
    """
    since = ctx.now - ctx.now % A_LINK
    about = {"email": email.lower(), "since": since, "id": suspended_id}
    if ctx.db.value(ASKED_BEFORE, about) is None:
        asking.ask_to_sign_up(ctx, suspended_id, email)


def sign_up(ctx: Context, held: Row[Any]) -> None:
    """Make a user of who wrote a mail and has shown that the address is theirs; let mails in."""
    user_id = made_of(ctx, Party(held.author_email, held.author_name or ""))
    identities.prove_address(ctx, user_id, held.author_email)
    let_in(ctx, held.author_email)


def let_in(ctx: Context, email: str) -> None:
    """Recover what waited for this address to be verified; soon, and each by itself."""
    ids = ctx.db.values(WAITS, {"email": email.lower()})
    follow_up_each(ctx, KIND, "Recover Suspended Tickets", ids, {})


def _step(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    return each_in_step(ctx, job, number, lambda held_id: recovering.recover_waiting(ctx, held_id))


JOBS: dict[str, Handler[Context]] = {
    KIND: Handler(_step, "Recovering suspended tickets, part #{number}"),
}
