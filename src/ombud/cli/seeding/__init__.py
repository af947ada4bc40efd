"""Realistic data in bulk: people and tickets with their whole history, written as rows.

Events and metrics come from the same pure functions as those of real changes; only the writing
is done in batches here.
"""
