"""The bytes of files: each content once, at an address made of its hash, below the data folder.

Nothing here is served by a path: who asks for a file asks for a row, and the row has the hash.
"""

import functools
import hashlib
from pathlib import Path

from ombud.db import Account
from ombud.values.whole_files import sync_names, write_whole

__all__ = ["EMPTY", "address", "is_there", "path_of", "put", "remove"]

# What a redacted file holds.
EMPTY = hashlib.sha256(b"").hexdigest()


def address(content: bytes) -> str:
    """The hash that a content is stored under."""
    return hashlib.sha256(content).hexdigest()


def put(account: Account, sha256: str, content: bytes) -> None:
    """Store a content under its address; it is on the disk when this returns."""
    path = path_of(account, sha256)
    if not path.is_file():
        write_whole(path, content)
    # Also where it was there: who put it there may not have come as far as this.
    sync_names(path.parent)
    folder = path.parent
    while folder != account.folder:
        _sync_name(folder)
        folder = folder.parent


def is_there(account: Account, sha256: str) -> bool:
    """Whether a content has its name; `put` alone makes sure that it survives a power cut."""
    return path_of(account, sha256).is_file()


def path_of(account: Account, sha256: str) -> Path:
    """Where a content lies, whether it is there or not."""
    return _root(account) / sha256[:2] / sha256[2:4] / sha256


def remove(account: Account, sha256: str) -> None:
    """Forget a content that no row has any more."""
    path_of(account, sha256).unlink(missing_ok=True)


def _root(account: Account) -> Path:
    return account.folder / "files"


@functools.lru_cache(maxsize=2048)
def _sync_name(folder: Path) -> None:
    """Make a folder's own name safe, once in a process: another may just have made the folder."""
    sync_names(folder.parent)
