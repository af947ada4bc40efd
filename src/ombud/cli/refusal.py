"""How the command line says no: what happened, what to do next, exit code 1."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

__all__ = ["plainly", "refuse"]


def refuse(what: str, next_step: str) -> NoReturn:
    """End the program with two lines on standard error and exit code 1."""
    print(f"ombud: {what}\n  {next_step}", file=sys.stderr)
    raise typer.Exit(1)


@contextmanager
def plainly() -> Iterator[None]:
    """Turn what machines and databases commonly refuse into words with a next step."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            raise
        refuse(
            f"cannot use {error.filename}: {error.strerror}",
            "Choose another folder with --data, or run as the user who owns this one.",
        )
    except Exception as error:
        _explain(error)
        raise


def _explain(error: Exception) -> None:
    from sqlalchemy.exc import OperationalError, ProgrammingError

    if isinstance(error, OperationalError | ProgrammingError):
        first_line = str(error.orig).strip().partition("\n")[0]
        refuse(
            f"the database did not let us work: {first_line}",
            "Check --database-url (OMBUD_DATABASE_URL), and that the server runs and "
            "the user may create schemas; without a URL, check the folder of --data.",
        )
