"""Which addresses are the desk's own, and to which brand each belongs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ombud.config import Config
from ombud.db import Transaction
from ombud.families.account_settings import settings
from ombud.families.recipient_addresses.domains import OWN, own_domain
from ombud.families.recipient_addresses.known import load
from ombud.mail.letter import Letter, Party
from ombud.wire.context import Context

__all__ = ["NOBODY", "Addresses", "At", "came_to", "domains_of", "is_own", "known", "plain"]

# Local parts that every desk takes mail for in its own domain, whatever addresses it has.
STANDING = frozenset({"support", "postmaster"})
# Nobody reads what is sent there; it is taken, and held back.
NOBODY = frozenset({"noreply", "no-reply", "no_reply", "donotreply", "do-not-reply"})


@dataclass(frozen=True, slots=True)
class At:
    """The address of the desk that a mail came to, its name in the mail, and its brand if any."""

    address: str
    name: str
    brand_id: int | None


@dataclass(frozen=True, slots=True)
class Addresses:
    """The support addresses as they are stored, each with its brand."""

    brands: Mapping[str, int | None]
    takes_all: bool

    def brand_of(self, address: str, domains: Iterable[str]) -> int | None:
        """The brand of a support address; None for other addresses."""
        return self.brands.get(_stored(address, domains))

    def takes(self, address: str, domains: Iterable[str]) -> bool:
        """Whether mail to the address is for this account, whose own domains these are."""
        stored = _stored(address, domains)
        local, _, domain = stored.rpartition("@")
        if stored in self.brands:
            return True
        return domain == OWN and (self.takes_all or local in STANDING | NOBODY)


def known(db: Transaction) -> Addresses:
    """Read with `db.cached(known)`."""
    takes_all = db.cached(settings.load).flag("email.accept_wildcard_emails")
    return Addresses({each.email: each.brand_id for each in db.cached(load)}, takes_all)


def domains_of(config: Config, subdomain: str) -> tuple[str, str]:
    """The account's own domain, and that of the whole desk, which is the default account's, too."""
    return own_domain(config, subdomain), own_domain(config, config.subdomain)


def plain(address: str) -> str:
    """The address in lower case, without what follows a plus sign in its local part."""
    local, _, domain = address.strip().strip("<>").lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def came_to(ctx: Context, letter: Letter, recipients: Iterable[str]) -> At | None:
    """The address of the desk that a mail came to; None where it names none of them.

    What the head says comes first: the envelope may name where a support address forwards to.
    """
    own, domains = ctx.db.cached(known), domains_of(ctx.config, ctx.account.subdomain)
    named = (*letter.to, *letter.copied, *(Party(address) for address in recipients))
    taken = [party for party in named if own.takes(party.address, domains)]
    if not taken:
        return None
    first = next((each for each in taken if own.brand_of(each.address, domains)), taken[0])
    brand_id = own.brand_of(first.address, domains)
    address = _stored(first.address, domains).replace(f"@{OWN}", f"@{domains[0]}")
    return At(address, first.name, brand_id)


def is_own(ctx: Context, address: str) -> bool:
    """Whether mail to the address would come here, so that nobody outside has it."""
    return ctx.db.cached(known).takes(address, domains_of(ctx.config, ctx.account.subdomain))


def _stored(address: str, domains: Iterable[str]) -> str:
    local, _, domain = plain(address).rpartition("@")
    return f"{local}@{OWN if domain in domains else domain}"
