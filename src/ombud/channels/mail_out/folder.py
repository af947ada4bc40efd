"""The local mail folder of a desk that has no mail server: one file for each mail."""

from collections.abc import Iterator
from pathlib import Path

from ombud.families.deliveries.copies import path_of
from ombud.values.whole_files import sync_names, write_whole

__all__ = ["keep", "kept", "path_of"]


def keep(data: Path, subdomain: str, key: str, content: bytes) -> Path:
    """Write a mail, whole or not at all; the same key again changes nothing."""
    path = path_of(data, subdomain, key)
    if not path.is_file():
        write_whole(path, content)
    sync_names(path.parent)
    return path


def kept(data: Path, subdomain: str) -> Iterator[Path]:
    """The mails of an account, the newest first: keys sort by time."""
    folder = path_of(data, subdomain)
    if folder.is_dir():
        yield from sorted(folder.glob("*.eml"), reverse=True)
