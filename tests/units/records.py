"""The records of tests/cast/findable.py in an account of their own, and what a search finds."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ombud.db import Account, Directory, migrate
from ombud.search.conditions import Asking
from ombud.search.records import KINDS, RECORDS
from ombud.search.searching import read
from tests.cast.findable import NOW, SAM, fill

UTC = ZoneInfo("Etc/UTC")
LETTERS = {"ticket": "T", "user": "U", "organization": "O", "group": "G"}


@dataclass(frozen=True)
class Records:
    """An account with the records in it."""

    account: Account

    def find(self, text: str, *, zone: ZoneInfo = UTC, caller: int = SAM) -> list[str]:
        """What a search finds, in its order: `T1`, `U501`."""
        with self.account.transaction(writes=False) as db:
            search = read(Asking(db, caller, NOW, zone), text)
            visible = {kind: RECORDS[kind].table.select() for kind in KINDS}
            hits = search.hits(visible, search.order(), 0, 100)
            assert search.count(visible) == len(hits)
        return [f"{LETTERS[hit.kind]}{hit.id}" for hit in hits]


def filled(directory: Directory) -> Iterator[Records]:
    """An account with all of them, closed afterwards."""
    account = directory.add("findable")
    migrate.upgrade(account)
    with account.transaction(writes=True) as db:
        fill(db)
    yield Records(account)
    directory.close()
