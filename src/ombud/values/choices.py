"""The words among which a ticket's status, priority and type are chosen, in their order."""

__all__ = ["PRIORITIES", "STATUSES", "TYPES", "UNSOLVED"]

UNSOLVED = ("new", "open", "pending", "hold")
STATUSES = (*UNSOLVED, "solved", "closed")
PRIORITIES = ("low", "normal", "high", "urgent")
TYPES = ("incident", "problem", "question", "task")
