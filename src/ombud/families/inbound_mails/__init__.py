"""Mail that came in: stored as it was first, then read and made into tickets, comments or nothing.

Nothing is lost: what cannot be understood becomes a suspended ticket, and the mail itself stays.
The operations are our own: the original shows a mail only to who looks at its ticket.
"""
