"""The program as a person starts it: every test runs the real one as a process."""
