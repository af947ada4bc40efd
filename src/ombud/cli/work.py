"""`ombud work`: a job runner alone, for all accounts."""

from typing import Annotated

import typer

from ombud.cli.refusal import plainly
from ombud.cli.settings import Data, DatabaseUrl, LogLevel, settings

__all__ = ["work"]


def work(
    *,
    data: Data = None,
    database_url: DatabaseUrl = None,
    log_level: LogLevel = None,
    until_parent_ends: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Run jobs until told to stop; as many of these may run as you like."""
    config = settings(data=data, database_url=database_url, log_level=log_level)
    from ombud.cli.logs import write_logs
    from ombud.cli.serving.parent import stop_when_parent_ends
    from ombud.cli.working import Workday

    write_logs(config.log_level)
    if until_parent_ends:
        stop_when_parent_ends()
    with plainly():
        Workday(config).run()
