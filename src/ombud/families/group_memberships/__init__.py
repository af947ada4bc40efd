"""Which agents belong to which groups; one membership of each agent is the default.

`users.default_group_id` always repeats the default. Every agent keeps one membership at least.
"""
