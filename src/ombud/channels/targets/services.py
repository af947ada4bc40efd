"""Where the services are that a kind of target always writes to; an operator may say otherwise."""

from collections.abc import Mapping

__all__ = ["SERVICES", "Services"]

SERVICES: Mapping[str, str] = {
    "campfire": "https://{subdomain}.campfirenow.com",
    "clickatell": "http://api.clickatell.com",
    "flowdock": "https://api.flowdock.com",
    "get_satisfaction": "http://api.getsatisfaction.com",
    "pivotal": "https://www.pivotaltracker.com",
    # KEY:SECRET@ before the host are those of the application.
    "twitter": "https://api.twitter.com",
    "yammer": "https://www.yammer.com",
}


class Services:
    """The address of each service, without a slash at its end."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given

    @classmethod
    def of(cls, setting: str) -> "Services":
        """From `NAME=URL` separated by commas; raises ValueError for one that is unknown."""
        given: dict[str, str] = {}
        for part in filter(None, (part.strip() for part in setting.split(","))):
            name, is_pair, url = part.partition("=")
            if name not in SERVICES or not is_pair:
                known = ", ".join(SERVICES)
                raise ValueError(f"{part!r} names no service of {known} with its URL")
            given[name] = url.rstrip("/")
        return cls(given)

    def address(self, name: str, *, secure: bool = True) -> str:
        """Where it is; `secure` decides only where nobody said otherwise."""
        if name in self._given:
            return self._given[name]
        address = SERVICES[name]
        return address if secure else address.replace("https://", "http://", 1)
