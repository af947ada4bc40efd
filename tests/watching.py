"""What another process does in a test: it says what it has in memory, before and after a change."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from ombud.db import Directory, Transaction
from ombud.tables import groups, metadata

__all__ = ["load_names", "watch"]


def load_names(db: Transaction) -> frozenset[str]:
    """Configuration as a family would load it: the names of all groups."""
    return frozenset(db.values(select(groups.c.name)))


def watch(data: str, url: str, pipe: Any) -> None:
    """Send the names in memory, wait for a word, and send them again."""
    directory = Directory(Path(data), metadata.tables, url=url, pool_size=2)
    account = directory.find("northwind")
    for _ in range(2):
        with account.transaction(writes=False) as db:
            pipe.send(sorted(db.cached(load_names)))
        pipe.recv()
    directory.close()
