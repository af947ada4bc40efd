"""Reads the contract's table of operations, which stands beside the code and in the package."""

import functools
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import msgspec

__all__ = ["ContractOperation", "operations"]


class ContractOperation(msgspec.Struct, frozen=True, kw_only=True):
    """One row of contract/operations.toml."""

    name: str
    method: str
    path: str
    family: str
    state: Literal["done", "pending"]
    status: int = 200
    reason: str = ""
    aliases: list[str] = []
    roles: list[str] = []
    permissions: list[str] = []
    pagination: list[str] = []
    pagination_style: str = ""
    query: list[str] = []
    required_query: list[str] = []
    includes: list[str] = []
    body: str = ""


@functools.cache
def operations() -> tuple[ContractOperation, ...]:
    """All rows in the contract's order."""
    raw: dict[str, Any] = tomllib.loads((_folder() / "operations.toml").read_text("utf-8"))
    return msgspec.convert(tuple(raw["operation"]), tuple[ContractOperation, ...])


def _folder() -> Path:
    packaged = Path(str(resources.files("ombud"))) / "contract"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "contract"
