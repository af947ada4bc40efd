"""Tickets: the one door through which every change of one goes, and what can be asked of them.

update.py is the door; each rule of the reference has a file of its own beside it.
"""
