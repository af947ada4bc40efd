"""What becomes of a mail: tickets, comments, files, people; and the operations on mails."""

from urllib.parse import urlsplit

import msgspec
import pytest
from sqlalchemy import select

from ombud.families.suspended_tickets.causes import Cause
from ombud.tables import inbound_mails, users
from tests.channels.mailing import (
    SUPPORT,
    comments,
    last_audit,
    mail,
    received,
    reply_to,
    rows,
    setting,
    suspended,
    take,
)
from tests.desk import Desk

PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x03\x08\x02\x00\x00\x00"
    b"\x12\x16\xf1M"
)
WITH_PICTURE = b"""From: emma@acme.example\r
To: support@northwind.localhost\r
Subject: Look\r
Message-ID: <picture@acme.example>\r
MIME-Version: 1.0\r
Content-Type: multipart/related; boundary=b\r
\r
--b\r
Content-Type: text/html; charset=utf-8\r
\r
<p>Look: <img src="cid:lamp@acme"></p><script>alert(1)</script>\r
--b\r
Content-Type: image/png; name=lamp.png\r
Content-ID: <lamp@acme>\r
Content-Disposition: inline; filename=lamp.png\r
Content-Transfer-Encoding: base64\r
\r
iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAIAAAASFvFN\r
--b--\r
"""


class TestNewTicket:
    def test_of_somebody_known(self, desk: Desk) -> None:
        ticket = received(desk, mail("My lamp is dark."))
        assert ticket["requester_id"] == desk.cast.emma
        assert ticket["submitter_id"] == desk.cast.emma
        assert ticket["organization_id"] == desk.cast.acme
        assert (ticket["subject"], ticket["description"]) == ("Dark lamp", "My lamp is dark.")
        assert (ticket["status"], ticket["recipient"]) == ("new", SUPPORT)
        assert ticket["via"] == {
            "channel": "email",
            "source": {
                "from": {
                    "address": "emma@acme.example",
                    "name": "Emma Enduser",
                    "original_recipients": [SUPPORT],
                },
                "to": {"name": SUPPORT, "address": SUPPORT},
                "rel": None,
            },
        }

    def test_the_audit_names_the_mail(self, desk: Desk) -> None:
        ticket = received(desk, mail(message_id="<a.b@acme.example>"))
        audit = last_audit(desk, ticket["id"])
        row = rows(desk)[0]
        assert audit["metadata"]["system"] == {
            "message_id": "<a.b@acme.example>",
            "raw_email_identifier": f"inbound_mails/{row.id}/raw",
        }
        assert audit["author_id"] == desk.cast.emma
        assert (row.ticket_id, row.audit_id) == (ticket["id"], audit["id"])
        assert audit["via"]["channel"] == "email"

    def test_of_a_stranger_who_becomes_a_user(self, desk: Desk) -> None:
        ticket = received(desk, mail(sender="Nora New <nora@new.example>"))
        user = desk.admin.get(f"/users/{ticket['requester_id']}").json["user"]
        assert (user["name"], user["email"]) == ("Nora New", "nora@new.example")
        assert (user["role"], user["verified"]) == ("end-user", False)

    def test_people_in_to_and_cc_are_copied(self, desk: Desk) -> None:
        raw = mail(
            to=f"{SUPPORT}, Eric <eric@acme.example>",
            Cc="nora@new.example, SUPPORT@northwind.localhost",
        )
        ticket = received(desk, raw)
        with desk.account.transaction(writes=False) as db:
            nora = db.value(select(users.c.id).where(users.c.email == "nora@new.example"))
        assert ticket["email_cc_ids"] == [desk.cast.eric, nora]
        assert ticket["follower_ids"] == []

    def test_agents_who_are_copied_follow(self, desk: Desk) -> None:
        ticket = received(desk, mail(Cc="alice@northwind.example"))
        assert ticket["email_cc_ids"] == [desk.cast.agent]
        assert ticket["follower_ids"] == [desk.cast.agent]

    def test_nobody_is_copied_where_the_account_forbids_it(self, desk: Desk) -> None:
        setting(desk, "tickets", comment_email_ccs_allowed=False)
        ticket = received(desk, mail(Cc="eric@acme.example"))
        assert ticket["email_cc_ids"] == []

    def test_pictures_in_the_text_are_shown_and_nothing_runs(self, desk: Desk) -> None:
        ticket = received(desk, WITH_PICTURE)
        comment = comments(desk, ticket["id"])[0]
        assert "script" not in comment["html_body"]
        assert "cid:" not in comment["html_body"]
        found = desk.admin.get(f"/tickets/{ticket['id']}/comments", include_inline_images=True)
        file = found.json["comments"][0]["attachments"][0]
        assert (file["inline"], file["width"], file["height"]) == (True, "2", "3")
        path = urlsplit(file["content_url"]).path
        assert f'{path}?name=lamp.png">' in comment["html_body"]
        assert desk.anonymous.get(f"/{path}").content.startswith(PICTURE[:16])

    def test_files_become_attachments(self, desk: Desk) -> None:
        ticket = received(desk, mail(files={"a.pdf": b"%PDF-1.4", "b.txt": b"words"}))
        files = comments(desk, ticket["id"])[0]["attachments"]
        assert [(file["file_name"], file["content_type"], file["size"]) for file in files] == [
            ("a.pdf", "application/pdf", 8),
            ("b.txt", "text/plain", 5),
        ]

    def test_a_text_beyond_the_limit_is_cut_and_kept_as_a_file(self, desk: Desk) -> None:
        text = "\n".join(f"line {number} äöü" for number in range(20_000))
        ticket = received(desk, mail(text))
        comment = comments(desk, ticket["id"])[0]
        assert 60_000 < len(comment["body"].encode()) <= 65_535
        assert comment["attachments"][0]["file_name"] == "message.txt"
        assert comment["attachments"][0]["size"] >= len(text.encode())

    def test_a_mail_with_only_a_subject_says_that(self, desk: Desk) -> None:
        ticket = received(desk, mail("", subject="Call me"))
        assert ticket["description"] == "Call me"

    def test_placeholders_of_agents_stay_what_they_are(self, desk: Desk) -> None:
        raw = mail("{{ticket.id}} {{current_user.email}}", sender="alice@northwind.example")
        assert received(desk, raw)["description"] == "{{ticket.id}} {{current_user.email}}"

    def test_rules_see_that_it_came_by_mail(self, desk: Desk) -> None:
        rule = {
            "title": "Mail",
            "conditions": {"all": [{"field": "via_id", "operator": "is", "value": "4"}]},
            "actions": [{"field": "set_tags", "value": "by_mail"}],
        }
        assert desk.admin.post("/triggers", {"trigger": rule}).status == 201
        assert received(desk, mail())["tags"] == ["by_mail"]

    def test_on_both_databases(self, any_desk: Desk) -> None:
        ticket = received(any_desk, mail(Cc="nora@new.example", files={"a.txt": b"a"}))
        raw = mail("It burns.", to=reply_to(any_desk, ticket["id"]), files={"b.txt": b"b"})
        assert received(any_desk, raw)["id"] == ticket["id"]
        assert suspended(any_desk, mail(Auto_Submitted="auto-replied")).cause_id in {3, 8}
        assert len(comments(any_desk, ticket["id"])) == 2


class TestReplyTo:
    def test_the_ticket_is_of_who_wants_the_answers(self, desk: Desk) -> None:
        raw = mail(sender="Shop <web@shop.example>", Reply_To="Nora <nora@new.example>")
        ticket = received(desk, raw)
        user = desk.admin.get(f"/users/{ticket['requester_id']}").json["user"]
        assert (user["name"], user["email"]) == ("Nora", "nora@new.example")
        metadata = last_audit(desk, ticket["id"])["metadata"]
        assert metadata["flags"] == [11]
        assert metadata["flags_options"]["11"] == {"trusted": False, "message": {"user": "Shop"}}

    @pytest.mark.parametrize("wanted", ["alice@northwind.example", SUPPORT, "not an address"])
    def test_nobody_gets_the_name_of_an_agent_by_it(self, desk: Desk, wanted: str) -> None:
        ticket = received(desk, mail(Reply_To=wanted))
        assert ticket["requester_id"] == desk.cast.emma
        assert "flags" not in last_audit(desk, ticket["id"])["metadata"]


class TestAnswer:
    def test_only_what_is_new_becomes_the_comment(self, desk: Desk) -> None:
        ticket = received(desk, mail())
        text = "It burns again.\n\nOn Mon, 2 Mar 2026 at 09:00, Alice wrote:\n> Is it plugged in?\n"
        row = take(desk, mail(text, to=reply_to(desk, ticket["id"])))
        said = comments(desk, ticket["id"])
        assert (said[1]["body"], said[1]["public"]) == ("It burns again.", True)
        raw = desk.admin.get(f"/inbound_mails/{row.id}/raw").content
        assert b"Is it plugged in?" in raw

    def test_it_opens_a_solved_ticket(self, desk: Desk) -> None:
        ticket = received(desk, mail())
        change = {"ticket": {"status": "solved", "assignee_id": desk.cast.agent}}
        assert desk.admin.put(f"/tickets/{ticket['id']}", change).status == 200
        assert received(desk, mail(to=reply_to(desk, ticket["id"])))["status"] == "open"

    def test_a_closed_ticket_is_followed_up(self, desk: Desk) -> None:
        ticket = received(desk, mail())
        change = {"ticket": {"status": "closed", "assignee_id": desk.cast.agent, "tags": ["vip"]}}
        assert desk.admin.put(f"/tickets/{ticket['id']}", change).status == 200
        following = received(desk, mail("Dark again.", to=reply_to(desk, ticket["id"])))
        assert following["id"] != ticket["id"]
        assert following["tags"] == ["vip"]
        source = following["via"]["source"]
        assert (source["rel"], source["from"]["ticket_id"]) == ("follow_up", ticket["id"])
        assert source["from"]["address"] == "emma@acme.example"
        closed = desk.admin.get(f"/tickets/{ticket['id']}").json["ticket"]
        assert closed["followup_ids"] == [following["id"]]

    def test_a_deleted_ticket_is_no_ticket(self, desk: Desk) -> None:
        ticket = received(desk, mail())
        assert desk.admin.delete(f"/tickets/{ticket['id']}").status == 204
        assert received(desk, mail(to=reply_to(desk, ticket["id"])))["id"] != ticket["id"]

    def test_people_who_are_new_in_cc_are_added(self, desk: Desk) -> None:
        ticket = received(desk, mail())
        raw = mail(to=reply_to(desk, ticket["id"]), Cc="zoe@zebra.example")
        assert received(desk, raw)["email_cc_ids"] == [desk.cast.zoe]

    def test_nothing_new_is_blank(self, desk: Desk) -> None:
        ticket = received(desk, mail())
        held = suspended(desk, mail(" \n", to=reply_to(desk, ticket["id"])))
        assert (held.cause_id, held.ticket_id) == (Cause.BLANK, ticket["id"])


class TestListInboundMails:
    def test_admins_see_what_became_of_each(self, desk: Desk) -> None:
        ticket = received(desk, mail())
        held = suspended(desk, mail(Auto_Submitted="auto-generated"))
        found = desk.admin.get("/inbound_mails").json["inbound_mails"]
        assert [
            (each["state"], each["ticket_id"], each["suspended_ticket_id"]) for each in found
        ] == [
            ("suspended", None, held.id),
            ("ticket", ticket["id"], None),
        ]
        only = desk.admin.get("/inbound_mails", state="ticket").json["inbound_mails"]
        assert [each["ticket_id"] for each in only] == [ticket["id"]]
        of_ticket = desk.admin.get("/inbound_mails", ticket_id=ticket["id"]).json["inbound_mails"]
        assert [each["id"] for each in of_ticket] == [only[0]["id"]]

    def test_nobody_else_does(self, desk: Desk) -> None:
        row = take(desk, mail())
        for path in ("/inbound_mails", f"/inbound_mails/{row.id}", f"/inbound_mails/{row.id}/raw"):
            assert desk.agent.get(path).status == 403
            assert desk.emma.get(path).status == 403
            assert desk.anonymous.get(path).status == 401


class TestShowInboundMail:
    def test_the_envelope_and_the_bytes(self, desk: Desk) -> None:
        raw = mail()
        row = take(desk, raw, sender="bounces@acme.example", to=(SUPPORT,))
        found = desk.admin.get(f"/inbound_mails/{row.id}").json["inbound_mail"]
        assert (found["door"], found["sender"]) == ("command", "emma@acme.example")
        assert (found["return_path"], found["recipients"]) == ("bounces@acme.example", [SUPPORT])
        assert found["size"] == len(raw)
        answer = desk.admin.get(f"/inbound_mails/{row.id}/raw")
        assert (answer.content, answer.headers["content-type"]) == (raw, "application/octet-stream")
        assert desk.admin.get("/inbound_mails/999").status == 404


def test_what_fails_is_tried_again_and_then_held_back(desk: Desk) -> None:
    row = take(desk, mail())
    with desk.account.transaction(writes=True) as db:
        # A mail whose bytes are not where they should be.
        lost = {"state": "queued", "sha256": "0" * 64, "ticket_id": None, "attempts": 0}
        db.update(inbound_mails, row.id, {**lost, "run_at": desk.clock.now()})
    for attempt in range(1, 5):
        assert desk.read_mail() == 1
        assert rows(desk)[0].attempts == attempt
        assert rows(desk)[0].state == "queued"
        assert desk.read_mail() == 0
        desk.clock.forward(minutes=1)
    assert desk.read_mail() == 1
    found = rows(desk)[0]
    assert found.state == "suspended"
    assert "FileNotFoundError" in found.problem


def test_too_large_a_mail_is_held_back_with_its_beginning(desk: Desk) -> None:
    desk.app.config = msgspec.structs.replace(desk.app.config, mail_limit=300_000)
    raw = mail("x\n" * 200_000)
    held = suspended(desk, raw)
    assert held.cause_id == Cause.UNPROCESSABLE_EMAIL
    assert f"It is too large: {len(raw)} bytes." in held.error_messages
    assert held.author_email == "emma@acme.example"
    row = rows(desk)[0]
    assert row.size == len(raw)
    assert desk.admin.get(f"/inbound_mails/{row.id}/raw").content == raw[: 256 * 1024]
