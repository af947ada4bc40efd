"""What a side-load collects from the shapes of an answer before it reads anything."""

from collections.abc import Sequence
from typing import Any

__all__ = ["ids_of"]


def ids_of(shapes: Sequence[Any], fields: Sequence[str]) -> set[int]:
    """Every id in these fields of the shapes, whether it stands alone or in a list."""
    found: set[int] = set()
    for shape in shapes:
        for field in fields:
            value = getattr(shape, field, None)
            if isinstance(value, int):
                found.add(value)
            elif isinstance(value, (list, tuple)):
                found.update(item for item in value if isinstance(item, int))
    return found
