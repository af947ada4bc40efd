"""Finds the operation of a path: a tree of segments, literal before parameter, with going back.

Paths come as they were sent: `%2F` inside a segment is text, doubled and trailing slashes count
for nothing.
"""

from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import unquote_to_bytes

__all__ = ["METHODS", "Tree"]

T = TypeVar("T")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(slots=True)
class Node(Generic[T]):
    """What may follow one prefix of a path."""

    literals: dict[str, "Node[T]"] = field(default_factory=dict)
    parameter: "Node[T] | None" = None
    # method -> (what is found, the names of the parameters on the way)
    found: dict[str, tuple[T, tuple[str, ...]]] = field(default_factory=dict)


class Tree(Generic[T]):
    """Methods and paths such as `GET /users/{user_id}`; lookup costs one step a segment."""

    def __init__(self) -> None:
        self._root: Node[T] = Node()

    def add(self, method: str, path: str, item: T) -> None:
        """Raises ValueError when the method and path are taken."""
        node, names = self._root, []
        for segment in path.strip("/").split("/"):
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.parameter = node.parameter or Node()
                node = node.parameter
            else:
                node = node.literals.setdefault(segment, Node())
        if method in node.found:
            message = f"{method} {path} is there twice"
            raise ValueError(message)
        node.found[method] = (item, tuple(names))

    def find(self, method: str, path: str) -> tuple[T, dict[str, str]] | None:
        """The item and its path parameters, or None; `path` is percent-encoded."""
        try:
            segments = [_decoded(segment) for segment in path.split("/") if segment]
        except UnicodeDecodeError:
            return None
        values: list[str] = []
        found = self._walk(self._root, segments, 0, method, values)
        return (found[0], dict(zip(found[1], values, strict=True))) if found else None

    def methods(self, path: str) -> list[str]:
        """The methods that the path has, for OPTIONS."""
        return [method for method in METHODS if self.find(method, path)]

    def _walk(
        self, node: Node[T], segments: list[str], depth: int, method: str, values: list[str]
    ) -> tuple[T, tuple[str, ...]] | None:
        if depth == len(segments):
            return node.found.get(method)
        segment = segments[depth]
        following = node.literals.get(segment)
        if following is not None:
            found = self._walk(following, segments, depth + 1, method, values)
            if found is not None:
                return found
        if node.parameter is None:
            return None
        values.append(segment)
        found = self._walk(node.parameter, segments, depth + 1, method, values)
        if found is None:
            values.pop()
        return found


def _decoded(segment: str) -> str:
    """The text of one segment; raises UnicodeDecodeError for what is not UTF-8."""
    return unquote_to_bytes(segment).decode() if "%" in segment else segment
