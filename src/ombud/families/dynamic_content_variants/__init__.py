"""The texts of an item of dynamic content, one for each language; one of them is its default."""
