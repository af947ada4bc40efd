"""One harmless request for every operation: ids that nobody has, and no body."""

import re

from ombud.app import operations
from ombud.wire.operation import Operation

__all__ = ["BUILT", "NOBODY", "PATHS", "filled"]

BUILT = operations()
# Every path of every operation: aliases are asked as well.
PATHS = [(operation, path) for operation in BUILT for path in operation.paths]
# Below the first id that is given out.
NOBODY = 999_999_999


def filled(
    operation: Operation, path: str, *, number: object = NOBODY, text: object = "nothing"
) -> str:
    """The path from the root, as `Caller.send` takes it, with its parameters filled."""

    def value(match: re.Match[str]) -> str:
        is_number = operation.path_parameters[match.group(1)] is int
        return str(number if is_number else text)

    return "/" + re.sub(r"\{(\w+)\}", value, path)
