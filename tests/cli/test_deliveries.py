"""`ombud deliveries`: looking at what left or did not, and sending it again."""

from pathlib import Path

import msgspec
from sqlalchemy import select, update

from ombud.app import build_app
from ombud.config import Config
from ombud.tables import deliveries
from ombud.values.clock import SystemClock
from tests.channels.posting import queue
from tests.cli.program import init, run
from tests.desk import Desk


def some(data: Path, *states: str) -> list[int]:
    """Deliveries in these states; their ids."""
    app = build_app(Config(data=data), SystemClock())
    desk = Desk(app, app.directory.default(), None, SystemClock())  # type: ignore[arg-type]  # nobody of the cast is in this desk
    ids = list(queue(desk, len(states)))
    with desk.account.transaction(writes=True) as db:
        for delivery_id, state in zip(ids, states, strict=True):
            values = {"state": state, "attempts": 1, "problem": "503 Service Unavailable"}
            db.run(update(deliveries).where(deliveries.c.id == delivery_id).values(**values))
    app.directory.close()
    return ids


def states(data: Path) -> list[str]:
    app = build_app(Config(data=data), SystemClock())
    with app.directory.default().transaction(writes=False) as db:
        found = db.values(select(deliveries.c.state).order_by(deliveries.c.id))
    app.directory.close()
    return found


def test_list(tmp_path: Path) -> None:
    init(tmp_path)
    data = ("--data", str(tmp_path))
    assert run("deliveries", *data).stdout == "0 deliveries.\n"
    dead, waiting = some(tmp_path, "dead", "queued")
    lines = run("deliveries", *data).stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["id", str(waiting), str(dead), "2"]
    assert lines[2].split(maxsplit=5)[1:] == [
        "target",
        "dead",
        "1",
        "target:1",
        "503 Service Unavailable",
    ]
    only = run("deliveries", "--state", "dead", "--json", *data).stdout
    assert [each["id"] for each in msgspec.json.decode(only)] == [dead]
    assert "at least" in run("deliveries", "--most", "2", *data).stdout
    assert "queued" in run("deliveries", "--state", "gone", *data, code=1).stderr


def test_retry(tmp_path: Path) -> None:
    init(tmp_path)
    data = ("--data", str(tmp_path))
    dead, other, waiting = some(tmp_path, "dead", "dead", "queued")
    refused = run("deliveries", "retry", str(dead), str(waiting), *data, code=1)
    assert f"delivery {waiting} is not dead" in refused.stderr
    assert "no delivery 12" in run("deliveries", "retry", "12", *data, code=1).stderr
    assert states(tmp_path) == ["dead", "dead", "queued"]
    done = run("deliveries", "retry", str(dead), str(other), *data)
    assert done.stdout == "2 deliveries will be sent again.\n"
    assert states(tmp_path) == ["queued", "queued", "queued"]
