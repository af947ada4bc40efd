"""What mail costs: memory of the largest, processor time of ordinary ones."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ombud.families.inbound_mails.storing import store
from tests.channels.mailing import SUPPORT, mail
from tests.cli.program import clean_environment, init
from tests.desk import Desk

MEGABYTE = 1 << 20
# Of all that a process has loaded, with the mail.
MOST_MEMORY = 200 * MEGABYTE
ORDINARY = 300
# Seconds of one core for an ordinary mail: half of what is promised, as other tests run beside.
MOST_TIME = 0.020


# Says at its end how much memory it had at most; what its parent had does not count.
MEASURED = """
import atexit, sys
from pathlib import Path

import pytest
def tell():
    found = Path("/proc/self/status").read_text().partition("VmHWM:")[2]
    print("memory", int(found.split()[0]) * 1024, file=sys.stderr)
atexit.register(tell)
"""
RECEIVING = """
from ombud.cli.program import main
sys.argv = ["ombud", "mail", "receive", "--data", sys.argv[1]]
main()
"""
READING = """
from ombud.background import build_inbox
from ombud.config import Config
from ombud.storage import open_directory
from ombud.values.clock import SystemClock
config = Config(data=Path(sys.argv[1]))
directory = open_directory(config)
assert build_inbox(directory.default(), config, SystemClock()).work() == 1
with directory.default().transaction(writes=False) as db:
    from ombud.tables import attachments, inbound_mails
    assert [row.state for row in db.rows(inbound_mails.select())] == ["ticket"]
    assert len(db.rows(attachments.select())) == 10
directory.close()
"""


def memory(program: str, data: Path, raw: bytes) -> int:
    """The most memory, in bytes, that a program took which is given this on standard input."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED + program, str(data)],
        input=raw,
        capture_output=True,
        env=clean_environment(),
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return int(done.stderr.decode().rpartition("memory ")[2])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells")
def test_a_mail_of_25_megabytes_with_10_files(tmp_path: Path) -> None:
    init(tmp_path)
    content = os.urandom(int(25 * MEGABYTE * 0.73 / 10))
    raw = mail(files={f"file{number}.bin": content + bytes([number]) for number in range(10)})
    assert 24 * MEGABYTE < len(raw) < 27 * MEGABYTE
    assert memory(RECEIVING, tmp_path, raw) < MOST_MEMORY
    assert memory(READING, tmp_path, b"") < MOST_MEMORY


def test_ordinary_mails(desk: Desk) -> None:
    raws = [
        mail(
            f"Dear people,\n\nmy order {number} has not come.\n\n-- \nPerson {number}\n",
            html=f"<p>Dear people,</p><p>my order <b>{number}</b> has not come.</p>",
            sender=f"Person {number} <p{number}@crowd.example>",
            subject=f"Order {number}",
        )
        for number in range(ORDINARY)
    ]
    began = time.process_time()
    for raw in raws:
        store(
            desk.account,
            desk.app.config,
            desk.clock,
            raw,
            door="command",
            sender=None,
            recipients=[SUPPORT],
        )
    assert desk.read_mail() == ORDINARY
    assert (time.process_time() - began) / ORDINARY < MOST_TIME
