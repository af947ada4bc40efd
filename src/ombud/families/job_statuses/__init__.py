"""Background jobs as callers see them: starting one, and asking how far it has come."""
