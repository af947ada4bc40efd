"""Engine, transaction, dialect differences and migrations; knows no table by name but its own."""

from ombud.db.account import Account
from ombud.db.directory import Directory, UnknownAccountError
from ombud.db.transaction import (
    Duplicate,
    MissingReference,
    Transaction,
    TryAgainLater,
    Unstorable,
)

__all__ = [
    "Account",
    "Directory",
    "Duplicate",
    "MissingReference",
    "Transaction",
    "TryAgainLater",
    "UnknownAccountError",
    "Unstorable",
]
