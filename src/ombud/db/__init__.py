"""Engine, transaction, dialect differences and migrations; knows no table by name but its own."""

from ombud.db.account import Account
from ombud.db.among import among
from ombud.db.directory import Directory, UnknownAccountError
from ombud.db.prepared import Prepared
from ombud.db.transaction import (
    Duplicate,
    MissingReference,
    SlowWork,
    Transaction,
    TryAgainLater,
    Unstorable,
)

__all__ = [
    "Account",
    "Directory",
    "Duplicate",
    "MissingReference",
    "Prepared",
    "SlowWork",
    "Transaction",
    "TryAgainLater",
    "UnknownAccountError",
    "Unstorable",
    "among",
]
