"""Finding records: the index of their words, and the query language that asks for them.

`index` is written in the same transaction as the record. What differs between SQLite and
PostgreSQL stays inside this room.
"""
