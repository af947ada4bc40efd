"""The event of an audit that tells what a rule could not do."""

from collections.abc import Mapping
from typing import Any

__all__ = ["failure", "unprinted"]


def failure(message: str, via: Mapping[str, Any]) -> dict[str, Any]:
    """The event; `via` names the rule."""
    return {"type": "Error", "message": message, "via": via}


def unprinted(what: str, problem: str) -> str:
    """The message about a template that is printed as it was written.

    # Zendesk: broken-template (docs/quirks.md#broken-template)
    """
    return f"{what} was not filled in: {problem}."
