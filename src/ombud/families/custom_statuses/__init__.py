"""Custom ticket statuses: finer names within the five categories that every status belongs to."""
