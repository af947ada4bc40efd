"""Macros whose actions name what is gone: they say so, and do what they still can.

# Zendesk: ruined-rules (docs/quirks.md#ruined-rules)
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from ombud.db import Transaction
from ombud.families.conditions.ruin import Ruins
from ombud.rules.actions import Action
from ombud.rules.conditions import Conditions

__all__ = ["possible", "problems_of"]

NOTHING = Conditions()
Actions = tuple[Action, ...]


def problems_of(db: Transaction, macros: Sequence[Row[Any]]) -> Mapping[int, str]:
    """What is wrong with the first action that cannot be done any more, by macro."""
    actions = {row.id: Action.of_stored(row.actions) for row in macros}
    ruins = Ruins(db, [(NOTHING, each) for each in actions.values()])
    found = {id_: ruins.of_actions(each, "macro") for id_, each in actions.items()}
    return {id_: problem for id_, problem in found.items() if problem is not None}


def possible(db: Transaction, macro: Row[Any]) -> Actions:
    """The actions of a macro without those that cannot be done any more."""
    actions = Action.of_stored(macro.actions)
    ruins = Ruins(db, [(NOTHING, actions)])
    return tuple(each for each in actions if ruins.of_actions((each,), "macro") is None)
