"""How long the standard views of a desk take, asked in this process: `python -m bench.views FOLDER AUTH`.

Only reads. The figures are those of one caller at a time, without HTTP.
"""

import argparse
import json
import time
from pathlib import Path

from ombud.app import build_app
from ombud.config import Config
from ombud.wire.context import Request

__all__ = ["measure"]

CALLS = 40
PAGE = 30


def measure(data: Path, authorization: str) -> dict[str, float]:
    """The 95th percentile in milliseconds of executing and of counting each view, by name."""
    app = build_app(Config(data=data))
    account = app.directory.find(app.config.subdomain)
    headers = {"authorization": f"Basic {authorization}"}

    def ask(path: str, query: list[tuple[str, str]]) -> bytes:
        request = Request("GET", f"/api/v2{path}", query, headers)
        answer = app.dispatcher.answer(account, request)
        assert answer.status == 200, answer.body
        return answer.body

    figures: dict[str, float] = {}
    for view in json.loads(ask("/views/active", []))["views"]:
        for verb, query in (("execute", [("per_page", str(PAGE))]), ("count", [])):
            path = f"/views/{view['id']}/{verb}"
            took = []
            for _ in range(CALLS):
                started = time.perf_counter()
                ask(path, query)
                took.append(time.perf_counter() - started)
            took.sort()
            figures[f"{verb} {view['title'].lower()}, p95 ms"] = took[CALLS * 95 // 100 - 1] * 1000
    app.directory.close()
    return figures


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
