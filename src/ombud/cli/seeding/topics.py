"""What customers write about, read from topics.toml."""

import functools
import tomllib
from importlib import resources

import msgspec

__all__ = ["Script", "Topic", "script"]


class Topic(msgspec.Struct, frozen=True):
    """One kind of request; every tuple but `tags` holds alternatives."""

    group: str
    type: str
    tags: tuple[str, ...]
    subjects: tuple[str, ...]
    openings: tuple[str, ...]
    answers: tuple[str, ...]
    replies: tuple[str, ...]
    solutions: tuple[str, ...]


class Script(msgspec.Struct, frozen=True):
    """All topics, and what is said in any of them."""

    greetings: tuple[str, ...]
    sign_offs: tuple[str, ...]
    notes: tuple[str, ...]
    topic: tuple[Topic, ...]


@functools.cache
def script() -> Script:
    """The texts of which tickets are made up."""
    raw = (resources.files("ombud.cli.seeding") / "topics.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(raw), Script)
