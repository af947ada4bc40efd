"""OAuth: authorizing.py asks the user (RFC 6749, section 4.1, with PKCE by RFC 7636).

granting.py is what a client exchanges for tokens, issuing.py makes them; only their hashes stay.
"""
