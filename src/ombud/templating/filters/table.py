"""All filters by their names."""

from collections.abc import Mapping

from ombud.templating.filters import dates, lists, markup, numbers, texts
from ombud.templating.filters.filter import Filter, filters_of

__all__ = ["FILTERS"]

# Zendesk: unknown-filter (docs/quirks.md#unknown-filter)
FILTERS: Mapping[str, Filter] = {
    name: made
    for module in (dates, lists, markup, numbers, texts)
    for name, made in filters_of(module).items()
}
