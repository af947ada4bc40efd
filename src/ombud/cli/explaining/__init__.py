"""Explanations in lines for people: of an update, of service levels, of a view."""
