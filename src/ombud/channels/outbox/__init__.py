"""The engine that sends what `deliveries` holds: claims, limits, retries, rest for who fails.

It knows nothing of mail, targets or webhooks: a sender for each kind does (`sending.py`).
"""
