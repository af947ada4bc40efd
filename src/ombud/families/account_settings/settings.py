"""The settings in force, as every other family reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select

from ombud.db import Transaction
from ombud.families.account_settings.defaults import DEFAULTS
from ombud.tables import account_settings

__all__ = ["Settings", "load"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Read with `db.cached(settings.load)`; names are `group.key`."""

    changed: Mapping[str, Any]

    def value(self, name: str) -> Any:
        """The setting's value; raises KeyError for a name that is no setting."""
        if name in self.changed:
            return self.changed[name]
        group, _, key = name.partition(".")
        return DEFAULTS[group][key]

    def flag(self, name: str) -> bool:
        """Whether a switch is on; some are the texts "true" and "false" on the wire."""
        return self.value(name) in {True, "true"}


def load(db: Transaction) -> Settings:
    """All settings that differ from the defaults."""
    rows = db.rows(select(account_settings.c.name, account_settings.c.value))
    return Settings({row.name: msgspec.json.decode(row.value) for row in rows})
