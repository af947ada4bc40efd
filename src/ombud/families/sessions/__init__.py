"""Browser sessions: who is signed in where, and ending that.

Only the workspace starts them; callers of the API with a token or a password have none.
"""
