"""Makes the first account of a data folder or database: whole, or not at all."""

from collections.abc import Callable

from ombud.cli.storage import bring_up_to_date
from ombud.config import Config
from ombud.db import Account
from ombud.families.accounts.opening import Owner, open_account
from ombud.storage import open_directory
from ombud.values.text import looks_like_email

__all__ = ["Fill", "open_first_account"]

Fill = Callable[[Account, int], None]


def open_first_account(
    config: Config,
    owner: Owner,
    now: int,
    *,
    subdomain: str,
    name: str = "",
    fill: Fill | None = None,
) -> tuple[bool, str]:
    """Make the account unless there is one: whether it was made, and its subdomain.

    `fill` is given the account and the owner's id, and puts more into it. Raises ValueError for
    a subdomain or an address that cannot be one.
    """
    if not looks_like_email(owner.email):
        message = f"{owner.email!r} is not an e-mail address"
        raise ValueError(message)
    directory = open_directory(config)
    try:
        if directory.names():
            return False, directory.default().subdomain
        with directory.opening(subdomain) as account:
            bring_up_to_date(account)
            with account.transaction(writes=True) as db:
                owner_id = open_account(db, now, subdomain, name or subdomain.title(), owner)
            if fill is not None:
                fill(account, owner_id)
        return True, subdomain
    finally:
        directory.close()
