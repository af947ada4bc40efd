"""`ombud seed`: realistic data in bulk, to try the desk and to measure it."""

from typing import Annotated

import msgspec
import typer

from ombud.cli.refusal import plainly
from ombud.cli.settings import Data, DatabaseUrl, Json, settings

__all__ = ["seed"]

TICKETS_PER_USER = 20
USERS_PER_ORGANIZATION = 10


def seed(  # noqa: PLR0913 (one argument for each option)
    *,
    tickets: Annotated[int, typer.Option(min=0, help="How many tickets.")] = 1000,
    users: Annotated[
        int | None,
        typer.Option(min=1, show_default="a twentieth of the tickets", help="How many end users."),
    ] = None,
    orgs: Annotated[
        int | None,
        typer.Option(min=0, show_default="a tenth of the users", help="How many organizations."),
    ] = None,
    account: Annotated[
        str | None, typer.Option(show_default="the default one", help="Subdomain of the account.")
    ] = None,
    seed_number: Annotated[
        int, typer.Option(help="Another number makes up other data; the same, the same.")
    ] = 1,
    data: Data = None,
    database_url: DatabaseUrl = None,
    json: Json = False,
) -> None:
    """Add tickets with their whole history, users and organizations to a desk."""
    config = settings(data=data, database_url=database_url)
    from ombud.cli.seeding.bulk import Amounts
    from ombud.cli.seeding.showing import seed_with_progress
    from ombud.cli.storage import chosen_account, open_desk

    if users is None:
        users = max(tickets // TICKETS_PER_USER, 1)
    if orgs is None:
        orgs = max(users // USERS_PER_ORGANIZATION, 1)
    with plainly():
        directory = open_desk(config)
        chosen = chosen_account(directory, account)
        seeded, seconds = seed_with_progress(
            chosen, config, Amounts(tickets, users, orgs), seed_number
        )
        directory.close()
    if json:
        print(msgspec.json.encode({**msgspec.to_builtins(seeded), "seconds": seconds}).decode())
    else:
        print(
            f"Added {seeded.tickets:,} tickets with {seeded.comments:,} comments, "
            f"{seeded.users:,} users and {seeded.organizations:,} organizations "
            f"to {chosen.subdomain} in {seconds:.1f} seconds."
        )
