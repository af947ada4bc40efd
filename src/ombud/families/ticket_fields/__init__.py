"""Ticket fields: what the system's own and the custom ones are, and which values they take.

Removing a field or an option removes the values from tickets later, in a job.
"""
