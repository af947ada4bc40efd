"""Macros: what an agent does to a ticket with one click, for everybody, for groups or for one agent.

Nothing here changes a ticket: `applying.py` says what a macro would do, and the agent's own update
does it.
"""
