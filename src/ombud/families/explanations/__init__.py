"""Why the triggers did what they did at an update of a ticket. An operation of our own.

`families/tickets/rulings.py` writes what is read here.
"""
