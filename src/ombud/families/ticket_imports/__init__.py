"""Tickets from elsewhere: taken over as they were, with their times and conversations.

No rule judges them, nobody is told of them, and they are not measured.
"""
