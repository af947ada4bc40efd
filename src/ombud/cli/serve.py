"""`ombud serve`: answers requests, with a job runner beside the server."""

from typing import Annotated

import typer

from ombud.cli.refusal import plainly
from ombud.cli.settings import (
    Data,
    DatabaseUrl,
    Host,
    LimitPlan,
    LogLevel,
    Port,
    PublicUrl,
    RunnerOption,
    TlsCertificate,
    TlsKey,
    Workers,
    settings,
)

__all__ = ["serve", "serve_part"]


def serve(  # noqa: PLR0913 (one argument for each option)
    *,
    data: Data = None,
    database_url: DatabaseUrl = None,
    host: Host = None,
    port: Port = None,
    workers: Workers = None,
    runner: RunnerOption = None,
    public_url: PublicUrl = None,
    plan: LimitPlan = None,
    tls_certificate: TlsCertificate = None,
    tls_key: TlsKey = None,
    log_level: LogLevel = None,
) -> None:
    """Answer requests until told to stop; says `ready on http://HOST:PORT` when it does."""
    config = settings(
        data=data,
        database_url=database_url,
        host=host,
        port=port,
        workers=workers,
        runner=runner,
        public_url=public_url,
        plan=plan,
        tls_certificate=tls_certificate,
        tls_key=tls_key,
        log_level=log_level,
    )
    from ombud.cli.logs import write_logs
    from ombud.cli.serving.desk import serve_desk

    write_logs(config.log_level)
    with plainly():
        serve_desk(config)


def serve_part(
    socket_number: Annotated[int, typer.Argument()], ready_number: Annotated[int, typer.Argument()]
) -> None:
    """Be one of the server processes of `serve --workers N`, which starts this."""
    import os
    import socket

    from ombud.cli.logs import write_logs
    from ombud.cli.serving.parent import stop_when_parent_ends
    from ombud.cli.serving.server import serve_here

    config = settings()
    write_logs(config.log_level)
    stop_when_parent_ends()

    def ready() -> None:
        os.write(ready_number, b".")

    serve_here(config, socket.socket(fileno=socket_number), ready)
