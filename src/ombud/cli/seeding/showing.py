"""Seeds with a progress bar on standard error."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ombud.cli.seeding.bulk import Amounts, Seeded, seed_account
from ombud.config import Config
from ombud.db import Account
from ombud.values.clock import SystemClock, monotonic

__all__ = ["seed_with_progress"]


def seed_with_progress(
    account: Account, config: Config, amounts: Amounts, number: int
) -> tuple[Seeded, float]:
    """What was made, and the seconds that it took."""
    started = monotonic()
    columns = (TextColumn("tickets"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("tickets", total=amounts.tickets)
        seeded = seed_account(
            account,
            config,
            amounts,
            number,
            SystemClock().now(),
            lambda count: progress.advance(bar, count),
        )
    return seeded, round(monotonic() - started, 2)
