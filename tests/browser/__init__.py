"""Part of the tests of Ombud."""
