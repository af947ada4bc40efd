"""The action table: what a rule may do, what each action may be given, and what comes of it."""

from ombud.rules.actions.action import Action, ActionField, ActionPlace, Keep, Resolving
from ombud.rules.actions.messages import Sent
from ombud.rules.actions.table import ActionTable

__all__ = ["Action", "ActionField", "ActionPlace", "ActionTable", "Keep", "Resolving", "Sent"]
