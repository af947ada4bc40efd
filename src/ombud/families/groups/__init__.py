"""Groups of agents: every ticket may belong to one, every agent belongs to at least one.

Deleting keeps the row (`deleted`), because closed tickets and audits still name it.
"""
