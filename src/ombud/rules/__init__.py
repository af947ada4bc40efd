"""Conditions and actions of rules as tables: read on facts in memory and as SQL, from the same rows.

Pure: facts, columns and lists of values are handed in; nothing here asks a database or a clock.
"""
