"""What is said on a ticket: rendering, reading, hiding and redacting comments."""
