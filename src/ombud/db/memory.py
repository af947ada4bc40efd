"""What a process keeps of an account: its configuration, keyed by version, and lasting things."""

import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

__all__ = ["Memory"]

T = TypeVar("T")


class Memory:
    """Loaded configuration of one version; reading another version empties it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version = -1
        self._kept: dict[Any, Any] = {}
        self._lasting: dict[Any, Any] = {}

    def get(self, version: int, key: Any) -> Any:
        """The kept value of `key`, or None when this version has none yet."""
        return self._kept.get(key) if version == self._version else None

    def keep(self, version: int, values: Mapping[Any, Any]) -> None:
        """Keep what was loaded of a version that is stored, unless a later one is known by now."""
        with self._lock:
            if version > self._version:
                self._version, self._kept = version, {}
            if version == self._version:
                self._kept.update(values)

    def lasting(self, make: Callable[[], T]) -> T:
        """The one thing that `make` made for this account; it outlives every version."""
        with self._lock:
            if make not in self._lasting:
                self._lasting[make] = make()
            return self._lasting[make]  # type: ignore[no-any-return]  # what `make` made
