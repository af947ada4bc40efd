"""What may stand behind `|`. A filter that is unknown or misused leaves the value as it is."""

from ombud.templating.filters.filter import Call, Filter
from ombud.templating.filters.table import FILTERS

__all__ = ["FILTERS", "Call", "Filter"]
