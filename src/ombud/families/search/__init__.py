"""Search over tickets, users, organizations and groups, for agents.

The language is in ombud.search; here are the rows that a caller may see, the envelope, and the
limit of a thousand results.
"""
