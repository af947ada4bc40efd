"""OAuth: how a user lets a client in, and the access tokens that come of it.

`authorizing.py` is the question to the user (RFC 6749, section 4.1, with PKCE by RFC 7636),
`granting.py` is what a client exchanges for tokens, `issuing.py` makes them. Only hashes of
codes and tokens are stored.
"""
