"""Identities: the addresses, numbers and accounts by which a user is known.

A value belongs to one user of the account. The primary e-mail identity is what `user.email`
shows; agents keep the identities of end users, admins those of everybody, all keep their own.
"""
