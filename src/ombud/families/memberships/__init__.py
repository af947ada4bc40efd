"""What memberships in groups and in organizations have in common; it has no operations.

One of a person's memberships of a kind is the default, the first one to begin with. The person's
own row repeats it, so that lists need no join.
"""
