"""Benchmarks and their peers; every figure is a ratio taken in one run."""
