"""The operators: their titles, and the sets in which fields know them."""

from collections.abc import Mapping

__all__ = [
    "CHANGES",
    "EQUAL",
    "HOURS",
    "INCLUDE",
    "ORDER",
    "ORDER_OR_EQUAL",
    "PRESENT",
    "TERMINAL",
    "TITLES",
    "WITHIN",
]

EQUAL = ("is", "is_not")
ORDER = ("less_than", "greater_than")
ORDER_OR_EQUAL = ("less_than_equal", "greater_than_equal")
INCLUDE = ("includes", "not_includes")
PRESENT = ("present", "not_present")
WITHIN = ("within_previous_n_days", "within_next_n_days")
HOURS = (
    "is",
    "less_than",
    "greater_than",
    "is_business_hours",
    "less_than_business_hours",
    "greater_than_business_hours",
)
CHANGES = (
    "changed",
    "value",
    "value_previous",
    "not_changed",
    "not_value",
    "not_value_previous",
)
# Those that take no value.
TERMINAL = frozenset({"changed", "not_changed", *PRESENT})

TITLES: Mapping[str, str] = {
    "is": "Is",
    "is_not": "Is not",
    "less_than": "Less than",
    "less_than_equal": "Less than or equal to",
    "greater_than": "Greater than",
    "greater_than_equal": "Greater than or equal to",
    "includes": "Contains at least one of the following",
    "not_includes": "Contains none of the following",
    "includes_words": "Contains at least one of the following words",
    "not_includes_words": "Contains none of the following words",
    "includes_string": "Contains the following string",
    "not_includes_string": "Does not contain the following string",
    "present": "Present",
    "not_present": "Not present",
    "changed": "Changed",
    "value": "Changed to",
    "value_previous": "Changed from",
    "not_changed": "Not changed",
    "not_value": "Not changed to",
    "not_value_previous": "Not changed from",
    "within_previous_n_days": "Within the previous (days)",
    "within_next_n_days": "Within the next (days)",
    "is_business_hours": "(business) Is",
    "less_than_business_hours": "(business) Less than",
    "greater_than_business_hours": "(business) Greater than",
}
