"""The product: one entry per resource family. Listed here by hand; nothing is scanned."""

from types import ModuleType

from ombud.families.groups import api as groups

__all__ = ["FAMILIES"]

FAMILIES: tuple[ModuleType, ...] = (groups,)
