"""`ombud deliveries`: what leaves the desk, what could not, and sending that again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from ombud.cli.refusal import plainly, refuse
from ombud.cli.settings import Data, DatabaseUrl, Json, settings

if TYPE_CHECKING:
    from ombud.families.deliveries.shapes import Delivery
    from ombud.wire.context import Context

__all__ = ["deliveries"]

deliveries = typer.Typer(
    help="What leaves the desk by mail, to targets and to webhooks, and what could not.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
)
AccountName = Annotated[str | None, typer.Option(help="The account, by its subdomain.")]
STATES = ("queued", "sending", "sent", "dead", "dropped")
LINE = "{id:<14} {kind:<8} {state:<8} {attempts:>8}  {destination}  {problem}"


@deliveries.callback()
def list_deliveries(  # noqa: PLR0913 (one argument for each option)
    typed: typer.Context,
    *,
    state: Annotated[str | None, typer.Option(help=f"Only these: {', '.join(STATES)}.")] = None,
    most: Annotated[int, typer.Option(min=1, help="How many to show.")] = 50,
    account: AccountName = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    json: Json = False,
) -> None:
    """Show deliveries, the newest first; `ombud deliveries retry` sends dead ones again."""
    if typed.invoked_subcommand is not None:
        return
    if state not in {None, *STATES}:
        refuse(f"there is no state {state}", f"There are: {', '.join(STATES)}.")
    with _desk(data, database_url, account, writes=False) as ctx:
        found = _found(ctx, state, most)
    if json:
        print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return
    if found:
        head = {name: name for name in ("id", "kind", "state", "destination", "problem")}
        print(LINE.format(attempts="attempts", **head).rstrip())
    for each in found:
        shown = msgspec.structs.asdict(each)
        words = {"attempts": each.attempts_count, "problem": each.problem or ""}
        print(LINE.format(**{**shown, **words}).rstrip())
    print(f"{len(found)} deliveries{' at least' if len(found) == most else ''}.")


@deliveries.command()
def retry(
    ids: Annotated[list[int], typer.Argument(help="The ids of dead deliveries.")],
    *,
    account: AccountName = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Send dead deliveries again, all of these or none."""
    from ombud.families.deliveries.retrying import retry as retry_one
    from ombud.wire.errors import Invalid, NotFound

    with _desk(data, database_url, account, writes=True) as ctx:
        for delivery_id in ids:
            try:
                retry_one(ctx, delivery_id)
            except NotFound:
                refuse(f"there is no delivery {delivery_id}", "Nothing was changed.")
            except Invalid:
                refuse(f"delivery {delivery_id} is not dead", "Nothing was changed.")
    print(f"{len(ids)} deliveries will be sent again.")


@contextmanager
def _desk(
    data: Any, database_url: str | None, subdomain: str | None, *, writes: bool
) -> "Iterator[Context]":
    """A transaction of the desk itself."""
    config = settings(data=data, database_url=database_url)
    from ombud.cli.seeding.acting import context_of
    from ombud.cli.storage import chosen_account, open_desk
    from ombud.values.clock import SystemClock

    with plainly():
        directory = open_desk(config)
        try:
            account = chosen_account(directory, subdomain)
            with account.transaction(writes=writes) as db:
                yield context_of(account, config, db, SystemClock().now())
        finally:
            directory.close()


def _found(ctx: "Context", state: str | None, most: int) -> list["Delivery"]:
    from ombud.families.deliveries import queries
    from ombud.families.deliveries.shapes import DeliveryQuery, show

    query = msgspec.convert({"filter[state]": state}, DeliveryQuery)
    wanted = queries.matching(ctx, query).order_by(queries.ORDERS.default[0].desc())
    return show(ctx, ctx.db.rows(wanted.limit(most)))
