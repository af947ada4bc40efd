"""`ombud migrate`: brings the schema of every account up to date, or only says what is missing."""

from typing import Annotated

import msgspec
import typer

from ombud.cli.refusal import plainly
from ombud.cli.settings import Data, DatabaseUrl, Json, settings

__all__ = ["migrate"]


def migrate(
    *,
    data: Data = None,
    database_url: DatabaseUrl = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit code 1 when something is missing.")
    ] = False,
    json: Json = False,
) -> None:
    """Bring the schema of every account up to date; `serve` and `work` do it by themselves."""
    config = settings(data=data, database_url=database_url)
    from ombud.cli.storage import bring_up_to_date, require_desk
    from ombud.db.revision import head, is_current

    with plainly():
        directory = require_desk(config)
        behind = [name for name in directory.names() if not is_current(directory.find(name))]
        if not check:
            for name in behind:
                bring_up_to_date(directory.find(name))
        total = len(directory.names())
        directory.close()
    if json:
        print(msgspec.json.encode({"schema": head(), "accounts": total, "behind": behind}).decode())
    else:
        verb = "must be migrated" if check else "migrated"
        for name in behind:
            print(f"{name}: {verb} to schema {head()}")
        print(f"{total - len(behind)} of {total} accounts had schema {head()} already.")
    if check and behind:
        raise typer.Exit(1)
