"""How often rules fire, counted in slices of a few minutes, and what lists show of it.

It has no operations; triggers, automations and macros stand on it.
"""
