"""Tags: which ones there are, how they go on, and those of one ticket.

A ticket's tags change through the one door of tickets, so that fields, rules and audits follow.
Those of users and organizations are in these families.
"""
