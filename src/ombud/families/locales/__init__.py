"""Languages: which ones there are, which ones the account offers, which one suits a caller."""
