"""A whole company: its configuration, loaded through the API, and a week of its tickets."""
