"""Background work: enqueue is an insert in the caller's transaction, a runner does the rest."""
