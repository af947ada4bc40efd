"""Times and counts of a ticket, written as it changes and never computed when read."""
