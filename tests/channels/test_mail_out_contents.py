"""Which files go with mails, who gets none, and that no stranger's words are passed on."""

from typing import Any

import pytest
from sqlalchemy import update

from ombud.mail.tokens import tickets_named
from ombud.storage import seal_of
from ombud.tables import triggers, user_identities, users
from tests.channels.mail_making import (
    OWN,
    bodies,
    change_settings,
    letters,
    mailing,
    rows,
    sent_for,
)
from tests.desk import Desk
from tests.families.ticket_making import change, created_id
from tests.families.trigger_making import add


def uploaded(desk: Desk, name: str, content: bytes) -> str:
    answer = desk.agent.send(
        "POST", f"/uploads?filename={name}", content, headers={"content-type": "text/plain"}
    )
    return str(answer.json["upload"]["token"])


class TestFiles:
    def mail(self, desk: Desk, *files: tuple[str, bytes], to: object = "requester_id") -> Any:
        mailing(desk, to)
        tokens = [uploaded(desk, name, content) for name, content in files]
        return sent_for(desk, comment={"body": "See there.", "uploads": tokens})

    def names(self, mail: Any) -> list[str]:
        return [part.get_filename() for part in mail.iter_attachments()]

    def test_links_alone_unless_wanted(self, desk: Desk) -> None:
        assert self.names(self.mail(desk, ("plan.txt", b"Plan"))) == []

    def test_in_the_mail(self, desk: Desk) -> None:
        change_settings(desk, "tickets", email_attachments=True)
        mail = self.mail(desk, ("plan.txt", b"Plan"), ("b.txt", b"B"))
        assert self.names(mail) == ["plan.txt", "b.txt"]
        assert [part.get_content() for part in mail.iter_attachments()] == ["Plan", "B"]

    def test_what_is_too_large_is_left_to_its_link(self, desk: Desk) -> None:
        change_settings(desk, "tickets", email_attachments=True)
        mail = self.mail(desk, ("big.txt", b"x" * (10 * 1024 * 1024 + 1)), ("b.txt", b"B"))
        assert self.names(mail) == ["b.txt"]

    def test_private_files_are_not_sent(self, desk: Desk) -> None:
        change_settings(desk, "tickets", email_attachments=True, private_attachments=True)
        assert self.names(self.mail(desk, ("plan.txt", b"Plan"))) == []

    def test_files_of_notes_reach_agents_only(self, desk: Desk) -> None:
        change_settings(desk, "tickets", email_attachments=True)
        mailing(desk)
        mailing(desk, desk.cast.bob)
        ticket_id = created_id(desk.agent, requester_id=desk.cast.emma)
        token = uploaded(desk, "secret.txt", b"No")
        note = {"body": "Hm", "public": False, "uploads": [token]}
        change(desk.agent, ticket_id, comment=note)
        desk.deliver()
        found = {mail["To"].addresses[0].username: self.names(mail) for mail in letters(desk)}
        assert found == {"emma": [], "bob": ["secret.txt"]}


class TestWhoGetsNothing:
    def dropped(self, desk: Desk) -> str:
        mailing(desk)
        created_id(desk.agent, requester_id=desk.cast.emma)
        return str(rows(desk)[0].state)

    @pytest.mark.parametrize("fact", [{"suspended": True}, {"active": False}, {"email": None}])
    def test_those_who_are_gone(self, desk: Desk, fact: Any) -> None:
        mailing(desk)
        created_id(desk.agent, requester_id=desk.cast.emma)
        with desk.account.transaction(writes=True) as db:
            db.run(update(users).where(users.c.id == desk.cast.emma).values(**fact))
        desk.deliver()
        assert letters(desk) == []
        assert [row.state for row in rows(desk)] == ["dropped"]

    def test_the_others_get_theirs(self, desk: Desk) -> None:
        mailing(desk, "requester_and_ccs")
        created_id(desk.agent, requester_id=desk.cast.emma, email_ccs=[{"user_id": desk.cast.eric}])
        with desk.account.transaction(writes=True) as db:
            db.run(update(users).where(users.c.id == desk.cast.emma).values(suspended=True))
        desk.deliver()
        (mail,) = letters(desk)
        assert mail["To"] == "Eric Enduser <eric@acme.example>"

    def test_addresses_that_refused_again_and_again(self, desk: Desk) -> None:
        mailing(desk)
        created_id(desk.agent, requester_id=desk.cast.emma)
        with desk.account.transaction(writes=True) as db:
            its = user_identities.c.value == "emma@acme.example"
            db.run(update(user_identities).where(its).values(undeliverable_count=3))
        desk.deliver()
        assert [row.state for row in rows(desk)] == ["dropped"]

    def test_an_agent_is_not_told_of_an_own_update(self, desk: Desk) -> None:
        mailing(desk, "all_agents")
        created_id(desk.agent, requester_id=desk.cast.emma)
        desk.deliver()
        assert "alice" not in {mail["To"].addresses[0].username for mail in letters(desk)}


class TestEmailTargets:
    def test_they_are_no_part_of_the_conversation(self, desk: Desk) -> None:
        fields = {"type": "email_target", "title": "T", "email": "ops@else.example", "subject": "S"}
        target = desk.admin.post("/targets", {"target": fields}).json["target"]["id"]
        add(desk.admin, "T", None, ("notification_target", [str(target), "{{ticket.title}}"]))
        created_id(desk.agent, requester_id=desk.cast.emma, subject="Broken")
        desk.deliver()
        # The message to the target has become a mail.
        desk.deliver()
        (mail,) = letters(desk)
        assert mail["From"] == f"Northwind Lamps <{OWN}>"
        assert (mail["To"], mail["Subject"]) == ("ops@else.example", "S")
        assert (mail["Reply-To"], mail["References"]) == (None, None)
        assert bodies(mail)[0].startswith("Broken\n")
        assert tickets_named(seal_of(desk.app.config), bodies(mail)[0]) == ()


class TestSpamInSomebodyElsesName:
    def test_the_acknowledgement_repeats_no_words_of_strangers(self, desk: Desk) -> None:
        title = "Notify requester and CCs of received request"
        with desk.account.transaction(writes=True) as db:
            db.run(update(triggers).where(triggers.c.raw_title == title).values(active=True))
            db.configuration_changed()
        request = {
            "subject": "Hello",
            "comment": {"body": "Buy at https://spam.example now"},
            "requester": {"name": "Victim", "email": "victim@elsewhere.example"},
        }
        assert desk.anonymous.post("/requests", {"request": request}).status == 201
        desk.deliver()
        (mail,) = letters(desk)
        assert mail["To"].addresses[0].addr_spec == "victim@elsewhere.example"
        text, html = bodies(mail)
        assert "We have received your request" in text
        assert "spam.example" not in text + html

    def test_agents_read_them(self, desk: Desk) -> None:
        words = "{{ticket.comments_formatted}}"
        add(desk.admin, "A", None, ("notification_user", [str(desk.cast.bob), "S", words]))
        request = {
            "subject": "Hello",
            "comment": {"body": "Look at https://lamp.example please"},
            "requester": {"name": "Stranger", "email": "s@elsewhere.example"},
        }
        desk.anonymous.post("/requests", {"request": request})
        desk.deliver()
        assert "lamp.example" in bodies(letters(desk)[0])[0]
