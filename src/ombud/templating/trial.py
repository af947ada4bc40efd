"""Templates before they are saved: parsed, and tried on a made-up ticket."""

from ombud.templating.errors import TemplateError
from ombud.templating.objects.data import Variants
from ombud.templating.parsing import has_placeholders, parse
from ombud.templating.rendering import try_out
from ombud.templating.specimen import READER, specimen

__all__ = ["check"]


def check(text: str, variants: Variants = lambda _name, _locale: None) -> None:
    """Raises TemplateError, with a description for the author, for a template not to be saved.

    That is one that is broken, or takes more work than a message is worth.
    """
    if not has_placeholders(text):
        return
    problem = try_out(parse(text), specimen(variants), READER)
    if problem is not None:
        raise TemplateError(problem[0].upper() + problem[1:])
