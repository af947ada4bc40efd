"""The command line: one small file for each verb; what a verb needs is imported when it runs."""

from ombud.cli.program import main

__all__ = ["main"]
