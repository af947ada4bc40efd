"""Views: lists of tickets that are kept as conditions, with columns, a grouping and an order."""
