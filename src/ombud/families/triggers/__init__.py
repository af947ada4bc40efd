"""Triggers: what the desk does by itself whenever a ticket is created or updated.

`in_force.py` has them compiled; `families/tickets/ruling.py` runs them.
"""
