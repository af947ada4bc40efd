"""Why there was no answer, and how long there is to wait for one."""

from typing import Literal

from ombud.values.clock import monotonic

__all__ = ["Deadline", "Kind", "Unreachable"]

# request: it cannot be sent as it is. address: it leads to where it must not. dns: no such name.
# refused: nobody listens. tls: not who they should be. closed: hung up in the middle.
# garbage: what came back is not HTTP. too_large: it is more than is read.
Kind = Literal[
    "request", "address", "dns", "refused", "tls", "timeout", "closed", "garbage", "too_large"
]


class Unreachable(Exception):
    """No answer that could be used; `detail` says why, in words for people."""

    def __init__(self, kind: Kind, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind: Kind = kind
        self.detail = detail


class Deadline:
    """A number of seconds for all of an exchange, however it comes in pieces."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = monotonic() + seconds

    def left(self) -> float:
        """The seconds that remain, more than 0; raises Unreachable when there are none."""
        left = self._end - monotonic()
        if left <= 0:
            raise self.passed()
        return left

    def passed(self) -> Unreachable:
        """What is raised when it has passed."""
        return Unreachable("timeout", f"No complete answer came within {self._seconds:g} seconds")
