"""`ombud mail`: verbs for the mail that comes in and goes out."""
