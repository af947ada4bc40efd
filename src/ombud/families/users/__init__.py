"""People: end users who ask, agents and admins who answer, and who of them may change whom.

Deleting keeps the row (`active` is false), because tickets and audits still name the person;
deleting for good keeps only the id.
"""
