"""A target as it is stored: its attributes, and the sealed ones opened.

Only what sends to a target may open all of them; answers never hold the hidden ones.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.families.targets.kinds import KINDS
from ombud.storage import seal_of
from ombud.values.sealing import BrokenSeal
from ombud.values.text import as_json
from ombud.wire.context import Context

__all__ = ["Attributes", "columns_of", "opened", "secrets_of", "shown"]

Attributes = Mapping[str, str | bool]


def opened(ctx: Context, row: Row[Any]) -> dict[str, str | bool]:
    """Every attribute by name; raises BrokenSeal when the desk's key is another one now."""
    found: dict[str, str | bool] = msgspec.json.decode(row.attributes)
    if row.secrets is not None:
        found.update(msgspec.json.decode(seal_of(ctx.config).open(row.secrets)))
    return found


def shown(ctx: Context, row: Row[Any]) -> dict[str, str | bool | None]:
    """What answers tell: the hidden ones as null, and no attribute that has no value."""
    try:
        attributes = opened(ctx, row)
    except BrokenSeal:
        attributes = msgspec.json.decode(row.attributes)
    found: dict[str, str | bool | None] = {}
    for attribute in KINDS[row.type]:
        if attribute.hidden:
            found[attribute.name] = None
        elif attribute.name in attributes:
            found[attribute.name] = attributes[attribute.name]
        elif attribute.required:
            # Sealed with a key that is gone.
            found[attribute.name] = ""
    return found


def columns_of(ctx: Context, kind: str, attributes: Attributes) -> dict[str, str | None]:
    """The values of the columns that hold these attributes."""
    sealed = secrets_of(kind, attributes)
    plain = {name: value for name, value in attributes.items() if name not in sealed}
    secrets = seal_of(ctx.config).seal(as_json(sealed)) if sealed else None
    return {"attributes": as_json(plain), "secrets": secrets}


def secrets_of(kind: str, attributes: Attributes) -> dict[str, str]:
    """Those that nobody else may read."""
    names = [each.name for each in KINDS[kind] if each.sealed]
    return {name: str(attributes[name]) for name in names if name in attributes}
