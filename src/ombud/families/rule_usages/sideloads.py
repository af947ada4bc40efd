"""What `include` adds to rules: how often they fired, what the caller may do, where they are from.

A shape that offers them has the fields `usage_1h` and so on, `permissions` and `app_installation`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from ombud.families.rule_usages.counting import WINDOWS, usages
from ombud.families.rule_usages.rights import PERMISSION
from ombud.wire.answers import Sideload
from ombud.wire.context import Context

__all__ = ["BESIDE_RULES", "beside_rules"]

IN_WORDS = {
    "usage_1h": "hour",
    "usage_24h": "day",
    "usage_7d": "week",
    "usage_30d": "thirty days",
}


def _usage(window: str) -> Sideload:
    def load(ctx: Context, rules: Sequence[Any]) -> None:
        found = usages(ctx.db, [rule.id for rule in rules], window, ctx.now)
        for rule in rules:
            setattr(rule, window, found[rule.id])

    words = f"How often each fired in the past {IN_WORDS[window]}."
    return Sideload(window, window, load, words)


def _permissions(ctx: Context, rules: Sequence[Any]) -> None:
    may = ctx.actor.may(PERMISSION)
    for rule in rules:
        rule.permissions = {"can_edit": may, "can_delete": may}


def _app_installation(ctx: Context, rules: Sequence[Any]) -> None:
    """# Zendesk: app-installation (docs/quirks.md#app-installation)"""
    del ctx
    for rule in rules:
        rule.app_installation = None


def beside_rules(permissions: Callable[[Context, Sequence[Any]], None]) -> tuple[Sideload, ...]:
    """The side-loads of rules on whose `permissions` this function decides."""
    return (
        Sideload(
            "app_installation",
            "app_installation",
            _app_installation,
            "The app that needs each: none.",
        ),
        Sideload("permissions", "permissions", permissions, "What the caller may do with each."),
        *(_usage(window) for window in WINDOWS),
    )


BESIDE_RULES = beside_rules(_permissions)
