"""The files of macros: forms, limits, and what becomes of them."""

import json

from tests.desk import Answer, Caller, Desk
from tests.families.field_making import problem
from tests.families.macro_making import attempt, make, own

BOUNDARY = "----form"


def form(content: bytes | None, **texts: str) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in texts.items()
    ]
    if content is not None:
        head = 'Content-Disposition: form-data; name="attachment"; filename="given.txt"'
        parts.append(
            f"--{BOUNDARY}\r\n{head}\r\nContent-Type: text/plain\r\n\r\n".encode()
            + content
            + b"\r\n"
        )
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def send(caller: Caller, path: str, content: bytes | None = b"Terms", **texts: str) -> Answer:
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return caller.send("POST", path, form(content, **texts), headers={"content-type": kind})


def stored(desk: Desk) -> int:
    desk.run_jobs()
    return sum(path.is_file() for path in (desk.account.folder / "files").rglob("*"))


class TestOfMacro:
    def test_added_and_shown(self, desk: Desk) -> None:
        macro_id = make(desk.admin)["id"]
        answer = send(desk.admin, f"/macros/{macro_id}/attachments", filename="terms.txt")
        assert answer.status == 201, answer.text
        file = answer.json["macro_attachment"]
        assert (file["filename"], file["content_type"]) == ("terms.txt", "text/plain")
        assert (file["size"], file["created_at"]) == (5, "2026-03-02T09:00:00Z")
        assert answer.headers["location"] == file["url"]
        shown = desk.agent.get(f"/macros/attachments/{file['id']}").json["macro_attachment"]
        assert shown == file
        listed = desk.agent.get(f"/macros/{macro_id}/attachments").json["macro_attachments"]
        assert listed == [file]
        assert desk.agent.get(f"/macros/{macro_id}").json["macro"]["attachments"] == [file["id"]]
        content = file["content_url"].removeprefix("http://localhost")
        assert desk.agent.get(f"/{content}").content == b"Terms"

    def test_own_name_of_the_file(self, desk: Desk) -> None:
        answer = send(desk.admin, f"/macros/{make(desk.admin)['id']}/attachments")
        assert answer.json["macro_attachment"]["filename"] == "given.txt"

    def test_five_at_most(self, desk: Desk) -> None:
        path = f"/macros/{make(desk.admin)['id']}/attachments"
        assert [send(desk.admin, path).status for _ in range(6)] == [201] * 5 + [422]

    def test_who_may(self, desk: Desk) -> None:
        path = f"/macros/{make(desk.admin)['id']}/attachments"
        assert send(desk.anonymous, path).status == 401
        assert send(desk.emma, path).status == 403
        assert send(desk.agent, path).status == 403
        assert send(desk.admin, "/macros/1/attachments").status == 404
        assert send(desk.admin, path, None).status == 400
        hidden = make(desk.bob, restriction=own(desk.cast.bob))["id"]
        file = send(desk.bob, f"/macros/{hidden}/attachments").json["macro_attachment"]
        assert desk.agent.get(f"/macros/attachments/{file['id']}").status == 404
        assert desk.agent.get(f"/macros/{hidden}/attachments").status == 404

    def test_gone_with_the_macro(self, desk: Desk) -> None:
        macro_id = make(desk.admin)["id"]
        file = send(desk.admin, f"/macros/{macro_id}/attachments").json["macro_attachment"]
        assert stored(desk) == 1
        assert desk.admin.delete(f"/macros/{macro_id}").status == 204
        assert stored(desk) == 0
        assert desk.admin.get(f"/macros/attachments/{file['id']}").status == 404

    def test_too_large(self, desk: Desk) -> None:
        path = f"/macros/{make(desk.admin)['id']}/attachments"
        assert send(desk.admin, path, b"x" * (desk.app.config.body_limit + 1)).status == 413


class TestWithoutMacro:
    def test_taken_by_a_new_macro(self, desk: Desk) -> None:
        ids = [send(desk.admin, "/macros/attachments").json["macro_attachment"]["id"] for _ in "ab"]
        macro = make(desk.admin, attachments=ids)
        assert macro["attachments"] == ids
        body = {"macro": {"attachments": ids[1:]}}
        changed = desk.admin.put(f"/macros/{macro['id']}", body).json["macro"]
        assert changed["attachments"] == ids[1:]
        assert desk.admin.get(f"/macros/attachments/{ids[0]}").status == 404

    def test_only_of_the_caller(self, desk: Desk) -> None:
        file = send(desk.agent, "/macros/attachments").json["macro_attachment"]
        assert desk.agent.get(f"/macros/attachments/{file['id']}").status == 200
        assert desk.admin.get(f"/macros/attachments/{file['id']}").status == 404
        answer = attempt(desk.admin, attachments=[file["id"]])
        assert problem(answer) == ("attachments", "InvalidValue")

    def test_forgotten_after_three_days(self, desk: Desk) -> None:
        old = send(desk.admin, "/macros/attachments", b"Old").json["macro_attachment"]["id"]
        desk.clock.forward(days=4)
        send(desk.admin, "/macros/attachments", b"New")
        assert desk.admin.get(f"/macros/attachments/{old}").status == 404
        assert stored(desk) == 1

    def test_not_as_json(self, desk: Desk) -> None:
        body = json.dumps({"attachment": "text"}).encode()
        kind = {"content-type": "application/json"}
        answer = desk.admin.send("POST", "/macros/attachments", body, headers=kind)
        assert answer.status == 400
