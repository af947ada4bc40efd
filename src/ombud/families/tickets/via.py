"""Where a ticket, an audit or a comment came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

__all__ = ["API", "SYSTEM", "Via", "api_via", "stored_via"]


@dataclass(frozen=True, slots=True)
class Via:
    """A channel and its source, as `{"from": {}, "to": {}, "rel": null}`."""

    channel: str
    source: Mapping[str, Any]
    # What the audit keeps beside it: of the message that it came with, and why it is doubtful: the
    # documented flags with their options.
    system: Mapping[str, Any] = field(default_factory=dict)
    flags: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        """The `via` object of an answer."""
        return {"channel": self.channel, "source": self.source}


API = Via("api", {"from": {}, "to": {}, "rel": None})
# What the desk does by itself because of a change elsewhere.
SYSTEM = Via("system", {"from": {}, "to": {}, "rel": None})


def api_via(rel: str, **origin: object) -> Via:
    """A change that came through the API because of another ticket: follow_up, merge, problem."""
    return Via("api", {"from": origin, "to": {}, "rel": rel})


def stored_via(channel: str, source: str) -> msgspec.Raw:
    """The `via` object of a row, whose source is JSON already and whose channel is our own word."""
    return msgspec.Raw(f'{{"channel":"{channel}","source":{source}}}'.encode())
