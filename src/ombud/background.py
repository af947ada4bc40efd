"""An account's jobs, chores and deliveries, put together for `serve`, `work` and the tests."""

from collections.abc import Callable, Mapping
from typing import Any

from ombud.channels import mail_out, targets, webhooks
from ombud.channels.mail_in.inbox import Inbox
from ombud.channels.outbox.outbox import Outbox
from ombud.channels.outbox.sending import Sender
from ombud.channels.outbox.workers import Workers
from ombud.config import Config
from ombud.db import Account, Duplicate, MissingReference, Transaction, Unstorable
from ombud.families import FAMILIES
from ombud.families.inbound_mails import aging
from ombud.families.signing_in.actors import actor_of
from ombud.jobs.chores import Chore, Chores
from ombud.jobs.queue import Job
from ombud.jobs.runner import Handler, Runner
from ombud.values.clock import Clock
from ombud.wire.context import SYSTEM, Context, Links, Request
from ombud.wire.errors import ApiError, Invalid
from ombud.wire.own_links import own_links

__all__ = [
    "SENDERS",
    "build_chores",
    "build_inbox",
    "build_outbox",
    "build_runner",
    "context_of_desk",
    "handlers",
]

# Who sends the deliveries of each kind.
SENDERS: Mapping[str, Callable[[Config], Sender[Any]]] = {
    "email": mail_out.sender,
    "target": targets.sender,
    "webhook": webhooks.sender,
}


def handlers() -> dict[str, Handler[Context]]:
    """Every kind of job, from the JOBS of the families."""
    return {
        kind: handler
        for family in FAMILIES
        for kind, handler in getattr(family, "JOBS", {}).items()
    }


def build_runner(account: Account, config: Config, clock: Clock) -> Runner[Context]:
    """A runner that acts for whoever asked for the job, with their rights of now."""

    def context(account: Account, db: Transaction, job: Job) -> Context:
        actor = SYSTEM if job.author_id <= 0 else actor_of(db, job.author_id)
        request = Request("POST", "/jobs", [], {}, base_url=job.base_url)
        if actor is None:
            raise Invalid.plain("Forbidden", "The user who asked for the job is gone.")
        return Context(actor, db, clock.now(), Links(job.base_url), account, config, request)

    return Runner(account, handlers(), clock, context, _failure)


def build_chores(account: Account, config: Config, clock: Clock) -> Chores[Context]:
    """What falls due by the clock, from the CHORES of the families; the desk itself does it."""
    every: list[Chore[Context]] = [
        chore for family in FAMILIES for chore in getattr(family, "CHORES", ())
    ]
    every += aging.chores(config)
    return Chores(account, every, clock, context_of_desk(config, clock, "/chores"))


def build_outbox(
    account: Account,
    config: Config,
    clock: Clock,
    workers: Workers,
    senders: Mapping[str, Sender[Any]] | None = None,
) -> Outbox:
    """What sends the account's deliveries; `workers` are shared by all accounts of a process.

    `senders` stand in for those of SENDERS.
    """
    if senders is None:
        senders = {kind: sender(config) for kind, sender in SENDERS.items()}
    return Outbox(account, senders, context_of_desk(config, clock, "/deliveries"), workers)


def build_inbox(account: Account, config: Config, clock: Clock) -> Inbox:
    """What reads the mail of the account that the doors have stored."""
    return Inbox(account, clock, context_of_desk(config, clock, "/inbound_mails"))


def context_of_desk(
    config: Config, clock: Clock, path: str
) -> Callable[[Account, Transaction], Context]:
    """What the desk does by itself is given this, whatever asked for it."""

    def context(account: Account, db: Transaction) -> Context:
        links = own_links(config, account)
        request = Request("POST", path, [], {}, base_url=links.base_url)
        return Context(SYSTEM, db, clock.now(), links, account, config, request)

    return context


def _failure(handler: Handler[Context], job: Job, error: Exception) -> dict[str, Any] | None:
    """The entry of `results` for an item that was refused; None for a fault of ours."""
    if isinstance(error, Duplicate):
        error = Invalid.one("base", f"{error.constraint} is taken", "DuplicateValue")
    if isinstance(error, MissingReference):
        error = Invalid.one("base", "A record referred to does not exist")
    if isinstance(error, Unstorable):
        error = Invalid.unstorable()
    if not isinstance(error, ApiError):
        return None
    entry: dict[str, Any] = {"index": job.progress, "error": handler.refusal}
    if isinstance(error, Invalid):
        entry["details"] = error.sentence()
    else:
        named = error.body.get("error", handler.refusal)
        # Some refusals have a title and a message where others have a name.
        titled = named if isinstance(named, dict) else {"title": named}
        entry["error"] = titled["title"]
        entry["details"] = str(error.body.get("description") or titled.get("message", ""))
    ids = job.payload.get("ids")
    if ids:
        entry["id"] = ids[job.progress]
    return entry
