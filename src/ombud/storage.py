"""Opens the accounts that the settings name; knows the tables, but no family and no protocol."""

import os
import secrets
import tempfile
from functools import lru_cache
from pathlib import Path

from ombud.config import Config
from ombud.db import Directory
from ombud.tables import metadata
from ombud.values.sealing import Seal

__all__ = ["open_directory", "seal_of"]


def open_directory(config: Config) -> Directory:
    """The accounts of the configured data folder or PostgreSQL database."""
    return Directory(
        config.data, metadata.tables, url=config.database_url, pool_size=config.pool_size
    )


def seal_of(config: Config) -> Seal:
    """What seals the secrets of this desk: by the configured key, or by one in the data folder.

    The file is made when it is first needed; without it what was sealed cannot be opened again.
    """
    return _seal(config.secret_key, config.data)


@lru_cache(maxsize=16)
def _seal(configured: str, data: Path) -> Seal:
    return Seal(configured.encode() if configured else _kept_secret(data / "secret.key"))


def _kept_secret(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        # Of several processes that make one at the same time, the first wins.
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()
    return path.read_bytes()
