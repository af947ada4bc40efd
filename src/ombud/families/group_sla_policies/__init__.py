"""Service level policies of groups: how long a group may own a ticket."""
