"""Which ticket a mail answers, who may answer it, and what forged senders come to."""

import pytest

from ombud.families.suspended_tickets.causes import Cause
from ombud.mail import tokens
from ombud.storage import seal_of
from tests.channels.mailing import (
    SUPPORT,
    comments,
    last_audit,
    mail,
    received,
    reply_to,
    setting,
    suspended,
)
from tests.desk import Desk

ALICE = "Alice Agent <alice@northwind.example>"


@pytest.fixture
def ticket(desk: Desk) -> int:
    """Emma's ticket, which came by mail."""
    made = received(desk, mail("My lamp is dark.", message_id="<first@acme.example>"))
    return int(made["id"])


def sent_id(desk: Desk, ticket_id: int) -> str:
    """The Message-ID of a mail about the ticket."""
    return tokens.message_id(seal_of(desk.app.config), "01JNX0", ticket_id, "northwind.localhost")


class TestWhichTicket:
    def test_by_the_signed_address(self, desk: Desk, ticket: int) -> None:
        assert received(desk, mail(to=reply_to(desk, ticket)))["id"] == ticket

    def test_by_the_address_of_the_envelope_alone(self, desk: Desk, ticket: int) -> None:
        raw = mail(to="undisclosed-recipients:;")
        assert received(desk, raw, to=(reply_to(desk, ticket),))["id"] == ticket

    def test_by_a_mail_of_the_desk(self, desk: Desk, ticket: int) -> None:
        raw = mail(In_Reply_To=sent_id(desk, ticket))
        assert received(desk, raw)["id"] == ticket

    def test_by_a_mail_that_the_desk_was_sent(self, desk: Desk, ticket: int) -> None:
        raw = mail(References="<other@acme.example> <first@acme.example>")
        assert received(desk, raw)["id"] == ticket

    def test_not_by_a_mail_that_was_held_back(self, desk: Desk, ticket: int) -> None:
        held = mail(
            to=reply_to(desk, ticket),
            message_id="<held@acme.example>",
            Auto_Submitted="auto-replied",
        )
        assert suspended(desk, held).ticket_id == ticket
        assert received(desk, mail(In_Reply_To="<held@acme.example>"))["id"] != ticket

    def test_by_the_encoded_id(self, desk: Desk, ticket: int) -> None:
        named = tokens.encoded_id(seal_of(desk.app.config), ticket)
        assert received(desk, mail(subject=f"About [{named}]"))["id"] == ticket
        assert received(desk, mail(f"It is the one of {named}."))["id"] == ticket

    def test_not_by_a_number_that_anybody_can_write(self, desk: Desk, ticket: int) -> None:
        forged = f"support+id{ticket}-aaaaaaaaaaaaaaaa@northwind.localhost"
        guessed = f"<01JNX0.{ticket}.aaaaaaaaaaaaaaaaaaaa@northwind.localhost>"
        for raw in (
            mail(to=forged),
            mail(In_Reply_To=guessed),
            mail(subject=f"[Northwind] #{ticket}"),
        ):
            assert received(desk, raw)["id"] != ticket

    def test_not_by_the_token_of_another_address(self, desk: Desk, ticket: int) -> None:
        token = reply_to(desk, ticket).partition("+")[2].partition("@")[0]
        assert received(desk, mail(to=f"postmaster+{token}@northwind.localhost"))["id"] != ticket


class TestWhoMay:
    def test_people_who_are_copied(self, desk: Desk, ticket: int) -> None:
        received(desk, mail(to=reply_to(desk, ticket), Cc="zoe@zebra.example"))
        raw = mail("Me too.", sender="zoe@zebra.example", In_Reply_To=sent_id(desk, ticket))
        assert received(desk, raw)["id"] == ticket
        said = comments(desk, ticket)[-1]
        assert (said["author_id"], said["public"]) == (desk.cast.zoe, True)

    def test_customers_whom_an_agent_passed_a_mail_on(self, desk: Desk, ticket: int) -> None:
        raw = mail("Thank you.", to=reply_to(desk, ticket, for_staff=True))
        assert received(desk, raw)["id"] == ticket
        said = comments(desk, ticket)[-1]
        assert (said["author_id"], said["public"]) == (desk.cast.emma, True)

    def test_others_do_not_by_what_they_may_have_seen(self, desk: Desk, ticket: int) -> None:
        raw = mail(sender="zoe@zebra.example", In_Reply_To=sent_id(desk, ticket))
        held = suspended(desk, raw)
        assert (held.cause_id, held.ticket_id) == (Cause.OTHER_USER_UPDATE, ticket)
        raw = mail(sender="eve@evil.example", References="<first@acme.example>")
        held = suspended(desk, raw)
        assert (held.cause_id, held.ticket_id) == (Cause.UNKNOWN_USER_UPDATE, ticket)
        assert len(comments(desk, ticket)) == 1

    @pytest.mark.parametrize("sender", ["zoe@zebra.example", "New <new@acme.example>"])
    def test_who_was_sent_the_mail_on_speaks_to_agents_only(
        self, desk: Desk, ticket: int, sender: str
    ) -> None:
        raw = mail("Let me help.", sender=sender, to=reply_to(desk, ticket), Cc="x@new.example")
        assert received(desk, raw)["email_cc_ids"] == []
        said = comments(desk, ticket)[-1]
        assert (said["body"], said["public"]) == ("Let me help.", False)
        audit = last_audit(desk, ticket)
        assert audit["author_id"] == said["author_id"]
        assert audit["metadata"]["flags"] == [4]
        assert audit["metadata"]["flags_options"]["4"]["trusted"] is False
        shown = desk.emma.get(f"/requests/{ticket}/comments").json["comments"]
        assert len(shown) == 1

    def test_after_the_ticket_is_closed_a_stranger_does_not_follow_it_up(
        self, desk: Desk, ticket: int
    ) -> None:
        change = {"ticket": {"status": "closed", "assignee_id": desk.cast.agent, "tags": ["vip"]}}
        assert desk.admin.put(f"/tickets/{ticket}", change).status == 200
        made = received(desk, mail(sender="zoe@zebra.example", to=reply_to(desk, ticket)))
        assert (made["via"]["source"]["rel"], made["tags"]) == (None, [])


class TestAgents:
    def test_answer_with_the_token(self, desk: Desk, ticket: int) -> None:
        raw = mail("Plug it in.", sender=ALICE, to=reply_to(desk, ticket, for_staff=True))
        received(desk, raw)
        said = comments(desk, ticket)[-1]
        assert (said["author_id"], said["public"]) == (desk.cast.agent, True)

    def test_do_not_answer_without_it(self, desk: Desk, ticket: int) -> None:
        named = tokens.encoded_id(seal_of(desk.app.config), ticket)
        for raw in (
            mail(sender=ALICE, In_Reply_To=sent_id(desk, ticket)),
            mail(sender=ALICE, References="<first@acme.example>"),
            mail(sender=ALICE, subject=f"[{named}]"),
        ):
            held = suspended(desk, raw)
            assert held.cause_id == Cause.UNAUTHENTICATED_EMAIL_UPDATE
        assert len(comments(desk, ticket)) == 1

    def test_do_not_answer_with_the_token_of_customers(self, desk: Desk, ticket: int) -> None:
        own = reply_to(desk, ticket)
        for raw in (
            mail("#status solved\n\nPay here.", sender=ALICE, to=own),
            mail("Pay here.", sender=ALICE, to=own, References=sent_id(desk, ticket)),
        ):
            held = suspended(desk, raw)
            assert held.cause_id == Cause.UNAUTHENTICATED_EMAIL_UPDATE
            assert held.ticket_id == ticket
        held = suspended(desk, mail("Pay here.", sender=ALICE), to=(own,))
        assert held.cause_id == Cause.UNAUTHENTICATED_EMAIL_UPDATE
        assert len(comments(desk, ticket)) == 1
        assert desk.admin.get(f"/tickets/{ticket}").json["ticket"]["status"] == "new"

    def test_answer_with_both(self, desk: Desk, ticket: int) -> None:
        both = f"{reply_to(desk, ticket)}, {reply_to(desk, ticket, for_staff=True)}"
        assert received(desk, mail("Plug it in.", sender=ALICE, to=both))["id"] == ticket
        assert comments(desk, ticket)[-1]["author_id"] == desk.cast.agent

    def test_have_no_use_for_the_token_of_another_ticket(self, desk: Desk, ticket: int) -> None:
        other = received(desk, mail("Another lamp."))["id"]
        both = f"{reply_to(desk, ticket)}, {reply_to(desk, other, for_staff=True)}"
        held = suspended(desk, mail("Pay here.", sender=ALICE, to=both))
        assert (held.cause_id, held.ticket_id) == (Cause.UNAUTHENTICATED_EMAIL_UPDATE, ticket)

    def test_token_stays_with_them(self, desk: Desk, ticket: int) -> None:
        own = reply_to(desk, ticket, for_staff=True)
        received(desk, mail("Plug it in.", sender=ALICE, to=f"{own}, Eric <eric@acme.example>"))
        said = comments(desk, ticket)[-1]
        named = said["via"]["source"]["from"]["original_recipients"]
        assert named == [SUPPORT, "eric@acme.example"]
        token = own.partition("-")[2].partition("@")[0]
        answers = [desk.emma.get(f"/requests/{ticket}{more}").text for more in ("", "/comments")]
        assert "Plug it in." in answers[1]
        assert not any(token in answer for answer in answers)

    def test_do_not_answer_what_they_may_not_see(self, desk: Desk, ticket: int) -> None:
        held = suspended(
            desk, mail(sender="bob@northwind.example", to=reply_to(desk, ticket, for_staff=True))
        )
        assert held.cause_id == Cause.UNAUTHENTICATED_EMAIL_UPDATE

    def test_light_agents_speak_privately(self, desk: Desk, ticket: int) -> None:
        received(
            desk,
            mail("Hm.", sender="lars@northwind.example", to=reply_to(desk, ticket, for_staff=True)),
        )
        assert comments(desk, ticket)[-1]["public"] is False


class TestCommands:
    def test_change_the_ticket(self, desk: Desk, ticket: int) -> None:
        text = (
            "#status pending\n#priority high\n#type problem\n#tags lamp fire\n"
            "#assignee alice@northwind.example\n#group Billing\n#public false\n\nI call her.\n"
        )
        found = received(desk, mail(text, sender=ALICE, to=reply_to(desk, ticket, for_staff=True)))
        assert (found["status"], found["priority"], found["type"]) == ("pending", "high", "problem")
        assert found["tags"] == ["fire", "lamp"]
        assert (found["assignee_id"], found["group_id"]) == (desk.cast.agent, desk.cast.billing)
        said = comments(desk, ticket)[-1]
        assert (said["body"], said["public"]) == ("I call her.", False)

    def test_stand_in_new_mails_too(self, desk: Desk) -> None:
        text = "#requester zoe@zebra.example\n#priority urgent\n\nShe called: her lamp is dark.\n"
        found = received(desk, mail(text, sender=ALICE))
        assert (found["requester_id"], found["priority"]) == (desk.cast.zoe, "urgent")
        assert found["description"] == "She called: her lamp is dark."

    def test_of_customers_are_words(self, desk: Desk, ticket: int) -> None:
        text = "#status solved\n\nHello"
        assert received(desk, mail(text, to=reply_to(desk, ticket)))["status"] == "new"
        assert comments(desk, ticket)[-1]["body"].startswith("#status solved")

    def test_that_cannot_be_obeyed_stay_in_the_comment(self, desk: Desk, ticket: int) -> None:
        text = "#group Nowhere\n#priority high\n\nHello"
        found = received(desk, mail(text, sender=ALICE, to=reply_to(desk, ticket, for_staff=True)))
        assert found["priority"] is None
        assert comments(desk, ticket)[-1]["body"].startswith("#group Nowhere")

    def test_of_who_may_only_comment(self, desk: Desk, ticket: int) -> None:
        text = "#priority high\n\nHello"
        raw = mail(text, sender="lars@northwind.example", to=reply_to(desk, ticket, for_staff=True))
        assert received(desk, raw)["priority"] is None


class TestForwarding:
    TEXT = (
        "Please look at this.\n\n"
        "---------- Forwarded message ---------\n"
        "From: Nora New <nora@new.example>\n"
        "Date: Mon, 2 Mar 2026 at 08:00\n"
        "Subject: Broken lamp\n"
        "To: <alice@northwind.example>\n\n"
        "It fell down.\n"
    )

    def test_the_ticket_is_of_the_customer(self, desk: Desk) -> None:
        found = received(desk, mail(self.TEXT, sender=ALICE, subject="Fwd: Broken lamp"))
        user = desk.admin.get(f"/users/{found['requester_id']}").json["user"]
        assert (user["name"], user["email"]) == ("Nora New", "nora@new.example")
        assert (found["subject"], found["description"]) == ("Broken lamp", "It fell down.")
        assert found["submitter_id"] == desk.cast.agent
        first, note = comments(desk, found["id"])
        assert (first["author_id"], first["public"]) == (user["id"], True)
        assert (note["author_id"], note["public"]) == (desk.cast.agent, False)
        assert note["body"] == "Please look at this."

    def test_what_customers_forward_is_theirs(self, desk: Desk) -> None:
        found = received(desk, mail(self.TEXT, subject="Fwd: Broken lamp"))
        assert found["requester_id"] == desk.cast.emma

    def test_an_account_may_not_want_it(self, desk: Desk) -> None:
        setting(desk, "email", agent_email_forwarding=False)
        found = received(desk, mail(self.TEXT, sender=ALICE, subject="Fwd: Broken lamp"))
        assert found["requester_id"] == desk.cast.agent


def test_a_second_account_does_not_know_the_tokens(desk: Desk, ticket: int) -> None:
    elsewhere = reply_to(desk, ticket).replace("northwind.localhost", "other.localhost")
    assert received(desk, mail(to=f"{elsewhere}, {SUPPORT}"))["id"] != ticket
