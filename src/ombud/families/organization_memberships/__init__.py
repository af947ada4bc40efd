"""Who belongs to which organization; one membership of each user is the default.

`users.organization_id` always repeats the default, so that lists need no join.
"""
