"""The words among which a ticket's status, priority, type and rating are chosen, in their order."""

__all__ = ["PRIORITIES", "SATISFACTION", "STATUSES", "TYPES", "UNSOLVED"]

UNSOLVED = ("new", "open", "pending", "hold")
STATUSES = (*UNSOLVED, "solved", "closed")
PRIORITIES = ("low", "normal", "high", "urgent")
SATISFACTION = ("unoffered", "offered", "bad", "bad_with_comment", "good", "good_with_comment")
TYPES = ("incident", "problem", "question", "task")
