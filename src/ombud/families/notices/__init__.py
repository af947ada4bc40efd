"""Mails that the desk writes by itself: to verify addresses, to welcome, to set a password.

A delivery holds only what such a mail is about. Its words, and the link in it, are made when it is
sent, so that no link is stored anywhere; signatures make the links good for one time.
"""
