"""Storing mail: one row for all copies of one mail, and for no other."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ombud.families.attachments.store import path_of, put
from ombud.families.inbound_mails.copies import head_of
from ombud.families.inbound_mails.storing import Door, store
from tests.channels.mailing import SUPPORT, mail, received, rows
from tests.desk import Desk

DAY = 86_400


def stored(desk: Desk, raw: bytes, door: Door = "command", sender: str | None = None) -> int:
    return store(
        desk.account,
        desk.app.config,
        desk.clock,
        raw,
        door=door,
        sender=sender,
        recipients=[SUPPORT] if door != "imap" else [],
    )


class TestCopies:
    def test_two_doors_and_what_servers_add_on_the_way(self, desk: Desk) -> None:
        raw = mail().replace(b"\n", b"\r\n")
        by_smtp = b"Received: from relay.example by desk; now\r\n" + raw
        by_imap = b"Return-Path: <x@acme.example>\r\nDelivered-To: box\r\n" + raw + b"\r\n"
        by_pipe = b"From emma@acme.example Mon Mar  2 08:59:00 2026\n" + raw.replace(b"\r\n", b"\n")
        first = stored(desk, by_smtp, "smtp", "x@acme.example")
        assert stored(desk, by_imap, "imap") == first
        assert stored(desk, by_pipe) == first
        assert stored(desk, by_smtp, "lmtp") == first
        assert [row.door for row in rows(desk)] == ["smtp"]
        assert desk.read_mail() == 1
        assert stored(desk, by_imap, "imap") == first
        assert desk.read_mail() == 0

    def test_a_forged_message_id_makes_no_other_mail_disappear(self, desk: Desk) -> None:
        forged = mail("Nothing to see.", sender="eve@evil.example", message_id="<a@acme.example>")
        true = mail("My house burns.", message_id="<a@acme.example>")
        assert stored(desk, forged) != stored(desk, true)
        assert received(desk, true)["description"] == "My house burns."

    @pytest.mark.parametrize("header", ["From", "To", "Subject", "Date", "Message-ID", "Reply-To"])
    def test_whatever_its_writer_wrote_tells_mails_apart(self, header: str) -> None:
        raw = mail(Reply_To="a@acme.example")
        lines = raw.split(b"\n")
        changed = [line + b"x" if line.startswith(header.encode()) else line for line in lines]
        assert changed != lines
        assert head_of(raw, 0).digest != head_of(b"\n".join(changed), 0).digest

    def test_reports_without_id_and_date_are_others_on_another_day(self) -> None:
        report = b"From: cron@acme.example\nSubject: Backup\n\nAll is well.\n"
        assert head_of(report, 0).digest == head_of(report, DAY - 1).digest
        assert head_of(report, 0).digest != head_of(report, DAY).digest
        assert head_of(mail(), 0).digest != head_of(mail(), 0).digest
        raw = mail(message_id="<a@b>")
        assert head_of(raw, 0).digest == head_of(raw, DAY).digest

    def test_at_the_same_moment(self, any_desk: Desk) -> None:
        raw = mail(files={"a.bin": os.urandom(100_000)})
        with ThreadPoolExecutor(4) as pool:
            ids = set(pool.map(lambda _: stored(any_desk, raw), range(8)))
        assert len(ids) == 1
        assert len(rows(any_desk)) == 1


class TestBytes:
    def test_they_are_kept_as_they_came(self, desk: Desk) -> None:
        raw = mail("a\nb") + bytes(range(256))
        stored(desk, raw)
        row = rows(desk)[0]
        assert path_of(desk.account, row.sha256).read_bytes() == raw

    def test_they_stay_when_a_file_like_them_is_deleted(self, desk: Desk) -> None:
        raw = mail()
        stored(desk, raw)
        upload = desk.admin.send("POST", "/uploads?filename=a.eml", raw).json["upload"]
        assert desk.admin.delete(f"/uploads/{upload['token']}").status == 204
        assert desk.run_jobs() == 1
        assert path_of(desk.account, rows(desk)[0].sha256).read_bytes() == raw

    def test_nothing_is_said_to_be_stored_that_is_not(self, desk: Desk) -> None:
        files = desk.account.folder / "files"
        files.write_text("no folder")
        with pytest.raises(OSError, match="files"):
            stored(desk, mail())
        assert rows(desk) == []


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells names of files")
def test_every_new_name_is_safe_on_the_disk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    synced, fsync = [], os.fsync

    def noted(handle: int) -> None:
        synced.append(Path(f"/proc/self/fd/{handle}").readlink())
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    folder = desk.account.folder
    first = folder / "files" / "ab" / "cd"
    put(desk.account, "abcd" + "0" * 60, b"one")
    assert synced[0].parent == first
    assert synced[1:] == [first, first.parent, folder / "files", folder]
    for address in ("abcd" + "1" * 60, "abcd" + "1" * 60):
        synced.clear()
        put(desk.account, address, b"two")
        assert synced[-1] == first
    assert synced == [first]
    synced.clear()
    put(desk.account, "abef" + "0" * 60, b"three")
    assert synced[1:] == [first.with_name("ef"), first.parent]
