"""A mailbox of Dovecot, where there is one: what our own server may have got wrong."""

import time
from pathlib import Path

import msgspec
import pytest

from ombud.channels.mail_in.fetching import Fetcher
from tests.channels.mailing import mail, rows
from tests.desk import Desk
from tests.peers.dovecot import dovecot_binary, running_dovecot

PATIENCE = 20.0

pytestmark = pytest.mark.skipif(dovecot_binary() is None, reason="Dovecot 2.3 is not installed")


def test_mails_arrive_once_and_are_seen(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "dovecot"
    folder.mkdir()
    with running_dovecot(folder) as (url, new):
        raw = mail("one", files={"a.bin": bytes(100_000)})
        (new / "1.one").write_bytes(raw)
        config = msgspec.structs.replace(desk.app.config, imap_url=url)
        for count, name in ((2, "2.two"), (3, "3.three")):
            # The second time it goes on where the first one ended.
            fetcher = Fetcher(desk.app.directory, config, desk.clock)
            fetcher.start()
            try:
                _wait_for(desk, count - 1)
                (new / name).write_bytes(mail(name))
                _wait_for(desk, count)
            finally:
                fetcher.stop()
                fetcher.join()
        assert len(rows(desk)) == 3
        seen = [path.name for path in (new.parent / "cur").iterdir()]
        assert len([name for name in seen if name.endswith("S")]) == 3
        first = desk.admin.get(f"/inbound_mails/{rows(desk)[0].id}/raw").content
        assert first.replace(b"\r\n", b"\n") == raw


def _wait_for(desk: Desk, count: int) -> None:
    end = time.monotonic() + PATIENCE
    while len(rows(desk)) < count:
        assert time.monotonic() < end, rows(desk)
        time.sleep(0.05)
