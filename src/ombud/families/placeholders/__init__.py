"""Placeholders of tickets: what templates print, filled from the account's rows.

`rendering.py` is what notifications, macros and comments call; it has no operations.
"""
