"""OAuth clients: the applications that may ask users for access, and the global ones.

`confidential` clients prove themselves with a secret, `public` ones cannot keep one and must use
PKCE. Only a hash of the secret is stored; it is shown once, when it is made.
"""
