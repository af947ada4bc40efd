"""How long the standard views of a desk take, asked in this process: `python -m bench.views FOLDER AUTH`.

The figures are those of one caller at a time, without HTTP.
"""

import argparse
import base64
import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from ombud.app import build_app
from ombud.config import Config
from ombud.wire.context import Request

__all__ = ["measure"]

CALLS = 40
PAGE = 30
RESTRICTED = b'{"user":{"ticket_restriction":"groups"}}'


def measure(data: Path, authorization: str) -> dict[str, float]:
    """The 95th percentile in milliseconds of executing and of counting each view, by name.

    The views of an agent who is kept to their groups are other statements, so they have figures
    of their own; an agent of the desk is kept to them from then on.
    """
    app = build_app(Config(data=data))
    account = app.directory.find(app.config.subdomain)

    def ask(who: str, method: str, path: str, *query: tuple[str, str], body: bytes = b"") -> Any:
        headers = {"authorization": f"Basic {who}", "content-type": "application/json"}
        request = Request(method, f"/api/v2{path}", list(query), headers, body)
        answer = app.dispatcher.answer(account, request)
        assert answer.status == 200, answer.body
        return answer.body

    agent = json.loads(ask(authorization, "GET", "/users", ("role", "agent")))["users"][0]
    ask(authorization, "PUT", f"/users/{agent['id']}", body=RESTRICTED)
    _, _, secret = base64.b64decode(authorization).partition(b"/")
    of_agent = base64.b64encode(agent["email"].encode() + b"/" + secret).decode()
    figures = {
        f"{name}{whose}, p95 ms": milliseconds
        for whose, who in (("", authorization), (" of an agent's groups", of_agent))
        for name, milliseconds in _percentiles(partial(ask, who, "GET"))
    }
    app.directory.close()
    return figures


def _percentiles(ask: Callable[..., Any]) -> Iterator[tuple[str, float]]:
    for view in json.loads(ask("/views/active"))["views"]:
        for verb, query in (("execute", [("per_page", str(PAGE))]), ("count", [])):
            took = []
            for _ in range(CALLS):
                started = time.perf_counter()
                ask(f"/views/{view['id']}/{verb}", *query)
                took.append(time.perf_counter() - started)
            took.sort()
            yield f"{verb} {view['title'].lower()}", took[CALLS * 95 // 100 - 1] * 1000


def main() -> None:
    """Measure a desk that is there already."""
    parser = argparse.ArgumentParser(prog="python -m bench.views", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("authorization", help="what follows Basic: EMAIL/token:TOKEN in base64")
    options = parser.parse_args()
    for name, value in measure(options.data, options.authorization).items():
        print(f"{value:8.1f}  {name}")


if __name__ == "__main__":
    main()
