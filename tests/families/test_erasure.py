"""How far erasing reaches: mails as they came, copies of those that were sent, failed messages."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Table, select, text

from ombud.families.attachments.store import path_of
from ombud.families.deliveries import redacting
from ombud.families.erasure import made_by
from ombud.families.inbound_mails.aging import oldest_before
from ombud.families.inbound_mails.storing import store
from ombud.tables import deliveries, inbound_mails, suspended_tickets
from tests.channels.mail_making import kept, letters, mailing
from tests.channels.mail_making import rows as sent
from tests.channels.mailing import mail, received, reply_to, rows, suspended, take
from tests.desk import Desk
from tests.families.browser import Browser
from tests.families.target_making import add_target, told
from tests.families.test_attachments import attached
from tests.families.test_redaction import COVERED, SECRET, everything, redact
from tests.families.ticket_making import comments

SECRET_MAIL = f"My card is {SECRET}."
# Nobody allows loopback here, so whatever is sent there fails and is kept.
CLOSED = "http://127.0.0.1/in"


def written(desk: Desk, text: str = SECRET_MAIL, **given: Any) -> tuple[int, int]:
    """A ticket made of a mail, and its first comment."""
    ticket = received(desk, mail(text, **given))["id"]
    return ticket, int(comments(desk, ticket)[0]["id"])


def raw_of(desk: Desk, row: Any) -> Path:
    return path_of(desk.account, row.sha256)


def everywhere(desk: Desk) -> bytes:
    """All that the desk keeps: its database, and every file of the account."""
    found = [everything(desk).encode()]
    for folder in (desk.account.folder / "files", desk.app.config.data / "mail"):
        found += [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return b"\n".join(found)


def shown(desk: Desk, row: Any) -> Any:
    return desk.admin.get(f"/inbound_mails/{row.id}").json["inbound_mail"]


def add_webhook(desk: Desk, *events: str) -> str:
    """The id of a webhook that hears of these."""
    webhook = {
        "name": "People",
        "status": "active",
        "endpoint": CLOSED,
        "http_method": "POST",
        "request_format": "json",
        "subscriptions": [f"zen:event-type:{name}" for name in events],
    }
    answer = desk.admin.post("/webhooks", {"webhook": webhook})
    assert answer.status == 201, answer.text
    return str(answer.json["webhook"]["id"])


def delete_for_good(desk: Desk, ticket: int) -> None:
    assert desk.admin.delete(f"/tickets/{ticket}").status == 204
    desk.job(desk.admin.delete(f"/deleted_tickets/{ticket}"))
    desk.run_jobs()


class TestRedaction:
    def test_mails_of_the_ticket_as_they_came(self, any_desk: Desk) -> None:
        desk = any_desk
        ticket, comment = written(desk)
        answer = mail(f"Yes.\n\nOn Monday you wrote:\n> {SECRET_MAIL}", to=reply_to(desk, ticket))
        received(desk, answer)
        other = take(desk, mail("Another lamp."))
        before = [raw_of(desk, row) for row in rows(desk)]
        assert redact(desk, comment, ticket_id=ticket).status == 200
        # The bytes go after the transaction, by a job that a dead runner leaves to the next.
        assert [path.exists() for path in before] == [True, True, True]
        desk.run_jobs()
        assert [path.exists() for path in before] == [False, False, True]
        first, second, third = rows(desk)
        assert (first.sha256, second.sha256, third.sha256) == (None, None, other.sha256)
        assert shown(desk, first) == {**shown(desk, first), "raw_removed": True, "state": "ticket"}
        assert shown(desk, first)["sender"] == "emma@acme.example"
        assert desk.admin.get(f"/inbound_mails/{first.id}/raw").status == 404
        assert not shown(desk, third)["raw_removed"]
        assert desk.admin.get(f"/inbound_mails/{third.id}/raw").status == 200
        assert SECRET.encode() not in everywhere(desk)

    def test_a_copy_that_comes_later_brings_nothing_back(self, desk: Desk) -> None:
        raw = mail(SECRET_MAIL)
        ticket = received(desk, raw)["id"]
        redact(desk, comments(desk, ticket)[0]["id"], ticket_id=ticket)
        desk.run_jobs()
        take(desk, raw)
        assert len(rows(desk)) == 1
        assert SECRET.encode() not in everywhere(desk)

    def test_answers_that_were_held_back(self, desk: Desk) -> None:
        ticket, comment = written(desk)
        page = f"<p>You wrote <b>{SECRET}</b></p>"
        raw = mail(SECRET_MAIL, html=page, to=reply_to(desk, ticket), Auto_Submitted="auto-replied")
        held = suspended(desk, raw)
        redact(desk, comment, ticket_id=ticket)
        desk.run_jobs()
        assert SECRET.encode() not in everywhere(desk)
        found = desk.admin.get(f"/suspended_tickets/{held.id}").json["suspended_ticket"]
        assert COVERED in found["content"]
        assert desk.admin.put("/suspended_tickets/recover_many", ids=str(held.id)).status == 200
        assert COVERED in comments(desk, ticket)[1]["body"]

    def test_answers_that_were_held_back_and_deleted(self, any_desk: Desk) -> None:
        desk = any_desk
        ticket, comment = written(desk)
        raw = mail(SECRET_MAIL, to=reply_to(desk, ticket), Auto_Submitted="auto-replied")
        held = suspended(desk, raw)
        assert desk.admin.delete(f"/suspended_tickets/{held.id}").status == 204
        assert rows(desk)[1].state == "dropped"
        redact(desk, comment, ticket_id=ticket)
        desk.run_jobs()
        assert [row.sha256 for row in rows(desk)] == [None, None]
        assert SECRET.encode() not in everywhere(desk)

    def test_copies_of_mails_that_were_sent(self, desk: Desk) -> None:
        mailing(desk, desk.cast.agent, body="{{ticket.latest_comment}}")
        ticket, comment = written(desk)
        written(desk, "Another lamp.")
        desk.deliver()
        assert sum(SECRET in str(letter) for letter in letters(desk)) == 1
        assert len(kept(desk)) == 2
        redact(desk, comment, ticket_id=ticket)
        desk.run_jobs()
        assert len(kept(desk)) == 1
        assert SECRET.encode() not in everywhere(desk)

    def test_messages_that_targets_did_not_take(self, desk: Desk) -> None:
        target = add_target(desk.admin, target_url=CLOSED, method="post", attribute="m")
        told(desk, target, "{{ticket.latest_comment}} +/")
        ticket, comment = written(desk)
        written(desk, "Another lamp.")
        desk.deliver()
        listed = desk.admin.get("/target_failures").json["target_failures"]
        assert len(listed) == 2
        redact(desk, comment, ticket_id=ticket)
        found = [
            desk.admin.get(f"/target_failures/{each['id']}").json["target_failure"]
            for each in listed
        ]
        (gone,) = (each for each in found if each["raw_request"] == "[removed]")
        (other,) = (each for each in found if each is not gone)
        assert gone["raw_response"] == "[removed]"
        assert other["raw_response"] != "[removed]"

    def test_a_file(self, desk: Desk) -> None:
        ticket, comment = written(desk, "See the file.", files={"a.txt": SECRET.encode()})
        file = comments(desk, ticket)[0]["attachments"][0]
        path = f"/tickets/{ticket}/comments/{comment}/attachments/{file['id']}/redact"
        assert desk.admin.put(path, {}).status == 200
        desk.run_jobs()
        assert rows(desk)[0].sha256 is None
        assert SECRET.encode() not in everywhere(desk)

    def test_what_does_not_occur_removes_nothing(self, desk: Desk) -> None:
        ticket, comment = written(desk)
        assert redact(desk, comment, "no such words", ticket_id=ticket).status == 200
        assert not shown(desk, rows(desk)[0])["raw_removed"]

    def test_a_content_that_a_file_has_as_well_stays(self, desk: Desk) -> None:
        raw = mail(SECRET_MAIL)
        ticket = received(desk, raw)["id"]
        file = attached(desk, "mail.eml", raw).file
        redact(desk, comments(desk, ticket)[0]["id"], ticket_id=ticket)
        desk.run_jobs()
        path = file["content_url"].removeprefix("http://localhost")
        assert desk.agent.get(f"/{path}").content == raw


class TestTicketsDeletedForGood:
    def test_nothing_of_their_mails_stays(self, any_desk: Desk) -> None:
        desk = any_desk
        mailing(desk, desk.cast.agent, body="{{ticket.latest_comment}}")
        ticket, _ = written(desk, subject=SECRET)
        desk.deliver()
        held = suspended(
            desk,
            mail(
                SECRET_MAIL,
                to=reply_to(desk, ticket),
                files={"a.txt": SECRET.encode()},
                Auto_Submitted="auto-replied",
            ),
        )
        delete_for_good(desk, ticket)
        first, second = rows(desk)
        for row, state in ((first, "ticket"), (second, "dropped")):
            assert (row.state, row.sha256, row.message_id, row.sender) == (state, None, None, None)
        assert desk.admin.get(f"/suspended_tickets/{held.id}").status == 404
        assert kept(desk) == []
        assert SECRET.encode() not in everywhere(desk)


class TestUsersDeletedForGood:
    def forget(self, desk: Desk, user_id: int, ticket: int) -> None:
        change = {"ticket": {"status": "closed", "assignee_id": desk.cast.agent}}
        assert desk.admin.put(f"/tickets/{ticket}", change).status == 200
        assert desk.admin.delete(f"/users/{user_id}").status == 200
        desk.clock.forward(minutes=1)
        # Somebody else has the address from now on.
        take(desk, mail("I am new here."))
        assert desk.admin.delete(f"/deleted_users/{user_id}").status == 200
        desk.run_jobs()

    def test_what_they_sent_and_what_was_sent_to_them(self, any_desk: Desk) -> None:
        desk = any_desk
        mailing(desk)
        ticket, _ = written(desk)
        held = suspended(desk, mail(SECRET_MAIL, Auto_Submitted="auto-replied"))
        zoe = "Zoe Zebra <zoe@zebra.example>"
        other = take(desk, mail("Mine is dark, too.", sender=zoe))
        desk.deliver()
        assert len(kept(desk)) == 2
        self.forget(desk, desk.cast.emma, ticket)
        first, second, third, fourth = rows(desk)
        assert (first.sha256, second.sha256, third.sha256) == (None, None, other.sha256)
        assert (first.sender, first.return_path, second.sender) == (None, None, None)
        assert (fourth.sender, fourth.sha256 is None) == ("emma@acme.example", False)
        with desk.account.transaction(writes=False) as db:
            assert db.value(select(suspended_tickets.c.id)) is None
        assert held.author_email == "emma@acme.example"
        (copy,) = kept(desk)
        assert b"zoe@zebra.example" in copy

    def test_events_about_them(self, any_desk: Desk) -> None:
        desk = any_desk
        webhook = add_webhook(desk, "user.notes_changed", "user.created")
        ticket, _ = written(desk)
        changed = {"user": {"notes": SECRET}}
        for user_id in (desk.cast.emma, desk.cast.zoe):
            assert desk.admin.put(f"/users/{user_id}", changed).status == 200
        desk.deliver()
        path = f"/webhooks/{webhook}/invocations"
        mine, other = (each["id"] for each in desk.admin.get(path).json["invocations"][::-1])
        self.forget(desk, desk.cast.emma, ticket)
        said = [
            str(desk.admin.get(f"{path}/{each}/attempts").json["attempts"])
            for each in (mine, other)
        ]
        assert [SECRET in each for each in said] == [False, True]
        assert desk.admin.get(path).json["invocations"][-1]["status"] == "failed"

    def test_mails_of_the_desk_to_their_address(self, any_desk: Desk) -> None:
        desk = any_desk
        ticket, _ = written(desk)
        for address in ("EMMA@acme.example", "zoe@zebra.example"):
            assert Browser(desk).post("/access/password", {"email": address}).status == 200
        desk.deliver()
        assert len(kept(desk)) == 2
        self.forget(desk, desk.cast.emma, ticket)
        (copy,) = kept(desk)
        assert b"zoe@zebra.example" in copy
        told = [row.address for row in sent(desk) if row.payload == "{}" or row.address]
        assert told == [None, "zoe@zebra.example"]

    def test_messages_about_their_tickets(self, desk: Desk) -> None:
        target = add_target(desk.admin, target_url=CLOSED, method="post", attribute="m")
        told(desk, target, "{{ticket.requester.email}}")
        ticket, _ = written(desk)
        other = take(desk, mail(sender="Zoe Zebra <zoe@zebra.example>"))
        desk.deliver()
        with desk.account.transaction(writes=True) as db:
            db.run(deliveries.update().values(state="sent"))
        self.forget(desk, desk.cast.emma, ticket)
        said = {row.ticket_id: row.payload for row in sent(desk) if row.kind == "target"}
        assert said[ticket] == "{}"
        assert "zoe@zebra.example" in said[other.ticket_id]

    def test_somebody_without_an_address_takes_nothing_of_others(self, desk: Desk) -> None:
        ticket, _ = written(desk)
        held = suspended(desk, mail("From nobody.", sender=""))
        assert held.author_email == ""
        user = desk.admin.post("/users", {"user": {"name": "Nat"}}).json["user"]["id"]
        self.forget(desk, user, ticket)
        assert desk.admin.get(f"/suspended_tickets/{held.id}").status == 200
        assert [row.sha256 is None for row in rows(desk)] == [False, False, False]

    @pytest.mark.parametrize(
        ("table", "theirs"),
        [
            (deliveries, deliveries.c.recipient_id == 1),
            (deliveries, deliveries.c.user_id == 1),
            (deliveries, redacting.sent_to("x")),
            (inbound_mails, made_by(1)),
            (inbound_mails, inbound_mails.c.sender == "x"),
        ],
    )
    def test_what_is_theirs_is_found_by_an_index(
        self, desk: Desk, table: Table, theirs: ColumnElement[bool]
    ) -> None:
        found = select(table.c.id).where(theirs)
        written_out = found.compile(compile_kwargs={"literal_binds": True})
        with desk.account.transaction(writes=False) as db:
            plan = [row.detail for row in db.rows(text(f"EXPLAIN QUERY PLAN {written_out}"))]
        assert plan
        assert not [step for step in plan if step.startswith("SCAN")], plan


class TestOldMails:
    def test_those_that_were_dealt_with_lose_their_bytes(self, any_desk: Desk) -> None:
        desk = any_desk
        made = take(desk, mail("one"))
        paths = [raw_of(desk, made)]
        desk.clock.forward(days=89)
        assert desk.do_chores() >= 0
        desk.run_jobs()
        assert paths[0].exists()
        desk.clock.forward(days=1)
        waiting = suspended(desk, mail("two", Auto_Submitted="auto-replied"))
        with desk.account.transaction(writes=True) as db:
            db.run(inbound_mails.update().values(received_at=made.received_at))
        fresh = take(desk, mail("three"))
        desk.do_chores()
        desk.run_jobs()
        assert not paths[0].exists()
        first, second, third = rows(desk)
        assert (first.sha256, first.state, first.message_id) == (None, "ticket", made.message_id)
        assert second.sha256 is not None
        assert third.sha256 == fresh.sha256
        # Once it is decided it is as old as the others.
        assert desk.admin.delete(f"/suspended_tickets/{waiting.id}").status == 204
        desk.do_chores()
        assert rows(desk)[1].sha256 is None

    def test_what_waits_to_be_read_stays(self, desk: Desk) -> None:
        given = (desk.account, desk.app.config, desk.clock, mail("one"))
        store(*given, door="command", sender=None, recipients=())
        desk.clock.forward(days=200)
        desk.do_chores()
        assert rows(desk)[0].sha256 is not None
        assert desk.read_mail() == 1
        assert rows(desk)[0].state == "ticket"

    def test_kept_for_ever_where_the_settings_say_so(self, desk: Desk) -> None:
        desk.app.config = replace(desk.app.config, raw_mail_days=0)
        take(desk, mail("one"))
        desk.clock.forward(days=4000)
        desk.do_chores()
        assert rows(desk)[0].sha256 is not None

    def test_the_oldest_is_found_by_an_index(self, desk: Desk) -> None:
        oldest = oldest_before(desk.clock.now(), 1)
        written_out = oldest.compile(compile_kwargs={"literal_binds": True})
        with desk.account.transaction(writes=False) as db:
            plan = [str(row) for row in db.rows(text(f"EXPLAIN QUERY PLAN {written_out}"))]
        assert len(plan) == 1
        assert "ix_inbound_mails_kept" in plan[0]


class TestOldCopies:
    @pytest.mark.parametrize("days", [7, 8])
    def test_of_mails_go_with_their_deliveries(self, desk: Desk, days: int) -> None:
        mailing(desk)
        written(desk)
        desk.deliver()
        assert len(letters(desk)) == 1
        folder = desk.app.config.data / "mail" / desk.account.subdomain
        desk.clock.forward(days=days)
        desk.do_chores()
        desk.run_jobs()
        assert len(list(folder.iterdir())) == (1 if days == 7 else 0)
