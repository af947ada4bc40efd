"""Opens the accounts that the settings name; knows the tables, but no family and no protocol."""

from ombud.config import Config
from ombud.db import Directory
from ombud.tables import metadata

__all__ = ["open_directory"]


def open_directory(config: Config) -> Directory:
    """The accounts of the configured data folder or PostgreSQL database."""
    return Directory(
        config.data, metadata.tables, url=config.database_url, pool_size=config.pool_size
    )
