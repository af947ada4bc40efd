"""`ombud demo`: opens the demo company, whose desk is there to be played with."""

from ombud.cli.refusal import plainly
from ombud.cli.settings import Data, DatabaseUrl, Port, settings

__all__ = ["demo"]


def demo(*, data: Data = None, database_url: DatabaseUrl = None, port: Port = None) -> None:
    """Open the demo company where there is no desk yet, and say how to try it."""
    config = settings(data=data, database_url=database_url, port=port)
    from ombud.cli.demo.company import SUBDOMAIN, open_demo
    from ombud.cli.demo.guide import guide

    with plainly():
        made, there = open_demo(config)
    if there != SUBDOMAIN:
        print(f"There is a desk called {there} here already; nothing was changed.")
    else:
        print(guide(config, made=made))
