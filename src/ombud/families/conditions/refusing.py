"""What is wrong with a rule, in the protocol's words."""

from collections.abc import Iterator
from contextlib import contextmanager

from ombud.rules.errors import Malformed, RuleError
from ombud.wire.errors import BadRequest, Invalid

__all__ = ["refusals"]


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what `rules` refuses into 422 and, for JSON of the wrong shape, 400."""
    try:
        yield
    except RuleError as error:
        # Zendesk: rule-positions (docs/quirks.md#rule-positions)
        more = {} if error.position is None else {"position": error.position}
        raise Invalid.one("base", error.description, **more) from error
    except Malformed as error:
        raise BadRequest(error.attribute, error.rule) from error
