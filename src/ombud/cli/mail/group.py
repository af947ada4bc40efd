"""The verbs of `ombud mail`, in the order in which one meets them."""

import typer

from ombud.cli.mail.looking import list_, show
from ombud.cli.mail.receiving import receive

__all__ = ["mail"]

mail = typer.Typer(help="Take in mail, and look at the mail of a desk.", no_args_is_help=True)
mail.command()(receive)
mail.command("list")(list_)
mail.command()(show)
