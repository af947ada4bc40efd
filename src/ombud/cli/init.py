"""`ombud init`: creates a desk without asking; running it again changes nothing."""

from typing import Annotated

import msgspec
import typer

from ombud.cli.refusal import plainly, refuse
from ombud.cli.settings import Data, DatabaseUrl, Json, Subdomain, settings
from ombud.config import Config

__all__ = ["init"]


def init(  # noqa: PLR0913 (one argument for each option)
    *,
    admin_email: Annotated[
        str, typer.Option(envvar="OMBUD_ADMIN_EMAIL", help="E-mail address of the first admin.")
    ],
    admin_password: Annotated[
        str, typer.Option(envvar="OMBUD_ADMIN_PASSWORD", help="Password of the first admin.")
    ],
    api_token: Annotated[
        str | None,
        typer.Option(envvar="OMBUD_API_TOKEN", help="API token to make; without one, none is."),
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    subdomain: Subdomain = None,
    json: Json = False,
) -> None:
    """Create a desk: its first account, the admin, an API token."""
    config = settings(data=data, database_url=database_url, subdomain=subdomain)
    from ombud.cli.opening import open_first_account
    from ombud.families.accounts.opening import Owner
    from ombud.values.clock import SystemClock

    owner = Owner(email=admin_email, password=admin_password, api_token=api_token)
    with plainly():
        try:
            now = SystemClock().now()
            made, there = open_first_account(config, owner, now, subdomain=config.subdomain)
        except ValueError as error:
            refuse(str(error), "Choose another --subdomain or --admin-email.")
    place = "PostgreSQL" if config.database_url else str(config.data)
    if json:
        answer = {"subdomain": there, "created": made, "storage": place}
        print(msgspec.json.encode(answer).decode())
    elif made:
        print(f"Desk {there} is ready in {place}; start it with: ombud serve{_where(config)}")
    else:
        print(f"Desk {there} is in {place} already; nothing was changed.")


def _where(config: Config) -> str:
    return f" --data {config.data}" + (" --database-url URL" if config.database_url else "")
