"""What is wrong with a rule, in the protocol's words: which rule, where in it, and what it says."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ombud.rules.errors import Malformed, RuleError, brief
from ombud.wire.errors import BadRequest, Invalid

__all__ = ["refusals"]

# Characters that titles of rules have at most.
LONGEST_TITLE = 255


@contextmanager
def refusals(title: str | None) -> Iterator[None]:
    """Turn what `rules` refuses into 422 and, for JSON of the wrong shape, 400.

    Every problem, whoever found it, then names the rule of this title.
    # Zendesk: rule-positions (docs/quirks.md#rule-positions)
    """
    try:
        yield
    except RuleError as error:
        raise _named(Invalid.one("base", error.description, **_place(error)), title) from error
    except Malformed as error:
        raise BadRequest(error.attribute, error.rule) from error
    except Invalid as error:
        raise _named(error, title) from error


def _place(error: RuleError) -> dict[str, Any]:
    """Which condition or action it is, and what it says; nothing for the rule as a whole."""
    if error.position is None:
        return {}
    return {"position": error.position, "value": brief(error.value)}


def _named(error: Invalid, title: str | None) -> Invalid:
    """The same, naming the rule; a preview of a rule may have no title yet."""
    if title is None or not error.details:
        return error
    return Invalid(
        {
            attribute: [{**problem, "rule": brief(title, LONGEST_TITLE)} for problem in problems]
            for attribute, problems in error.details.items()
        }
    )
