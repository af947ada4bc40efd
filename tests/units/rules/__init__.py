"""The rules, which touch no database."""
