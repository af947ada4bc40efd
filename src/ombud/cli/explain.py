"""`ombud explain`: why triggers, service levels and views did what they did with a ticket."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from ombud.cli.refusal import plainly, refuse
from ombud.cli.settings import Data, DatabaseUrl, Json, settings

if TYPE_CHECKING:
    from rich.text import Text

    from ombud.config import Config
    from ombud.db import Account, Transaction
    from ombud.wire.context import Context

__all__ = ["explain"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about a ticket."""

    ticket: int
    audit: int | None
    sla: bool
    view: int | None
    user: str | None

    def subject(self) -> str:
        """What has to be there for an answer."""
        if self.view is not None:
            return f"ticket {self.ticket} or no view {self.view}"
        if self.audit is not None:
            return f"audit {self.audit} of ticket {self.ticket}"
        return f"ticket {self.ticket}" + (" that is measured" if self.sla else "")


def explain(  # noqa: PLR0913 (one argument for each option)
    ticket: Annotated[int, typer.Argument(help="The number of the ticket.")],
    audit: Annotated[int | None, typer.Argument(help="An audit; the latest without one.")] = None,
    *,
    sla: Annotated[
        bool, typer.Option("--sla", help="How the times of its service levels came about.")
    ] = False,
    view: Annotated[
        int | None, typer.Option(help="Why the ticket is in this view, or is not.")
    ] = None,
    user: Annotated[
        str | None, typer.Option(help="Who looks at the view, by e-mail; the desk itself.")
    ] = None,
    account: Annotated[str | None, typer.Option(help="The account, by its subdomain.")] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    json: Json = False,
) -> None:
    """Tell which triggers fired at an update and why the others did not; or another why."""
    if (audit is not None) + sla + (view is not None) > 1:
        refuse("an audit, --sla and --view are different questions", "Ask one at a time.")
    if user is not None and view is None:
        refuse("--user says who looks at a view", "Name the view with --view.")
    config = settings(data=data, database_url=database_url)
    found, lines = _answer(config, account, Question(ticket, audit, sla, view, user))
    if json:
        print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return
    from rich.console import Console

    console = Console(soft_wrap=True, highlight=False)
    for line in lines:
        console.print(line)


def _answer(
    config: "Config", subdomain: str | None, question: Question
) -> tuple[Any, Iterator["Text"]]:
    from ombud.cli.storage import chosen_account, open_desk
    from ombud.wire.errors import Forbidden, NotFound

    with plainly():
        directory = open_desk(config)
        try:
            account = chosen_account(directory, subdomain)
            with account.transaction(writes=False) as db:
                return _explained(_context(account, config, db, question.user), question)
        except NotFound:
            hint = "Its audits are at /api/v2/tickets/ID/audits.json."
            if question.view is not None:
                hint = "Views are at /api/v2/views.json."
            refuse(f"there is no {question.subject()}", hint)
        except Forbidden:
            refuse(
                f"{question.user} may not see ticket {question.ticket}",
                "So it is in none of their views; ask for somebody else.",
            )
        finally:
            directory.close()


def _context(
    account: "Account", config: "Config", db: "Transaction", email: str | None
) -> "Context":
    from ombud.cli.seeding.acting import context_of
    from ombud.families.signing_in.actors import actor_of
    from ombud.families.users import queries
    from ombud.values.clock import SystemClock

    ctx = context_of(account, config, db, SystemClock().now())
    if email is None:
        return ctx
    user_id = queries.owner_of_email(ctx, email)
    if user_id is None or actor_of(db, user_id) is None:
        refuse(f"nobody who may sign in has {email}", "Users are at /api/v2/users.json.")
    return context_of(account, config, db, ctx.now, user_id)


def _explained(ctx: "Context", question: Question) -> tuple[Any, Iterator["Text"]]:
    """The explanation, and its lines for people."""
    from ombud.cli.explaining import levels, updates, views

    if question.sla:
        from ombud.families.slas.explaining import explain_ticket

        counted = explain_ticket(ctx, question.ticket)
        return counted, levels.lines_of(counted)
    if question.view is not None:
        from ombud.families.views.explaining import why

        reasons = why(ctx, question.view, question.ticket)
        return reasons, views.lines_of(reasons)
    from ombud.families.explanations import explaining, queries

    audit = question.audit
    number = queries.latest_audit_id(ctx, question.ticket) if audit is None else audit
    found = explaining.explain(ctx, question.ticket, number)
    return found, updates.lines_of(found)
