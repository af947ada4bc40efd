"""The account's settings: a tree of defaults and the rows that say otherwise."""
