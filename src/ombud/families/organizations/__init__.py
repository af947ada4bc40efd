"""Organizations of end users: who belongs together, sees each other's tickets and shares domains.

Deleting keeps the row (`deleted_at`), because exports and audits still name it.
"""
