"""Service levels of tickets: which policy fits, what the clocks do, which targets are missed.

Policies themselves are written in sla_policies and group_sla_policies.
"""
