"""Files of tickets: knowing of them, reading them whole and in part, redacting them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import update

from ombud.families.attachments.store import path_of
from ombud.tables import account_settings, tickets
from tests.desk import Answer, Caller, Desk

CONTENT = b"0123456789"


@dataclass(frozen=True)
class Attached:
    """A ticket with one file on its first comment."""

    ticket: int
    comment: int
    file: Any

    @property
    def redaction(self) -> str:
        return (
            f"/tickets/{self.ticket}/comments/{self.comment}/attachments/{self.file['id']}/redact"
        )


def uploaded(caller: Caller, name: str = "lamp.pdf", content: bytes = CONTENT) -> Any:
    answer = caller.send("POST", "/uploads", content, query={"filename": name})
    assert answer.status == 201, answer.text
    return answer.json["upload"]


def attached(
    desk: Desk, name: str = "lamp.pdf", content: bytes = CONTENT, **more: object
) -> Attached:
    public = more.pop("public", True)
    token = uploaded(desk.agent, name, content)["token"]
    comment = {"body": "See the file", "uploads": [token], "public": public}
    body = {"subject": "Lamp", "comment": comment, "requester_id": desk.cast.emma, **more}
    answer = desk.agent.post("/tickets", {"ticket": body})
    assert answer.status == 201, answer.text
    number = answer.json["ticket"]["id"]
    said = desk.agent.get(f"/tickets/{number}/comments").json["comments"][0]
    return Attached(number, said["id"], said["attachments"][0])


def read(caller: Caller, file: Any, headers: Mapping[str, str] | None = None) -> Answer:
    path = file["content_url"].removeprefix("http://localhost")
    return caller.send("GET", f"/{path}", headers=headers)


def make_private(desk: Desk) -> None:
    with desk.account.transaction(writes=True) as db:
        db.insert(account_settings, name="tickets.private_attachments", value="true")
        db.configuration_changed()


class TestShow:
    def test_anonymous(self, desk: Desk) -> None:
        assert desk.anonymous.get("/attachments/1").status == 401

    def test_end_user(self, desk: Desk) -> None:
        assert desk.emma.get("/attachments/1").status == 403

    def test_agent(self, any_desk: Desk) -> None:
        desk = any_desk
        file = attached(desk).file
        assert desk.agent.get(file["url"]).json["attachment"] == file

    def test_of_a_ticket_that_the_agent_may_not_see(self, desk: Desk) -> None:
        file = attached(desk, group_id=desk.cast.support).file
        assert desk.bob.get(file["url"]).status == 404

    def test_of_a_deleted_ticket(self, desk: Desk) -> None:
        found = attached(desk)
        desk.admin.delete(f"/tickets/{found.ticket}")
        assert desk.admin.get(found.file["url"]).status == 404

    def test_of_an_upload(self, desk: Desk) -> None:
        file = uploaded(desk.agent)["attachment"]
        assert desk.agent.get(file["url"]).json["attachment"] == file
        assert desk.bob.get(file["url"]).status == 404

    def test_unknown(self, desk: Desk) -> None:
        assert desk.agent.get("/attachments/1").status == 404


class TestUpdate:
    def test_agent_may_not(self, desk: Desk) -> None:
        file = attached(desk).file
        before = desk.snapshot()
        body = {"attachment": {"malware_access_override": True}}
        assert desk.agent.put(file["url"], body).status == 403
        assert desk.snapshot() == before

    def test_admin(self, any_desk: Desk) -> None:
        desk = any_desk
        url = attached(desk).file["url"]
        for given, wanted in (({"malware_access_override": True}, True), ({}, True)):
            file = desk.admin.put(url, {"attachment": given}).json["attachment"]
            assert file["malware_access_override"] is wanted
        file = desk.admin.put(url, {"attachment": {"malware_access_override": None}}).json
        assert file["attachment"]["malware_access_override"] is True
        file = desk.admin.put(url, {"attachment": {"malware_access_override": False}}).json
        assert file["attachment"]["malware_access_override"] is False

    def test_wrong_type(self, desk: Desk) -> None:
        url = attached(desk).file["url"]
        body = {"attachment": {"malware_access_override": "perhaps"}}
        assert desk.admin.put(url, body).status == 400

    def test_unknown(self, desk: Desk) -> None:
        assert desk.admin.put("/attachments/1", {"attachment": {}}).status == 404


class TestContent:
    def test_anybody_who_has_the_address(self, any_desk: Desk) -> None:
        desk = any_desk
        answer = read(desk.anonymous, attached(desk).file)
        assert (answer.status, answer.content) == (200, CONTENT)
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["content-length"] == "10"
        assert answer.headers["accept-ranges"] == "bytes"

    def test_it_is_saved_and_can_do_nothing(self, desk: Desk) -> None:
        headers = read(desk.anonymous, attached(desk, "lämp.pdf").file).headers
        assert headers["content-disposition"] == (
            "attachment; filename=\"l_mp.pdf\"; filename*=UTF-8''l%C3%A4mp.pdf"
        )
        assert headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert headers["x-content-type-options"] == "nosniff"

    @pytest.mark.parametrize(
        ("name", "shown", "sent", "kind"),
        [
            ("a.png", "image/png", "image/png", "inline"),
            ("a.JPG", "image/jpeg", "image/jpeg", "inline"),
            ("a.webp", "image/webp", "image/webp", "inline"),
            ("a.svg", "image/svg+xml", "application/octet-stream", "attachment"),
            ("a.html", "text/html", "application/octet-stream", "attachment"),
            ("a.xhtml", "application/octet-stream", "application/octet-stream", "attachment"),
            ("a.js", "text/javascript", "application/octet-stream", "attachment"),
            ("a.txt", "text/plain", "text/plain", "attachment"),
            ("a.zip", "application/zip", "application/zip", "attachment"),
            ("a.tar.gz", "application/gzip", "application/gzip", "attachment"),
            ("nothing", "application/octet-stream", "application/octet-stream", "attachment"),
        ],
    )
    def test_types(self, desk: Desk, name: str, shown: str, sent: str, kind: str) -> None:
        file = uploaded(desk.agent, name)["attachment"]
        headers = read(desk.anonymous, file).headers
        assert file["content_type"] == shown
        assert headers["content-type"] == sent
        assert headers["content-disposition"].startswith(f"{kind};")

    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ("video/x-lamp", "video/x-lamp"),
            ("Video/X-Lamp; codecs=1", "video/x-lamp"),
            ("text/html", "application/octet-stream"),
            ("application/x-www-form-urlencoded", "application/octet-stream"),
            ("nonsense", "application/octet-stream"),
        ],
    )
    def test_a_name_without_extension_has_the_type_it_was_sent_with(
        self, desk: Desk, given: str, shown: str
    ) -> None:
        answer = desk.agent.send(
            "POST",
            "/uploads",
            CONTENT,
            query={"filename": "lamp"},
            headers={"Content-Type": given},
        )
        assert answer.json["upload"]["attachment"]["content_type"] == shown

    def test_head(self, desk: Desk) -> None:
        path = attached(desk).file["content_url"].removeprefix("http://localhost")
        answer = desk.anonymous.send("HEAD", f"/{path}")
        assert (answer.status, answer.content) == (200, b"")
        assert answer.headers["content-length"] == "10"

    def test_not_modified(self, desk: Desk) -> None:
        file = attached(desk).file
        tag = read(desk.anonymous, file).headers["etag"]
        answer = read(desk.anonymous, file, {"If-None-Match": tag})
        assert (answer.status, answer.content) == (304, b"")

    @pytest.mark.parametrize("path", ["//attachments/token/nothing", "//attachments/token/"])
    def test_unknown(self, desk: Desk, path: str) -> None:
        assert desk.admin.get(path).status == 404

    def test_bytes_that_are_gone(self, desk: Desk) -> None:
        file = attached(desk).file
        for path in (desk.account.folder / "files").rglob("*"):
            if path.is_file():
                path.unlink()
        assert read(desk.admin, file).status == 404


class TestRanges:
    @pytest.mark.parametrize(
        ("wanted", "content", "span"),
        [
            ("bytes=0-3", b"0123", "0-3"),
            ("bytes=4-", b"456789", "4-9"),
            ("bytes=-2", b"89", "8-9"),
            ("bytes=8-100", b"89", "8-9"),
            ("bytes=-100", CONTENT, "0-9"),
            ("bytes=9-9", b"9", "9-9"),
        ],
    )
    def test_a_part(self, desk: Desk, wanted: str, content: bytes, span: str) -> None:
        answer = read(desk.anonymous, attached(desk).file, {"Range": wanted})
        assert (answer.status, answer.content) == (206, content)
        assert answer.headers["content-range"] == f"bytes {span}/10"
        assert answer.headers["content-length"] == str(len(content))

    @pytest.mark.parametrize("wanted", ["bytes=10-", "bytes=10-20", "bytes=-0"])
    def test_no_such_part(self, desk: Desk, wanted: str) -> None:
        answer = read(desk.anonymous, attached(desk).file, {"Range": wanted})
        assert (answer.status, answer.content) == (416, b"")
        assert answer.headers["content-range"] == "bytes */10"

    @pytest.mark.parametrize(
        "wanted", ["bytes=5-2", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4", ""]
    )
    def test_the_whole_when_no_part_is_understood(self, desk: Desk, wanted: str) -> None:
        answer = read(desk.anonymous, attached(desk).file, {"Range": wanted})
        assert (answer.status, answer.content) == (200, CONTENT)

    def test_only_of_the_same_content(self, desk: Desk) -> None:
        file = attached(desk).file
        tag = read(desk.anonymous, file).headers["etag"]
        same = read(desk.anonymous, file, {"Range": "bytes=0-1", "If-Range": tag})
        other = read(desk.anonymous, file, {"Range": "bytes=0-1", "If-Range": '"other"'})
        assert (same.status, other.status) == (206, 200)

    def test_a_large_file(self, desk: Desk) -> None:
        content = bytes(range(256)) * 4096
        file = uploaded(desk.agent, "a.bin", content)["attachment"]
        assert read(desk.anonymous, file).content == content
        part = read(desk.anonymous, file, {"Range": "bytes=1000-900000"})
        assert part.content == content[1000:900_001]


class TestPrivate:
    def test_only_who_may_see_the_ticket(self, any_desk: Desk) -> None:
        desk = any_desk
        make_private(desk)
        file = attached(desk, group_id=desk.cast.support).file
        assert read(desk.anonymous, file).status == 401
        wanted = {"agent": 200, "admin": 200, "bob": 404, "emma": 200, "zoe": 404}
        found = {who: read(getattr(desk, who), file).status for who in wanted}
        assert found == wanted

    def test_who_shares_the_organizations_tickets(self, desk: Desk) -> None:
        make_private(desk)
        file = attached(desk).file
        assert read(desk.eric, file).status == 200

    def test_who_is_copied(self, desk: Desk) -> None:
        make_private(desk)
        file = attached(desk, email_cc_ids=[desk.cast.zoe]).file
        assert read(desk.zoe, file).status == 200

    def test_end_users_see_no_file_of_a_private_comment(self, desk: Desk) -> None:
        make_private(desk)
        file = attached(desk, public=False).file
        assert read(desk.agent, file).status == 200
        assert read(desk.emma, file).status == 404

    def test_uploads_are_their_owners(self, desk: Desk) -> None:
        make_private(desk)
        file = uploaded(desk.emma)["attachment"]
        assert read(desk.emma, file).status == 200
        assert read(desk.eric, file).status == 404


class TestRedact:
    def test_anonymous(self, desk: Desk) -> None:
        assert desk.anonymous.put(attached(desk).redaction, {}).status == 401

    @pytest.mark.parametrize("who", ["emma", "agent", "light"])
    def test_who_may_not(self, desk: Desk, who: str) -> None:
        found = attached(desk)
        before = desk.snapshot()
        assert getattr(desk, who).put(found.redaction, {}).status == 403
        assert desk.snapshot() == before

    def test_admin(self, any_desk: Desk) -> None:
        desk = any_desk
        found = attached(desk)
        desk.clock.forward(hours=1)
        file = desk.admin.put(found.redaction, {}).json["attachment"]
        assert (file["file_name"], file["content_type"], file["size"], file["deleted"]) == (
            "redacted.txt",
            "text/plain",
            0,
            True,
        )
        assert read(desk.anonymous, file).content == b""
        audit = desk.admin.get(f"/tickets/{found.ticket}/audits").json["audits"][-1]
        event = {key: value for key, value in audit["events"][0].items() if key != "id"}
        assert event == {
            "type": "AttachmentRedactionEvent",
            "attachment_id": file["id"],
            "comment_id": found.comment,
        }
        ticket = desk.admin.get(f"/tickets/{found.ticket}").json["ticket"]
        assert ticket["updated_at"] == "2026-03-02T10:00:00Z"

    def test_the_bytes_go(self, desk: Desk) -> None:
        found = attached(desk)
        desk.admin.put(found.redaction, {})
        desk.run_jobs()
        files = [path for path in (desk.account.folder / "files").rglob("*") if path.is_file()]
        assert [path.read_bytes() for path in files] == [b""]

    def test_another_file_with_the_same_content_stays(self, desk: Desk) -> None:
        found, other = attached(desk), attached(desk)
        desk.admin.put(found.redaction, {})
        desk.run_jobs()
        assert read(desk.anonymous, other.file).content == CONTENT

    def test_a_ticket_deleted_for_good_keeps_no_bytes(self, any_desk: Desk) -> None:
        desk = any_desk
        found = attached(desk)
        desk.admin.delete(f"/tickets/{found.ticket}")
        desk.job(desk.admin.delete(f"/deleted_tickets/{found.ticket}"))
        desk.run_jobs()
        assert read(desk.anonymous, found.file).content == b""
        files = [path for path in (desk.account.folder / "files").rglob("*") if path.is_file()]
        assert [path.read_bytes() for path in files] == [b""]

    def test_agents_where_they_may_delete(self, desk: Desk) -> None:
        with desk.account.transaction(writes=True) as db:
            db.insert(account_settings, name="tickets.agent_ticket_deletion", value="true")
            db.configuration_changed()
        assert desk.agent.put(attached(desk).redaction, {}).status == 200

    def test_twice_is_once(self, desk: Desk) -> None:
        found = attached(desk)
        first = desk.admin.put(found.redaction, {}).json
        before = desk.snapshot()
        assert desk.admin.put(found.redaction, {}).json == first
        assert desk.snapshot() == before

    def test_closed(self, desk: Desk) -> None:
        found = attached(desk)
        with desk.account.transaction(writes=True) as db:
            db.run(update(tickets).values(status="closed"))
        before = desk.snapshot()
        answer = desk.admin.put(found.redaction, {})
        assert (answer.status, list(answer.json["details"])) == (422, ["status"])
        assert desk.snapshot() == before

    def test_unknown(self, desk: Desk) -> None:
        found, other = attached(desk), attached(desk)
        path = f"/tickets/{found.ticket}/comments"
        for wrong in (
            f"/tickets/999/comments/{found.comment}/attachments/{found.file['id']}/redact",
            f"{path}/999/attachments/{found.file['id']}/redact",
            f"{path}/{found.comment}/attachments/999/redact",
            f"{path}/{found.comment}/attachments/{other.file['id']}/redact",
        ):
            assert desk.admin.put(wrong, {}).status == 404

    def test_the_path_of_a_content(self, desk: Desk) -> None:
        path = path_of(desk.account, "abcd" + "0" * 60)
        assert path.parts[-3:-1] == ("ab", "cd")
        assert path.is_relative_to(desk.account.folder / "files")
