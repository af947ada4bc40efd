"""Placeholders: what they print, where they are escaped, and that none can do harm."""
