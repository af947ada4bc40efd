"""Files that are there whole or not at all, also after a power cut."""

import contextlib
import os
import secrets
from pathlib import Path

__all__ = ["sync_names", "write_whole"]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file and its folders; its content is on the disk, its name after `sync_names`."""
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


def sync_names(folder: Path) -> None:
    """Make the names in a folder safe."""
    # Windows cannot open a folder, and needs no such thing.
    with contextlib.suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
