"""Conditions on stored tickets: the columns that `rules` compiles to, and the facts of a row.

It has no operations; triggers, automations, views and policies stand on it.
"""

from ombud.families.conditions.columns import TicketColumns
from ombud.families.conditions.facts import facts_of_row, person_of_row
from ombud.families.conditions.hours import OpeningHours

__all__ = ["OpeningHours", "TicketColumns", "facts_of_row", "person_of_row"]
