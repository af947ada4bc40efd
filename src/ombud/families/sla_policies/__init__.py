"""Service level policies: which tickets they are for, and how fast the desk means to be."""
