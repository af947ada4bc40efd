"""`ombud mail receive`: what a mail server's pipe sees, while the desk runs and while it does not."""

import subprocess
import sys
import time
from pathlib import Path

from tests.channels.mailing import mail
from tests.cli.program import PATIENCE, Server, clean_environment, init, serving

TO = ("--recipient", "support@localhost")


def receive(data: Path, raw: bytes, *arguments: str, code: int = 0, **environment: str) -> str:
    """Give a mail to the command; what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "ombud", "mail", "receive", "--data", str(data), *arguments],
        input=raw,
        capture_output=True,
        timeout=PATIENCE,
        env=clean_environment(**environment),
        check=False,
    )
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    assert done.stdout == b""
    return done.stderr.decode()


def tickets(server: Server, count: int) -> list[str]:
    """The subjects of the tickets, once there are so many."""
    end = time.monotonic() + PATIENCE
    found: list[str] = []
    while len(found) < count:
        assert time.monotonic() < end, found
        found = [ticket["subject"] for ticket in server.get("/api/v2/tickets.json")["tickets"]]
        time.sleep(0.05)
    return found


def test_mail_is_stored_with_and_without_a_server(tmp_path: Path) -> None:
    init(tmp_path)
    raw = mail(subject="Before", to="support@localhost")
    assert receive(tmp_path, raw, *TO, "--sender", "emma@acme.example") == ""
    with serving(tmp_path) as server:
        assert tickets(server, 1) == ["Before"]
        assert receive(tmp_path, raw, *TO) == ""
        receive(tmp_path, mail(subject="While", to="support@localhost"))
        assert tickets(server, 2) == ["Before", "While"]
        found = server.get("/api/v2/inbound_mails.json")["inbound_mails"]
        assert [(each["door"], each["state"]) for each in found] == [("command", "ticket")] * 2
        assert found[1]["return_path"] == "emma@acme.example"


def test_the_words_of_sysexits(tmp_path: Path) -> None:
    assert "no desk" in receive(tmp_path / "nothing", mail(), *TO, code=75)
    init(tmp_path)
    assert "no mail" in receive(tmp_path, b" \n", *TO, code=65)
    assert "eve@x.example" in receive(tmp_path, mail(), "--recipient", "eve@x.example", code=67)
    assert "OMBUD_PORT" in receive(tmp_path, mail(), *TO, code=75, OMBUD_PORT="none")
    (tmp_path / "accounts" / "ombud" / "files").write_text("no folder")
    assert "try again later" in receive(tmp_path, mail(), *TO, code=75)


def test_of_too_large_a_mail_only_the_beginning_is_kept(tmp_path: Path) -> None:
    init(tmp_path)
    receive(tmp_path, mail("x\n" * 1_000_000), *TO, OMBUD_MAIL_LIMIT="1000000")
    with serving(tmp_path) as server:
        found = server.get("/api/v2/inbound_mails.json")["inbound_mails"]
        assert len(found) == 1
        assert found[0]["size"] > 2_000_000
        files = tmp_path / "accounts" / "ombud" / "files"
        kept = [path.stat().st_size for path in files.rglob("*") if path.is_file()]
        assert max(kept) == 256 * 1024
