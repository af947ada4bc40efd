"""What a process keeps of an account: its configuration, keyed by version, and lasting things."""

import threading
from collections.abc import Callable
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

    def get(self, version: int, key: Any, load: Callable[[], T]) -> T:
        """The kept value of `key`, loaded first if this version has none yet."""
        if version == self._version:
            found = self._kept.get(key)
            if found is not None:
                return found  # type: ignore[no-any-return]  # what `load` made of this key
        value = load()
        with self._lock:
            if version > self._version:
                self._version, self._kept = version, {}
            if version == self._version:
                self._kept[key] = value
        return value

    def lasting(self, make: Callable[[], T]) -> T:
        """The one thing that `make` made for this account; it outlives every version."""
        with self._lock:
            if make not in self._lasting:
                self._lasting[make] = make()
            return self._lasting[make]  # type: ignore[no-any-return]  # what `make` made
