"""The demo company, Fernhill Living: a small desk with a week behind it."""
