"""The bytes of files: each content once, at an address made of its hash, below the data folder.

Nothing here is served by a path: who asks for a file asks for a row, and the row has the hash.
"""

import contextlib
import functools
import hashlib
import os
import secrets
from pathlib import Path

from ombud.db import Account

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
        _write(path, content)
    # Also where it was there: who put it there may not have come as far as this.
    _sync(path.parent)
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


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with unfinished.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


@functools.lru_cache(maxsize=2048)
def _sync_name(folder: Path) -> None:
    """Make a folder's own name safe, once in a process: another may just have made the folder."""
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Make the names in a folder safe."""
    # Windows cannot open a folder, and needs no such thing.
    with contextlib.suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
