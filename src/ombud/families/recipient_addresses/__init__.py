"""Support addresses: where customers write to, each with its brand, and what mails are sent from.

Addresses in the desk's own domain are stored with a word for it, so that they follow the setting
when that changes. Whether mail to any other is forwarded here is found out with a real mail.
"""
