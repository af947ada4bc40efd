"""Custom fields of users and organizations: what they are and which values they take.

Tickets have the same kinds of values, so `kinds` serves ticket fields as well.
"""
