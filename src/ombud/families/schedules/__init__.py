"""Schedules and holidays: in which hours the desk works, and which hours count for a ticket."""
