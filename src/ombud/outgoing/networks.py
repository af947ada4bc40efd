"""Which addresses the desk may connect to: public ones, and what its operator allows."""

from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

__all__ = ["Networks"]

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# IPv4 that is not, or not only, the public internet.
CLOSED_V4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        # Link-local, where clouds tell a machine its credentials;
        "169.254.0.0/16",
        # and where another one does, at an address that looks public.
        "168.63.129.16/32",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# All of IPv6 that is the public internet lies here,
OPEN_V6 = IPv6Network("2000::/3")
# but for protocols that carry another address (Teredo, 6to4), and what is for documentation.
CLOSED_V6 = tuple(
    IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
# An IPv4 address as networks that speak only IPv6 write it.
TRANSLATED = IPv6Network("64:ff9b::/96")


class Networks:
    """The addresses that may be connected to; `allowed` are closed networks that are open here."""

    def __init__(self, allowed: Iterable[Network] = ()) -> None:
        self._allowed = tuple(allowed)

    @classmethod
    def of(cls, setting: str) -> "Networks":
        """From CIDRs separated by commas; raises ValueError that names a wrong one."""
        parts = (part.strip() for part in setting.split(","))
        return cls([ip_network(part, strict=False) for part in parts if part])

    def allows(self, text: str) -> bool:
        """Whether this address, written as an address and not as a name, may be reached."""
        try:
            address = _inner(ip_address(text))
        except ValueError:
            return False
        if any(address in network for network in self._allowed):
            return True
        if isinstance(address, IPv4Address):
            return not any(address in network for network in CLOSED_V4)
        if address.scope_id is not None or address not in OPEN_V6:
            return False
        return not any(address in network for network in CLOSED_V6)


def _inner(address: Address) -> Address:
    """The IPv4 address that is reached, where an IPv6 one only stands for it."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in TRANSLATED:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
