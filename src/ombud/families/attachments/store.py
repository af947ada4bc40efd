"""The bytes of files: each content once, at an address made of its hash, below the data folder.

Nothing here is served by a path: who asks for a file asks for a row, and the row has the hash.
"""

import contextlib
import hashlib
import os
import secrets
from pathlib import Path

from ombud.db import Account

__all__ = ["EMPTY", "address", "path_of", "put", "remove"]

# What a redacted file holds.
EMPTY = hashlib.sha256(b"").hexdigest()


def address(content: bytes) -> str:
    """The hash that a content is stored under."""
    return hashlib.sha256(content).hexdigest()


def put(account: Account, sha256: str, content: bytes) -> None:
    """Store a content under its address; it is on the disk when this returns."""
    path = path_of(account, sha256)
    if path.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{sha256}.{secrets.token_hex(8)}")
    try:
        with unfinished.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    _sync_folders(account, path)


def path_of(account: Account, sha256: str) -> Path:
    """Where a content lies, whether it is there or not."""
    return _root(account) / sha256[:2] / sha256[2:4] / sha256


def remove(account: Account, sha256: str) -> None:
    """Forget a content that no row has any more."""
    path_of(account, sha256).unlink(missing_ok=True)


def _root(account: Account) -> Path:
    return account.folder / "files"


def _sync_folders(account: Account, path: Path) -> None:
    """A new name is only safe once every folder on the way to it is."""
    folder = path.parent
    while folder != account.folder.parent:
        # Windows cannot open a folder, and needs no such thing.
        with contextlib.suppress(PermissionError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        folder = folder.parent
