"""API tokens: each signs in any agent of the account who is named beside it.

Only a hash is stored, so a token can be read once, when it is made.
"""
