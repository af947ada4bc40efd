"""Whose mail it is: the account that an address belongs to."""

from collections.abc import Iterable

from ombud.config import Config
from ombud.db import Account, Directory
from ombud.families.inbound_mails.addresses import domains_of, known

__all__ = ["Routes"]


class Routes:
    """Finds accounts by addresses; any number of threads may ask."""

    def __init__(self, directory: Directory, config: Config) -> None:
        self._directory, self._config = directory, config

    def account_of(self, address: str) -> Account | None:
        """The account that takes mail to the address; None for one that is elsewhere."""
        default = self._directory.default()
        for name in sorted(self._directory.names(), key=lambda name: name != default.subdomain):
            account = self._directory.find(name)
            domains = domains_of(self._config, name)
            own = domains if account is default else domains[:1]
            with account.transaction(writes=False) as db:
                if db.cached(known).takes(address, own):
                    return account
        return None

    def shared_out(self, addresses: Iterable[str]) -> list[tuple[Account, list[str]]]:
        """Each account that is written to, with its addresses; others are left out."""
        found: dict[str, tuple[Account, list[str]]] = {}
        for address in addresses:
            account = self.account_of(address)
            if account is not None:
                found.setdefault(account.subdomain, (account, []))[1].append(address)
        return list(found.values())
