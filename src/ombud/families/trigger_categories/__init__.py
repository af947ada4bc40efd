"""Categories of triggers: all of the first run before those of the second, and so on.

Their ids are texts. What is refused has the listed form of errors.
"""
