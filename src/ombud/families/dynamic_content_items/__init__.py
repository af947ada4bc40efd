"""Dynamic content: named texts that placeholders print in the reader's language.

`content.py` is what every other family reads, `titles.py` shows titles that are made of it.
"""
