"""`kill -9` of who reads mail, again and again: each mail becomes one ticket, and all of them do."""

import signal
import smtplib
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ombud.config import Config
from ombud.db import Account
from ombud.families.inbound_mails.storing import store
from ombud.storage import open_directory
from ombud.tables import inbound_mails, tickets
from ombud.values.clock import SystemClock
from tests.channels.mailing import mail
from tests.cli.program import clean_environment, init, serving
from tests.peers.http import unused_port

MAILS, KILLS = 40, 3
PATIENCE = 90.0
TO = "support@localhost"


@contextmanager
def account_of(data: Path) -> Iterator[Account]:
    """The default account of the folder."""
    directory = open_directory(Config(data=data))
    try:
        yield directory.default()
    finally:
        directory.close()


@contextmanager
def working(data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A runner, which ends with SIGTERM unless something else ended it."""
    runner = subprocess.Popen(
        [sys.executable, "-m", "ombud", "work", "--data", str(data)],
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield runner
    finally:
        runner.terminate()
        runner.wait(PATIENCE)


def until_admitted(account: Account, count: int) -> Counter[str]:
    """How many mails there are in each state, once so many are not queued any more."""
    end = time.monotonic() + PATIENCE
    states = inbound_mails.select().with_only_columns(inbound_mails.c.state)
    while True:
        with account.transaction(writes=False) as db:
            found = Counter(db.values(states))
        if found["queued"] <= MAILS - count:
            return found
        assert time.monotonic() < end, found
        time.sleep(0.02)


def test_nothing_is_lost_and_nothing_is_doubled(tmp_path: Path) -> None:
    init(tmp_path)
    with account_of(tmp_path) as account:
        for number in range(MAILS):
            raw = mail(f"mail {number}", sender=f"p{number}@crowd.example", to=TO)
            clock, config = SystemClock(), Config(data=tmp_path)
            store(account, config, clock, raw, door="command", sender=None, recipients=[TO])
        for kill in range(1, KILLS + 1):
            with working(tmp_path) as runner:
                until_admitted(account, kill * MAILS // (KILLS + 2))
                # Not always at the same point of a mail.
                time.sleep(kill / 200)
                runner.send_signal(signal.SIGKILL)
        with working(tmp_path):
            assert until_admitted(account, MAILS) == {"ticket": MAILS}
        with account.transaction(writes=False) as db:
            said = db.values(tickets.select().with_only_columns(tickets.c.description))
    assert Counter(said) == Counter(f"mail {number}" for number in range(MAILS))


def test_by_the_doors_of_a_server_and_soon(tmp_path: Path) -> None:
    init(tmp_path)
    smtp, lmtp = unused_port(), tmp_path / "lmtp"
    place = f"127.0.0.1:{smtp}"
    with serving(tmp_path, OMBUD_SMTP_LISTEN=place, OMBUD_LMTP_LISTEN=str(lmtp)) as server:
        with smtplib.SMTP("127.0.0.1", smtp, timeout=PATIENCE) as client:
            client.sendmail("emma@acme.example", [TO], mail("by SMTP", to=TO))
        with smtplib.LMTP(str(lmtp)) as client:
            client.sendmail("emma@acme.example", [TO], mail("by LMTP", to=TO))
        end = time.monotonic() + PATIENCE
        while len(found := server.get("/api/v2/tickets.json")["tickets"]) < 2:
            assert time.monotonic() < end
            time.sleep(0.02)
        assert {each["description"] for each in found} == {"by SMTP", "by LMTP"}
        # The runner is up by now, so this one shows how long a mail takes.
        with smtplib.SMTP("127.0.0.1", smtp, timeout=PATIENCE) as client:
            client.sendmail("emma@acme.example", [TO], mail("soon", to=TO))
        began = time.monotonic()
        while len(server.get("/api/v2/tickets.json")["tickets"]) < 3:
            time.sleep(0.01)
        # Half a second is the longest rest of a runner; the others are for a busy machine.
        assert time.monotonic() - began < 3
