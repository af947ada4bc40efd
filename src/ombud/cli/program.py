"""The program `ombud`: its verbs in the order in which one meets them."""

import typer

from ombud.cli.deliveries import deliveries
from ombud.cli.demo.verb import demo
from ombud.cli.explain import explain
from ombud.cli.init import init
from ombud.cli.mail.group import mail
from ombud.cli.migrate import migrate
from ombud.cli.operations import operations
from ombud.cli.seed import seed
from ombud.cli.serve import serve, serve_part
from ombud.cli.take_mail import take_mail
from ombud.cli.work import work

__all__ = ["main", "program"]

program = typer.Typer(
    help="Ombud, a self-hosted help desk that speaks the Zendesk Support API v2.",
    epilog="Every option is also an environment variable; `ombud VERB --help` names it.",
    no_args_is_help=True,
    add_completion=False,
    # A traceback with local variables would print passwords and tokens.
    pretty_exceptions_enable=False,
)
for verb in (init, serve, work, seed, demo, explain, operations, migrate):
    program.command()(verb)
program.add_typer(mail, name="mail")
program.add_typer(deliveries, name="deliveries")
for part in (serve_part, take_mail):
    program.command(hidden=True)(part)


def main() -> None:
    """Run the verb of the command line."""
    program()
