"""Webhooks: requests to other systems, sent for rules or whenever something of a kind happens.

`requests.py` makes the requests and signs them, `channels/webhooks` sends them.
"""
