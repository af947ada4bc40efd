"""Passwords of users: setting one for somebody, changing one's own, and what one must be like.

Passwords and their hashes are never part of any answer.
"""
