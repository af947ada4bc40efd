"""What rules do to tickets: one file for each kind of action, applied to a draft at once.

`apply` is what triggers, automations and macros call.
"""

from ombud.families.tickets.effects.applying import apply
from ombud.families.tickets.effects.source import Source

__all__ = ["Source", "apply"]
