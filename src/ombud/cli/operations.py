"""`ombud operations`: the table of API operations and how far each is built."""

from collections import Counter
from typing import Annotated

import msgspec
import typer

from ombud.cli.settings import Json

__all__ = ["operations"]


def operations(
    *,
    family: Annotated[str | None, typer.Option(help="Only this family.")] = None,
    state: Annotated[str | None, typer.Option(help="Only `done` or only `pending`.")] = None,
    json: Json = False,
) -> None:
    """List the operations of the API with their state, in the order of the contract."""
    from ombud.contract import operations as rows

    chosen = [
        row
        for row in rows()
        if (family is None or row.family == family) and (state is None or row.state == state)
    ]
    if json:
        print(msgspec.json.format(msgspec.json.encode(chosen), indent=2).decode())
        return
    widths = [max((len(row.name) for row in chosen), default=0), 6, 7]
    for row in chosen:
        cells = zip((row.name, row.method, row.state), widths, strict=True)
        line = "  ".join(cell.ljust(width) for cell, width in cells)
        print(f"{line}  {row.path}")
    count = Counter(row.state for row in chosen)
    print(f"{count['done']} of {len(chosen)} operations are done.")
