"""`ombud mail list` and `show`: what a desk without a mail server has sent."""

from pathlib import Path

import msgspec
import pytest

from ombud.channels.mail_out import folder
from ombud.mail.letter import File, Party
from ombud.mail.writing import Post, compose
from tests.cli.program import init, run

KEYS = ("01KJPWD6M0GD02VHE5BQSCWB2W", "01KJPWD7N0GD02VHE5BQSCWB2W")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A desk that has kept two mails."""
    init(tmp_path, "--subdomain", "lamps")
    for number, key in enumerate(KEYS):
        post = Post(
            message_id=f"<{key}@desk.example>",
            date=1_772_355_600 + 60 * number,
            sender=Party("support@desk.example", "Lamps"),
            to=(Party("emma@acme.example", "Emma"),),
            subject=f"Mail {number} \x1b]0;evil\x07",
            text=f"Line one of {number}\n\x1b[31mred\n",
            html="<p>Nothing</p>",
            files=(File("plan.txt", "text/plain", b"Plan"),),
        )
        folder.keep(tmp_path, "lamps", key, bytes(compose(post)))
    return tmp_path


def test_list(data: Path) -> None:
    lines = run("mail", "list", "--data", str(data)).stdout.splitlines()
    assert lines[0].split() == [
        KEYS[1],
        "2026-03-01",
        "09:01",
        "UTC",
        "Emma",
        "<emma@acme.example>",
        "Mail",
        "1",
        "]0;evil",
    ]
    assert lines[1].startswith(KEYS[0])
    assert lines[2] == f"2 mails in {data / 'mail' / 'lamps'}"


def test_list_as_json(data: Path) -> None:
    said = run("mail", "list", "--data", str(data), "--json", "--most", "1").stdout
    (found,) = msgspec.json.decode(said)
    assert (found["key"], found["date"]) == (KEYS[1], "2026-03-01 09:01 UTC")


def test_show(data: Path) -> None:
    said = run("mail", "show", KEYS[0].lower()[:12], "--data", str(data)).stdout
    assert "To: Emma <emma@acme.example>\n" in said
    assert "\n\nLine one of 0\n[31mred\n" in said
    assert said.endswith("[text/plain: plan.txt]\n")
    assert "\x1b" not in said


def test_show_raw(data: Path) -> None:
    said = run("mail", "show", KEYS[0], "--raw", "--data", str(data)).stdout
    assert "From: Lamps <support@desk.example>" in said


@pytest.mark.parametrize(("key", "why"), [("01KJPWD", "more than one"), ("02", "there is no mail")])
def test_which_one(data: Path, key: str, why: str) -> None:
    done = run("mail", "show", key, "--data", str(data), code=1)
    assert why in done.stderr
    assert done.stdout == ""


def test_no_mails_yet(tmp_path: Path) -> None:
    init(tmp_path)
    assert run("mail", "list", "--data", str(tmp_path)).stdout.startswith("0 mails in ")


def test_no_desk(tmp_path: Path) -> None:
    assert "there is no desk" in run("mail", "list", "--data", str(tmp_path), code=1).stderr
