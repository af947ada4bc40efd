"""What callers write: every field may be absent (UNSET), null (None) or of its type."""

from typing import Any, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

__all__ = ["UNSET", "Change", "Maybe", "text_of"]

T = TypeVar("T")
# The type of a field that may be left out or cleared; give it the default UNSET.
Maybe: TypeAlias = T | UnsetType | None
# Text that clients also send as a number.
Words: TypeAlias = str | int | float


class Change(msgspec.Struct, kw_only=True):
    """The fields of a resource that a caller may write."""

    def given(self) -> dict[str, Any]:
        """The fields that are there, by name."""
        return {
            name: value
            for name in self.__struct_fields__
            if (value := getattr(self, name)) is not UNSET
        }


def text_of(value: object) -> str | None:
    """The text of a field that clients also send as a number; null stays null."""
    return None if value is None or value is UNSET else str(value)
