"""Which mails are not let in, and why: machines, loops, lists, unknown people, wrong addresses."""

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from ombud.families.inbound_mails.judging import MOST_AN_HOUR
from ombud.families.suspended_tickets.causes import Cause
from ombud.mail import tokens
from ombud.storage import seal_of
from ombud.tables import deliveries, user_identities
from tests.channels.mailing import (
    SUPPORT,
    mail,
    received,
    reply_to,
    rows,
    setting,
    suspend,
    suspended,
    take,
)
from tests.desk import Desk


def tickets(desk: Desk) -> list[int]:
    """The numbers of all tickets."""
    return [ticket["id"] for ticket in desk.admin.get("/tickets").json["tickets"]]


class TestMachines:
    def test_a_mail_of_the_desk_itself_is_a_loop(self, desk: Desk) -> None:
        mark = tokens.desk_mark(seal_of(desk.app.config), desk.account.subdomain)
        assert suspended(desk, mail(X_Ombud_Desk=mark)).cause_id == Cause.LOOP
        assert tickets(desk) == []

    def test_a_mail_of_another_desk_is_no_ticket(self, desk: Desk) -> None:
        held = suspended(desk, mail(X_Ombud_Desk="somebodyelsesdesk"))
        assert held.cause_id == Cause.FROM_ZENDESK_ACCOUNT

    def test_automatic_answers(self, desk: Desk) -> None:
        ticket = received(desk, mail())
        raw = mail(
            "I am out of the office until Monday.",
            subject="Automatic reply: [Northwind] Dark lamp",
            to=reply_to(desk, ticket["id"]),
            Auto_Submitted="auto-replied",
        )
        assert suspended(desk, raw).cause_id == Cause.AUTO_VACATION
        assert suspended(desk, mail(Auto_Submitted="auto-generated")).cause_id == Cause.AUTO_MAILER

    def test_more_of_one_sender_than_a_person_writes(self, desk: Desk) -> None:
        for number in range(MOST_AN_HOUR):
            assert take(desk, mail(f"Mail {number}")).state == "ticket"
        assert suspended(desk, mail("One more")).cause_id == Cause.LOOP
        assert take(desk, mail(sender="eric@acme.example")).state == "ticket"
        desk.clock.forward(hours=1)
        assert take(desk, mail("An hour later")).state == "ticket"


class TestAuthentication:
    FAILED = "mx.desk.example; dmarc=fail header.from=northwind.example"

    def believing(self, desk: Desk, name: str = "mx.desk.example") -> None:
        desk.app.config = replace(desk.app.config, mail_authserv_id=name)

    def test_who_is_not_who_they_say_is_held_back(self, desk: Desk) -> None:
        self.believing(desk)
        ticket = received(desk, mail(Authentication_Results="mx.desk.example; dmarc=pass"))
        raw = mail(
            "#solved\n\nIt is me.",
            sender="alice@northwind.example",
            to=reply_to(desk, ticket["id"], for_staff=True),
            Authentication_Results=self.FAILED,
        )
        held = suspended(desk, raw)
        assert (held.cause_id, held.ticket_id) == (Cause.FAILED_EMAIL_AUTHENTICATION, ticket["id"])
        assert desk.admin.get(f"/tickets/{ticket['id']}").json["ticket"]["status"] == "new"

    def test_results_of_others_are_not_believed(self, desk: Desk) -> None:
        self.believing(desk, "mx.other.example")
        assert take(desk, mail(Authentication_Results=self.FAILED)).state == "ticket"

    def test_nothing_is_looked_at_without_the_setting(self, desk: Desk) -> None:
        assert take(desk, mail(Authentication_Results=self.FAILED)).state == "ticket"

    def test_mail_that_no_server_looked_at(self, desk: Desk) -> None:
        self.believing(desk)
        assert take(desk, mail()).state == "ticket"


class TestBounces:
    def bounce(self, message_id: str, recipient: str) -> bytes:
        return (
            "From: MAILER-DAEMON@relay.example\r\n"
            f"To: {SUPPORT}\r\n"
            "Subject: Undelivered Mail Returned to Sender\r\n"
            "Message-ID: <bounce@relay.example>\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
            "--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
            "Reporting-MTA: dns; relay.example\r\n\r\n"
            f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
            "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
            f"From: {SUPPORT}\r\nTo: {recipient}\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n"
        ).encode()

    def sent(self, desk: Desk, user_id: int) -> str:
        """The Message-ID of a mail that the desk sent to this person."""
        values = {"kind": "email", "destination": "smtp", "state": "sent"}
        with desk.account.transaction(writes=True) as db:
            key = "01JNX0000000000000000000ZZ"
            now = desk.clock.now()
            db.insert(deliveries, key=key, recipient_id=user_id, created_at=now, **values)
        return tokens.message_id(seal_of(desk.app.config), key, 1, "northwind.localhost")

    def identity(self, desk: Desk, user_id: int) -> tuple[str, int]:
        table = user_identities.c
        with desk.account.transaction(writes=False) as db:
            row = db.row(select(user_identities).where(table.user_id == user_id))
        assert row is not None
        return row.deliverable_state, row.undeliverable_count

    def test_the_address_is_marked_and_no_ticket_is_made(self, desk: Desk) -> None:
        message_id = self.sent(desk, desk.cast.emma)
        raw = self.bounce(message_id, "emma@acme.example")
        assert suspended(desk, raw, sender="").cause_id == Cause.AUTO_DELIVERY_FAILURE
        assert self.identity(desk, desk.cast.emma) == ("undeliverable", 1)
        assert tickets(desk) == []

    def test_nobody_is_marked_by_a_bounce_of_what_was_never_sent(self, desk: Desk) -> None:
        raw = self.bounce("<forged@northwind.localhost>", "emma@acme.example")
        assert suspended(desk, raw, sender="").cause_id == Cause.BACKSCATTER
        assert self.identity(desk, desk.cast.emma) == ("deliverable", 0)

    def test_nobody_else_is_marked_by_a_bounce_of_what_was_sent(self, desk: Desk) -> None:
        message_id = self.sent(desk, desk.cast.emma)
        suspended(desk, self.bounce(message_id, "zoe@zebra.example"), sender="")
        assert self.identity(desk, desk.cast.zoe) == ("deliverable", 0)


class TestLists:
    @pytest.mark.parametrize(
        ("allowlist", "blocklist", "cause"),
        [
            ("", "acme.example", Cause.BLOCKLISTED),
            ("", "suspend:emma@acme.example", Cause.BLOCKLISTED),
            ("", "other.example *", Cause.NOT_ON_WHITELIST),
        ],
    )
    def test_held_back(self, desk: Desk, allowlist: str, blocklist: str, cause: Cause) -> None:
        setting(desk, "email", allowlist=allowlist, blocklist=blocklist)
        assert suspended(desk, mail()).cause_id == cause

    @pytest.mark.parametrize(
        ("allowlist", "blocklist"),
        [
            ("acme.example", "*"),
            ("emma@acme.example", "acme.example"),
            ("", "notacme.example, me@acme.example"),
        ],
    )
    def test_let_in(self, desk: Desk, allowlist: str, blocklist: str) -> None:
        setting(desk, "email", allowlist=allowlist, blocklist=blocklist)
        assert take(desk, mail()).state == "ticket"

    def test_rejected_and_still_there(self, desk: Desk) -> None:
        setting(desk, "email", blocklist="reject:acme.example")
        row = take(desk, mail(sender="spam@mail.acme.example"))
        assert (row.state, row.ticket_id, row.suspended_ticket_id) == ("dropped", None, None)
        assert desk.admin.get(f"/inbound_mails/{row.id}/raw").status == 200

    def test_agents_are_never_blocked(self, desk: Desk) -> None:
        setting(desk, "email", blocklist="*")
        assert take(desk, mail(sender="alice@northwind.example")).state == "ticket"


class TestSenders:
    def test_people_who_were_shut_out(self, desk: Desk) -> None:
        suspend(desk, desk.cast.emma)
        held = suspended(desk, mail(files={"a.txt": b"words"}))
        assert (held.cause_id, held.author_id) == (Cause.BLOCKLISTED, desk.cast.emma)
        assert (held.author_name, held.author_email) == ("Emma Enduser", "emma@acme.example")
        assert (held.subject, held.content) == ("Dark lamp", "My lamp is dark.")
        assert held.recipient == SUPPORT
        assert held.upload_id is not None

    def test_strangers_where_people_have_to_sign_up(self, desk: Desk) -> None:
        setting(desk, "user", anonymous_requests=False)
        before = len(desk.admin.get("/users").json["users"])
        assert suspended(desk, mail(sender="x@new.example")).cause_id == Cause.SIGNUP_REQUIRED
        assert suspended(desk, mail(sender="zoe@zebra.example")).cause_id == Cause.UNVERIFIED
        assert take(desk, mail()).state == "ticket"
        assert len(desk.admin.get("/users").json["users"]) == before

    @pytest.mark.parametrize(
        ("sender", "cause"),
        [
            (None, Cause.UNKNOWN_AUTHOR),
            ("nobody at all", Cause.UNKNOWN_AUTHOR),
            ("Shop <no-reply@shop.example>", Cause.FROM_NOREPLY),
            (SUPPORT, Cause.FROM_SUPPORT_ADDRESS),
        ],
    )
    def test_addresses_that_nobody_reads(
        self, desk: Desk, sender: str | None, cause: Cause
    ) -> None:
        assert suspended(desk, mail(sender=sender)).cause_id == cause

    def test_without_a_sender_the_envelope_counts(self, desk: Desk) -> None:
        ticket = received(desk, mail(sender=None), sender="emma@acme.example")
        assert ticket["requester_id"] == desk.cast.emma


class TestAddresses:
    def test_mail_to_nobody(self, desk: Desk) -> None:
        held = suspended(desk, mail(to="noreply@northwind.localhost"))
        assert held.cause_id == Cause.TO_NOREPLY

    def test_too_many_people(self, desk: Desk) -> None:
        people = ", ".join(f"p{number}@crowd.example" for number in range(49))
        assert suspended(desk, mail(Cc=people)).cause_id == Cause.NUMBER_RECIPIENTS_EXCEEDED

    def test_nothing_in_it(self, desk: Desk) -> None:
        assert suspended(desk, mail(" ", subject=None)).cause_id == Cause.BLANK

    def test_an_account_that_takes_no_mail(self, desk: Desk) -> None:
        setting(desk, "email", email_status=False)
        assert suspended(desk, mail()).cause_id == Cause.DISABLED
        assert [row.state for row in rows(desk)] == ["suspended"]
