"""Photos of users: forms, what is refused, replacing and removing, and who sees them."""

import struct
import zlib
from typing import Any

import pytest

from ombud.config import Config
from ombud.families.users.photos import LARGEST
from tests.desk import Answer, Caller, Desk

GIF = b"GIF89a\x20\0\x10\0" + b"\0" * 10
JPEG = b"\xff\xd8\xff\xc0\0\x11\x08\0\x10\0\x20\x03" + b"\0" * 9
BOUNDARY = "----form"


def png(width: int = 32, height: int = 16) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def form(content: bytes | None, file_name: str = "me.png", **texts: str) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="user[{key}]"\r\n\r\n{value}\r\n'.encode()
        for key, value in texts.items()
    ]
    if content is not None:
        said = f'name="user[photo][uploaded_data]"; filename="{file_name}"'
        head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {said}\r\n"
        parts.append(f"{head}Content-Type: image/png\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def send(caller: Caller, method: str, path: str, body: bytes) -> Answer:
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return caller.send(method, path, body, headers={"content-type": kind})


def put(caller: Caller, user_id: int, content: bytes, name: str = "me.png") -> Answer:
    return send(caller, "PUT", f"/users/{user_id}", form(content, name))


def stored(desk: Desk) -> int:
    return sum(path.is_file() for path in (desk.account.folder / "files").rglob("*"))


def content_at(caller: Caller, photo: Any) -> bytes:
    path = photo["content_url"].removeprefix("http://localhost")
    return Caller(caller.app, caller.headers, checks_shapes=False).get(f"/{path}").content


class TestSetting:
    def test_photo_with_its_thumbnail(self, any_desk: Desk) -> None:
        desk = any_desk
        answer = put(desk.admin, desk.cast.emma, png(), "C:\\pictures\\me.png")
        assert answer.status == 200, answer.text
        photo = answer.json["user"]["photo"]
        assert (photo["file_name"], photo["content_type"]) == ("me.png", "image/png")
        assert (photo["width"], photo["height"], photo["size"]) == ("32", "16", len(png()))
        assert photo["inline"] is False
        (thumbnail,) = photo["thumbnails"]
        assert thumbnail["file_name"] == "me_thumb.png"
        assert thumbnail["id"] != photo["id"]
        assert content_at(desk.anonymous, photo) == png()
        assert content_at(desk.anonymous, thumbnail) == png()
        assert stored(desk) == 1
        shown = desk.agent.get(f"/attachments/{photo['id']}").json["attachment"]
        assert shown["content_url"] == photo["content_url"]

    @pytest.mark.parametrize("path", ["/users", "/users/create_or_update"])
    def test_with_a_new_user(self, desk: Desk, path: str) -> None:
        body = form(png(), name="Zoë", email="zoe@new.example", verified="true")
        answer = send(desk.admin, "POST", path, body)
        assert answer.status == 201, answer.text
        user = answer.json["user"]
        assert (user["name"], user["verified"], user["photo"]["size"]) == ("Zoë", True, len(png()))

    @pytest.mark.parametrize(
        ("content", "name", "kind"),
        [
            (GIF, "me.png", ("me.gif", "image/gif")),
            (JPEG, "me.html", ("me.jpg", "image/jpeg")),
            (png(), "", ("file.png", "image/png")),
            (png(), "../../etc/me", ("me.png", "image/png")),
        ],
    )
    def test_the_picture_says_what_it_is(
        self, desk: Desk, content: bytes, name: str, kind: tuple[str, str]
    ) -> None:
        photo = put(desk.admin, desk.cast.emma, content, name).json["user"]["photo"]
        assert (photo["file_name"], photo["content_type"]) == kind

    def test_form_without_a_photo(self, desk: Desk) -> None:
        answer = send(desk.admin, "PUT", f"/users/{desk.cast.emma}", form(None, notes="Tall"))
        assert (answer.json["user"]["notes"], answer.json["user"]["photo"]) == ("Tall", None)

    def test_another_one_takes_its_place(self, desk: Desk) -> None:
        first = put(desk.admin, desk.cast.emma, png()).json["user"]["photo"]
        second = put(desk.admin, desk.cast.emma, GIF).json["user"]["photo"]
        assert second["id"] != first["id"]
        assert desk.agent.get(f"/attachments/{first['id']}").status == 404
        desk.run_jobs()
        assert stored(desk) == 1
        assert content_at(desk.anonymous, second) == GIF

    def test_the_same_one_again(self, desk: Desk) -> None:
        for _ in range(2):
            photo = put(desk.admin, desk.cast.emma, png()).json["user"]["photo"]
        desk.run_jobs()
        assert content_at(desk.anonymous, photo) == png()


class TestKeeping:
    @pytest.fixture
    def photo(self, desk: Desk) -> Any:
        return put(desk.admin, desk.cast.emma, png()).json["user"]["photo"]

    @pytest.mark.parametrize(
        "change",
        [
            {"name": "Emma"},
            {"photo": {}},
            {"photo": {"uploaded_data": None}},
            # The desk fetches nothing from addresses that callers name.
            {"remote_photo_url": "http://127.0.0.1:1/me.png"},
        ],
    )
    def test_stays(self, desk: Desk, photo: Any, change: dict[str, Any]) -> None:
        answer = desk.admin.put(f"/users/{desk.cast.emma}", {"user": change})
        assert answer.json["user"]["photo"] == photo

    def test_users_may_be_sent_back_as_they_were_read(self, desk: Desk, photo: Any) -> None:
        user = desk.admin.get(f"/users/{desk.cast.emma}").json["user"]
        answer = desk.admin.put(f"/users/{desk.cast.emma}", {"user": user})
        assert answer.json["user"]["photo"] == photo

    def test_null_removes_it(self, desk: Desk, photo: Any) -> None:
        answer = desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"photo": None}})
        assert answer.json["user"]["photo"] is None
        assert desk.agent.get(f"/attachments/{photo['id']}").status == 404
        desk.run_jobs()
        assert stored(desk) == 0
        again = desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"photo": None}})
        assert again.status == 200

    def test_goes_for_good_with_its_user(self, desk: Desk, photo: Any) -> None:
        user_id = desk.cast.emma
        assert desk.admin.delete(f"/users/{user_id}").json["user"]["photo"] == photo
        assert desk.admin.get(f"/deleted_users/{user_id}").json["deleted_user"]["photo"] == photo
        assert desk.admin.delete(f"/deleted_users/{user_id}").json["deleted_user"]["photo"] is None
        desk.run_jobs()
        assert stored(desk) == 0
        assert desk.agent.get(f"/attachments/{photo['id']}").status == 404

    def test_everybody_sees_it(self, desk: Desk, photo: Any) -> None:
        assert desk.emma.get("/users/me").json["user"]["photo"] == photo
        users = desk.agent.get("/users", role="end-user").json["users"]
        assert [user["photo"] for user in users if user["id"] == desk.cast.emma] == [photo]
        assert [user["photo"] for user in users if user["id"] == desk.cast.zoe] == [None]
        request = {"subject": "Dark", "comment": {"body": "Off"}}
        number = desk.emma.post("/requests", {"request": request}).json["request"]["id"]
        people = desk.emma.get(f"/requests/{number}/comments").json["users"]
        assert [person["photo"] for person in people] == [photo]

    def test_where_files_are_private(self, desk: Desk, photo: Any) -> None:
        private = {"settings": {"tickets": {"private_attachments": True}}}
        assert desk.admin.put("/account/settings", private).status == 200
        assert content_at(desk.zoe, photo) == png()
        assert content_at(desk.anonymous, photo) != png()


class TestRefused:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return Config(data=config.data, body_limit=LARGEST + 4096)

    @pytest.mark.parametrize(
        "content", [b"", b"hello", b"<svg/>", b"\x89PNG\r\n\x1a\n", b"RIFF", b"GIF89a\0\0\0\0" * 2]
    )
    def test_what_is_no_picture(self, desk: Desk, content: bytes) -> None:
        before = desk.snapshot()
        answer = put(desk.admin, desk.cast.emma, content)
        assert answer.status == 422
        assert answer.json["details"]["photo"][0]["error"] == "InvalidValue"
        assert desk.snapshot() == before
        assert stored(desk) == 0

    def test_too_large(self, desk: Desk) -> None:
        before = desk.snapshot()
        answer = put(desk.admin, desk.cast.emma, GIF + b"\0" * LARGEST)
        assert answer.status == 422
        assert answer.json["details"]["photo"][0]["error"] == "ValueTooLarge"
        assert put(desk.admin, desk.cast.emma, GIF + b"\0" * (LARGEST + 4096)).status == 413
        assert desk.snapshot() == before

    def test_exactly_large_enough(self, desk: Desk) -> None:
        content = GIF + b"\0" * (LARGEST - len(GIF))
        assert put(desk.admin, desk.cast.emma, content).status == 200

    def test_refused_for_something_else(self, desk: Desk) -> None:
        before = desk.snapshot()
        body = form(png(), name="")
        assert send(desk.admin, "PUT", f"/users/{desk.cast.emma}", body).status == 422
        assert send(desk.admin, "POST", "/users", form(png())).status == 422
        assert desk.snapshot() == before

    @pytest.mark.parametrize("who", ["anonymous", "emma", "light"])
    def test_by_others(self, desk: Desk, who: str) -> None:
        before = desk.snapshot()
        answer = put(getattr(desk, who), desk.cast.zoe, png())
        assert answer.status == (401 if who == "anonymous" else 403)
        assert desk.snapshot() == before

    def test_agents_write_customers_and_themselves(self, desk: Desk) -> None:
        for user_id, status in (
            (desk.cast.emma, 200),
            (desk.cast.agent, 200),
            (desk.cast.admin, 403),
            (987, 404),
        ):
            assert put(desk.agent, user_id, png()).status == status

    @pytest.mark.parametrize("photo", ["me.png", 7, True, []])
    def test_wrong_type(self, desk: Desk, photo: object) -> None:
        answer = desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"photo": photo}})
        assert answer.status == 400
        assert "user.photo must be a hash" in answer.text

    def test_text_in_place_of_a_file(self, desk: Desk) -> None:
        body = form(None).replace(
            f"--{BOUNDARY}--".encode(),
            f"--{BOUNDARY}\r\nContent-Disposition: form-data; "
            f'name="user[photo][uploaded_data]"\r\n\r\n@me.png\r\n--{BOUNDARY}--'.encode(),
        )
        answer = send(desk.admin, "PUT", f"/users/{desk.cast.emma}", body)
        assert (answer.status, "user.photo.uploaded_data must be a hash" in answer.text) == (
            400,
            True,
        )

    def test_no_form(self, desk: Desk) -> None:
        assert send(desk.admin, "PUT", f"/users/{desk.cast.emma}", b"a=b").status == 422
        assert send(desk.admin, "PUT", f"/users/{desk.cast.emma}", form(None)).status == 400

    def test_forms_elsewhere(self, desk: Desk) -> None:
        assert send(desk.admin, "POST", "/groups", form(png(), name="Night")).status == 415
