"""Plain values that every room may use: the clock, times as text, text rules, choices, tokens."""
