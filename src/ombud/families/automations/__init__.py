"""Automations: what the desk does by itself, every hour, to tickets that have waited long enough.

`running.py` is the hourly run, `compiled.py` what it reads of the rules.
"""
