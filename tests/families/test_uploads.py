"""Uploading files, joining uploads, taking them back, and what happens to those nobody uses."""

import hashlib
from pathlib import Path
from typing import Any, ClassVar

import pytest

from ombud.config import Config
from ombud.families.attachments.service import MOST_OF_STRANGERS
from tests.desk import Answer, Caller, Desk

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x10\x08\x06\0\0\0"
LIMIT = 10_000


@pytest.fixture
def config(config: Config) -> Config:
    return Config(data=config.data, attachment_limit=LIMIT, body_limit=2 * LIMIT)


def upload(
    caller: Caller, name: str = "a.txt", content: bytes = b"hello", **query: object
) -> Answer:
    return caller.send("POST", "/uploads", content, query={"filename": name, **query})


def made(caller: Caller, name: str = "a.txt", content: bytes = b"hello", **query: object) -> Any:
    answer = upload(caller, name, content, **query)
    assert answer.status == 201, answer.text
    return answer.json["upload"]


def stored(desk: Desk) -> list[str]:
    folder = desk.account.folder / "files"
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def commented(desk: Desk, *tokens: str) -> list[Any]:
    """The attachments of the comment of a new ticket with these uploads."""
    body = {"subject": "Lamp", "comment": {"body": "See the file", "uploads": list(tokens)}}
    number = desk.agent.post("/tickets", {"ticket": body}).json["ticket"]["id"]
    comments = desk.agent.get(f"/tickets/{number}/comments").json["comments"]
    files: list[Any] = comments[0]["attachments"]
    return files


def requested(caller: Caller, *tokens: str, **more: Any) -> Answer:
    """The answer to a request with these uploads."""
    comment = {"body": "See the file", "uploads": list(tokens)}
    return caller.post("/requests", {"request": {"subject": "Dark", "comment": comment, **more}})


def files_of(desk: Desk, ticket_id: int = 1) -> list[str]:
    comments = desk.admin.get(f"/tickets/{ticket_id}/comments").json["comments"]
    return [file["file_name"] for comment in comments for file in comment["attachments"]]


class TestStrangers:
    """Uploads of people who do not sign in: good for their requests and nothing else."""

    WHO: ClassVar = {"requester": {"name": "Nora New", "email": "nora@new.example"}}

    def test_come_with_their_request(self, any_desk: Desk) -> None:
        desk = any_desk
        first = made(desk.anonymous, "dark.png", PNG)
        second = made(desk.anonymous, "more.txt", token=first["token"])
        assert second["token"] == first["token"]
        assert [file["file_name"] for file in second["attachments"]] == ["dark.png", "more.txt"]
        assert requested(desk.anonymous, first["token"], **self.WHO).status == 201
        assert files_of(desk) == ["dark.png", "more.txt"]
        assert desk.snapshot()["uploads"] == []

    def test_once(self, desk: Desk) -> None:
        token = made(desk.anonymous)["token"]
        for _ in range(2):
            assert requested(desk.anonymous, token, **self.WHO).status == 201
        assert (files_of(desk, 1), files_of(desk, 2)) == (["a.txt"], [])

    def test_expire(self, desk: Desk) -> None:
        token = made(desk.anonymous)["token"]
        desk.clock.forward(days=3)
        assert requested(desk.anonymous, token, **self.WHO).status == 201
        assert files_of(desk) == []
        assert upload(desk.anonymous, token=token).status == 422

    @pytest.mark.parametrize("who", ["emma", "agent", "admin"])
    def test_are_not_for_those_who_sign_in(self, desk: Desk, who: str) -> None:
        token = made(desk.anonymous)["token"]
        if who == "emma":
            assert requested(desk.emma, token).status == 201
            assert files_of(desk) == []
        else:
            assert commented(desk, token) == []
        # It is still there for the one who made it.
        assert requested(desk.anonymous, token, **self.WHO).status == 201
        assert files_of(desk, 2) == ["a.txt"]

    def test_do_not_take_what_others_uploaded(self, desk: Desk) -> None:
        token = made(desk.emma)["token"]
        assert requested(desk.anonymous, token, **self.WHO).status == 201
        assert files_of(desk) == []
        assert upload(desk.anonymous, token=token).status == 422
        assert requested(desk.emma, token).status == 201
        assert files_of(desk, 2) == ["a.txt"]

    def test_customers_do_not_add_to_them(self, desk: Desk) -> None:
        token = made(desk.anonymous)["token"]
        before = desk.snapshot()
        assert upload(desk.emma, token=token).status == 422
        assert desk.emma.delete(f"/uploads/{token}").status == 404
        assert desk.anonymous.delete(f"/uploads/{token}").status == 401
        assert desk.snapshot() == before

    def test_where_people_have_to_sign_in(self, desk: Desk) -> None:
        setting = {"settings": {"user": {"anonymous_requests": False}}}
        assert desk.admin.put("/account/settings", setting).status == 200
        before = desk.snapshot()
        assert upload(desk.anonymous).status == 401
        assert desk.snapshot() == before
        assert stored(desk) == []

    def test_too_large(self, desk: Desk) -> None:
        answer = upload(desk.anonymous, content=b"x" * (LIMIT + 1))
        assert (answer.status, answer.json["error"]) == (413, "AttachmentTooLarge")

    def test_do_not_fill_the_disk(self, desk: Desk) -> None:
        for _ in range(MOST_OF_STRANGERS):
            made(desk.anonymous, content=b"x" * LIMIT)
        before = desk.snapshot()
        answer = upload(desk.anonymous, content=b"y")
        assert (answer.status, answer.json["error"]) == (429, "TooManyUploads")
        assert answer.headers["retry-after"] == "3600"
        assert desk.snapshot() == before
        # Nobody else waits for them, and they wait no longer than what they left lies there.
        assert upload(desk.emma).status == 201
        desk.clock.forward(days=3)
        assert upload(desk.anonymous).status == 201


class TestUpload:
    @pytest.mark.parametrize("who", ["emma", "light", "agent", "admin"])
    def test_everybody_who_signed_in(self, desk: Desk, who: str) -> None:
        assert upload(getattr(desk, who)).status == 201

    def test_what_comes_back(self, any_desk: Desk) -> None:
        desk = any_desk
        answer = upload(desk.emma, "plan (1).pdf", b"%PDF-")
        found = answer.json["upload"]
        assert found["attachments"] == [found["attachment"]]
        # Three days after now.
        assert found["expires_at"] == "2026-03-05T09:00:00Z"
        file = found["attachment"]
        assert answer.headers["location"] == file["url"]
        assert (file["file_name"], file["content_type"], file["size"]) == (
            "plan (1).pdf",
            "application/pdf",
            5,
        )
        assert (file["width"], file["thumbnails"], file["deleted"]) == (None, [], False)
        assert file["content_url"].endswith("/?name=plan%20%281%29.pdf")
        assert stored(desk) == [hashlib.sha256(b"%PDF-").hexdigest()]

    def test_pictures_have_a_size(self, desk: Desk) -> None:
        file = made(desk.emma, "lamp.png", PNG)["attachment"]
        assert (file["width"], file["height"]) == ("32", "16")
        file = made(desk.emma, "lamp.png", b"not a picture")["attachment"]
        assert (file["width"], file["height"]) == (None, None)

    def test_the_same_content_lies_there_once(self, desk: Desk) -> None:
        first, second = made(desk.emma, "a.txt"), made(desk.agent, "b.txt")
        assert first["token"] != second["token"]
        assert len(stored(desk)) == 1

    def test_the_files_lie_below_the_account(self, desk: Desk) -> None:
        made(desk.emma)
        name = hashlib.sha256(b"hello").hexdigest()
        path = desk.account.folder / "files" / name[:2] / name[2:4] / name
        assert path.read_bytes() == b"hello"

    @pytest.mark.parametrize(
        ("given", "name"),
        [
            ("../../etc/passwd", "passwd"),
            ("C:\\lamps\\a.txt", "a.txt"),
            ("tab\there\n.txt", "tabhere.txt"),
            ("...", "file"),
            ("", "file"),
            ("Lämpchen 電気.txt", "Lämpchen 電気.txt"),
            ("x" * 300 + ".txt", "x" * 251 + ".txt"),
        ],
    )
    def test_names(self, desk: Desk, given: str, name: str) -> None:
        assert made(desk.emma, given)["attachment"]["file_name"] == name

    def test_a_name_is_required(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert desk.emma.send("POST", "/uploads", b"x").status == 400
        assert desk.snapshot() == before

    def test_json_is_a_file_like_any_other(self, desk: Desk) -> None:
        answer = desk.emma.send("POST", "/uploads", {"a": 1}, query={"filename": "a.json"})
        assert answer.json["upload"]["attachment"]["size"] == 7

    def test_too_large(self, desk: Desk) -> None:
        assert upload(desk.emma, content=b"x" * LIMIT).status == 201
        before = desk.snapshot()
        answer = upload(desk.emma, content=b"x" * (LIMIT + 1))
        assert (answer.status, answer.json["error"]) == (413, "AttachmentTooLarge")
        assert desk.snapshot() == before


class TestJoining:
    def test_files_come_in_order(self, desk: Desk) -> None:
        token = made(desk.emma, "a.txt", b"1")["token"]
        found = made(desk.emma, "b.txt", b"2", token=token)
        assert found["token"] == token
        assert [file["file_name"] for file in found["attachments"]] == ["a.txt", "b.txt"]
        assert found["attachment"]["file_name"] == "b.txt"

    def test_of_somebody_else(self, desk: Desk) -> None:
        token = made(desk.emma)["token"]
        before = desk.snapshot()
        answer = upload(desk.eric, token=token)
        assert (answer.status, list(answer.json["details"])) == (422, ["token"])
        assert desk.snapshot() == before

    def test_unknown_used_or_expired(self, desk: Desk) -> None:
        assert upload(desk.agent, token="nothing").status == 422
        used = made(desk.agent)["token"]
        commented(desk, used)
        assert upload(desk.agent, token=used).status == 422
        old = made(desk.agent)["token"]
        desk.clock.forward(days=3)
        assert upload(desk.agent, token=old).status == 422


class TestAttaching:
    def test_to_a_comment(self, any_desk: Desk) -> None:
        desk = any_desk
        first = made(desk.agent, "a.txt", b"1")
        made(desk.agent, "b.txt", b"2", token=first["token"])
        other = made(desk.agent, "c.txt", b"3")
        files = commented(desk, first["token"], other["token"])
        assert [file["file_name"] for file in files] == ["a.txt", "b.txt", "c.txt"]
        assert files[0] == first["attachment"]

    def test_a_token_is_good_once(self, desk: Desk) -> None:
        token = made(desk.agent)["token"]
        assert len(commented(desk, token)) == 1
        assert commented(desk, token) == []

    def test_tokens_that_are_none(self, desk: Desk) -> None:
        token = made(desk.agent)["token"]
        desk.clock.forward(days=3)
        assert commented(desk, token, "nothing") == []


class TestDelete:
    def test_anonymous(self, desk: Desk) -> None:
        assert desk.anonymous.delete("/uploads/x").status == 401

    def test_own(self, any_desk: Desk) -> None:
        desk = any_desk
        token = made(desk.emma)["token"]
        assert desk.emma.delete(f"/uploads/{token}").status == 204
        assert desk.emma.delete(f"/uploads/{token}").status == 404
        desk.run_jobs()
        assert stored(desk) == []

    def test_of_somebody_else(self, desk: Desk) -> None:
        token = made(desk.emma)["token"]
        before = desk.snapshot()
        assert desk.eric.delete(f"/uploads/{token}").status == 404
        assert desk.snapshot() == before
        assert desk.agent.delete(f"/uploads/{token}").status == 204

    def test_what_was_attached_stays(self, desk: Desk) -> None:
        token = made(desk.agent)["token"]
        commented(desk, token)
        assert desk.agent.delete(f"/uploads/{token}").status == 404

    def test_shared_content_stays(self, desk: Desk) -> None:
        commented(desk, made(desk.agent)["token"])
        token = made(desk.emma)["token"]
        desk.emma.delete(f"/uploads/{token}")
        desk.run_jobs()
        assert len(stored(desk)) == 1


class TestExpiry:
    def test_unused_uploads_go(self, any_desk: Desk) -> None:
        desk = any_desk
        made(desk.emma, "old.txt", b"old")
        kept = commented(desk, made(desk.agent, "kept.txt", b"kept")["token"])
        desk.run_jobs()
        assert len(stored(desk)) == 2
        desk.clock.forward(days=3)
        made(desk.emma, "new.txt", b"new")
        desk.run_jobs()
        assert stored(desk) == sorted(
            hashlib.sha256(content).hexdigest() for content in (b"kept", b"new")
        )
        assert desk.agent.get(kept[0]["url"]).status == 200

    def test_nothing_to_do_is_no_job(self, desk: Desk) -> None:
        made(desk.emma)
        assert desk.run_jobs() == 0


class TestStore:
    def test_an_unfinished_file_leaves_nothing(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)
        assert upload(desk.emma).status == 500
        monkeypatch.undo()
        assert stored(desk) == []
        assert made(desk.emma)["attachment"]["size"] == 5

    def test_a_refused_request_leaves_at_most_the_bytes(self, desk: Desk) -> None:
        upload(desk.emma, token="nothing")
        assert stored(desk) == []

    def test_the_store_is_not_served(self, desk: Desk) -> None:
        made(desk.emma)
        path = next(path for path in (desk.account.folder / "files").rglob("*") if path.is_file())
        below = Path("/") / path.relative_to(desk.account.folder)
        assert desk.admin.get(f"/{below}").status == 404
