"""Requests: tickets as the people who wrote them see them, without anything that is internal.

Agents are customers here: their lists hold what they asked for themselves.
"""
