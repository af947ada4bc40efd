"""Accounts: opening one with all that a new desk contains, and asking whether a name is free."""
