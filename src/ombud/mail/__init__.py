"""Mail as such: reading what comes, whatever it looks like, and writing what goes. No database."""
