"""What mails the desk sends: headers, thread, words and files, as they lie in its mail folder."""

import re
from typing import Any

import pytest
from sqlalchemy import update

from ombud.mail.tokens import (
    Named,
    desk_mark,
    encoded_id,
    ticket_of_address,
    ticket_of_message_id,
    tickets_named,
)
from ombud.storage import seal_of
from ombud.tables import account, brands, inbound_mails, users
from tests.cast.company import OPENED
from tests.channels.mail_making import (
    OWN,
    bodies,
    change_settings,
    kept,
    letters,
    mailing,
    rows,
    sent_for,
)
from tests.desk import Desk
from tests.families.ticket_making import change, created_id


class TestHeaders:
    def test_from_to_and_where_to_answer(self, desk: Desk) -> None:
        mailing(desk)
        ticket_id = created_id(desk.agent, requester_id=desk.cast.emma, subject="Broken lamp")
        desk.deliver()
        (mail,) = letters(desk)
        seal = seal_of(desk.app.config)
        assert mail["From"] == f'"Alice Agent (Northwind Lamps)" <{OWN}>'
        assert mail["To"] == "Emma Enduser <emma@acme.example>"
        assert mail["Subject"] == f"[{ticket_id}] Broken lamp"
        assert mail["Date"] == "Mon, 02 Mar 2026 09:00:00 +0000"
        assert mail["Reply-To"].addresses[0].display_name == "Northwind Lamps"
        answers = ticket_of_address(seal, mail["Reply-To"].addresses[0].addr_spec)
        assert answers == Named(ticket_id, of_staff=False)
        assert ticket_of_message_id(seal, mail["Message-ID"]) == ticket_id
        assert mail["X-Ombud-Desk"] == desk_mark(seal, "northwind")
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["X-Auto-Response-Suppress"] == "All"
        assert mail["X-Delivery-Context"] == f"event-id-{rows(desk)[0].event_id}"
        # Nobody could leave such a list, and the original sends none either.
        assert mail["List-Id"] is mail["Precedence"] is None
        assert mail["Content-Language"] == "en-US"
        (row,) = rows(desk)
        assert (row.state, row.attempts) == ("sent", 1)
        assert row.key.lower() in mail["Message-ID"].lower()

    @pytest.mark.parametrize(
        ("to", "copied", "of_staff"),
        [
            ("assignee_id", [], True),
            ("requester_id", [], False),
            ("requester_and_ccs", ["alice@northwind.example"], False),
        ],
    )
    def test_only_mails_to_staff_have_their_token(
        self, desk: Desk, to: str, copied: list[str], *, of_staff: bool
    ) -> None:
        mailing(desk, to)
        ticket_id = created_id(
            desk.admin,
            requester_id=desk.cast.emma,
            assignee_id=desk.cast.agent,
            email_ccs=[{"user_email": address} for address in copied],
        )
        desk.deliver()
        (mail,) = letters(desk)
        assert ("alice@" in str(mail["Cc"])) == bool(copied)
        found = ticket_of_address(seal_of(desk.app.config), mail["Reply-To"].addresses[0].addr_spec)
        assert found == Named(ticket_id, of_staff)

    def test_brand_alone_where_that_is_wanted(self, desk: Desk) -> None:
        change_settings(desk, "email", personalized_replies=False)
        mailing(desk)
        assert sent_for(desk)["From"] == f"Northwind Lamps <{OWN}>"

    def test_customers_know_agents_by_their_alias(self, desk: Desk) -> None:
        desk.admin.put(f"/users/{desk.cast.agent}", {"user": {"alias": "Ally"}})
        mailing(desk)
        assert sent_for(desk)["From"] == f'"Ally (Northwind Lamps)" <{OWN}>'

    def test_agents_are_told_who_wrote(self, desk: Desk) -> None:
        mailing(desk, desk.cast.bob)
        request = {"subject": "Dark", "comment": {"body": "It is dark."}}
        desk.emma.post("/requests", {"request": request})
        desk.deliver()
        (mail,) = letters(desk)
        assert mail["From"] == f'"Emma Enduser (Northwind Lamps)" <{OWN}>'

    def test_what_one_did_oneself_is_from_the_brand(self, desk: Desk) -> None:
        mailing(desk, "current_user")
        assert sent_for(desk)["From"] == f"Northwind Lamps <{OWN}>"

    def test_requester_and_copies_share_one_mail(self, desk: Desk) -> None:
        mailing(desk, "requester_and_ccs")
        mail = sent_for(desk, email_ccs=[{"user_id": desk.cast.eric}])
        assert mail["To"] == "Emma Enduser <emma@acme.example>"
        assert mail["Cc"] == "Eric Enduser <eric@acme.example>"

    def test_the_address_that_the_ticket_came_to(self, desk: Desk) -> None:
        fields = {"email": "sales@northwind.localhost", "name": "Sales"}
        desk.admin.post("/recipient_addresses", {"recipient_address": fields})
        mailing(desk)
        mail = sent_for(desk, recipient="Sales@northwind.localhost")
        assert mail["From"].addresses[0].addr_spec == "sales@northwind.localhost"
        assert mail["Reply-To"].addresses[0].addr_spec.startswith("sales+id")

    def test_a_foreign_address_is_used_once_it_is_verified(self, desk: Desk) -> None:
        fields = {"email": "help@northwind.example", "default": True}
        made = desk.admin.post("/recipient_addresses", {"recipient_address": fields})
        mailing(desk)
        ticket_id = created_id(desk.agent, requester_id=desk.cast.emma)
        desk.deliver()
        assert letters(desk)[-1]["From"].addresses[0].addr_spec == OWN
        from ombud.tables import recipient_addresses as table

        with desk.account.transaction(writes=True) as db:
            one = table.c.id == made.json["recipient_address"]["id"]
            db.run(update(table).where(one).values(forwarding_status="verified"))
            db.configuration_changed()
        change(desk.agent, ticket_id, priority="high")
        desk.deliver()
        mail = letters(desk)[-1]
        assert mail["From"].addresses[0].addr_spec == "help@northwind.example"
        # What has a token comes back to the desk itself.
        assert mail["Reply-To"].addresses[0].addr_spec.endswith("@northwind.localhost")

    def test_each_brand_writes_as_itself(self, desk: Desk) -> None:
        times = {"created_at": OPENED, "updated_at": OPENED}
        with desk.account.transaction(writes=True) as db:
            words = {"name": "Lux", "subdomain": "lux", "signature_template": ""}
            lux = db.insert(brands, **words, **times)
            db.configuration_changed()
        fields = {"email": "lux@northwind.localhost", "brand_id": lux}
        desk.admin.post("/recipient_addresses", {"recipient_address": fields})
        mailing(desk)
        mail = sent_for(desk, brand_id=lux)
        assert mail["From"] == '"Alice Agent (Lux)" <lux@northwind.localhost>'
        assert "This email is a service from Lux." in bodies(mail)[0]

    @pytest.mark.parametrize("attack", ["x\r\nBcc: all@acme.example", "x\n\n<b>y</b>", "\u2028z"])
    def test_nobody_writes_headers(self, desk: Desk, attack: str) -> None:
        with desk.account.transaction(writes=True) as db:
            for table, name in ((users, "name"), (brands, "name"), (account, "name")):
                db.run(update(table).values({name: f"{attack} {name}"}))
            db.configuration_changed()
        mailing(desk, "requester_and_ccs", subject=f"{attack} {{{{ticket.title}}}}")
        created_id(
            desk.agent,
            requester_id=desk.cast.emma,
            subject=attack,
            email_ccs=[{"user_id": desk.cast.eric}],
        )
        desk.deliver()
        (raw,) = kept(desk)
        head = raw.partition(b"\r\n\r\n")[0]
        names = {line.partition(b":")[0] for line in head.split(b"\r\n") if line[:1] != b" "}
        assert names == {
            *b"From To Cc Reply-To Subject Date Message-ID In-Reply-To References".split(),
            *b"Auto-Submitted X-Auto-Response-Suppress X-Ombud-Desk Content-Type".split(),
            *b"MIME-Version Content-Language X-Delivery-Context".split(),
        }
        addresses = re.findall(rb"[\w.]+@acme\.example", head)
        assert set(addresses) - {b"all@acme.example"} == {
            b"emma@acme.example",
            b"eric@acme.example",
        }


class TestThreads:
    def test_a_mail_names_those_before_it(self, desk: Desk) -> None:
        mailing(desk)
        ticket_id = created_id(desk.agent, requester_id=desk.cast.emma)
        desk.deliver()
        change(desk.agent, ticket_id, priority="high")
        desk.deliver()
        first, second = letters(desk)
        root = first["In-Reply-To"]
        assert ticket_of_message_id(seal_of(desk.app.config), root) == ticket_id
        assert first["References"] == root
        assert second["In-Reply-To"] == first["Message-ID"]
        assert second["References"].split() == [root, first["Message-ID"]]

    def test_and_those_that_came_in(self, desk: Desk) -> None:
        mailing(desk)
        ticket_id = created_id(desk.agent, requester_id=desk.cast.emma)
        with desk.account.transaction(writes=True) as db:
            for number, given in enumerate(["<one@acme.example>", "<evil>\r\nBcc: x@y.example"]):
                db.insert(
                    inbound_mails,
                    digest=str(number),
                    door="smtp",
                    message_id=given,
                    size=1,
                    sha256="0",
                    state="ticket",
                    ticket_id=ticket_id,
                    received_at=OPENED,
                )
        desk.deliver()
        (mail,) = letters(desk)
        assert "<one@acme.example>" in mail["References"]
        assert mail["Bcc"] is None

    def test_each_ticket_is_a_thread_of_its_own(self, desk: Desk) -> None:
        mailing(desk)
        for _ in range(2):
            created_id(desk.agent, requester_id=desk.cast.emma)
        desk.deliver()
        first, second = letters(desk)
        assert first["References"] != second["References"]


class TestWords:
    def test_text_and_html(self, desk: Desk) -> None:
        mailing(desk, body="Dear {{ticket.requester.first_name}},\n\nit is <b>noted</b>.")
        text, html = bodies(sent_for(desk))
        assert "Dear Emma,\n\nit is noted." in text
        assert "Dear Emma,<br>\n<br>\nit is <b>noted</b>." in html
        assert '<html lang="en-US" dir="ltr">' in html

    def test_what_people_write_is_no_markup(self, desk: Desk) -> None:
        mailing(desk, body="{{ticket.title}}")
        text, html = bodies(sent_for(desk, subject="<script>alert(1)</script>{{ticket.id}}"))
        assert "<script>alert(1)</script>{{ticket.id}}" in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ticket.id}}" in html

    def test_the_ticket_is_named_in_the_text(self, desk: Desk) -> None:
        mailing(desk)
        ticket_id = created_id(desk.agent, requester_id=desk.cast.emma)
        desk.deliver()
        (mail,) = letters(desk)
        seal = seal_of(desk.app.config)
        for body in bodies(mail):
            assert tickets_named(seal, body) == (ticket_id,)

    def test_the_placeholder_prints_the_same_token(self, desk: Desk) -> None:
        mailing(desk, subject="{{ticket.encoded_id}}")
        ticket_id = created_id(desk.agent, requester_id=desk.cast.emma)
        desk.deliver()
        assert letters(desk)[0]["Subject"] == encoded_id(seal_of(desk.app.config), ticket_id)

    def test_right_to_left(self, desk: Desk) -> None:
        with desk.account.transaction(writes=True) as db:
            db.run(update(users).where(users.c.id == desk.cast.emma).values(locale_id=30))
        mailing(desk, body="שלום {{ticket.requester.first_name}}")
        mail = sent_for(desk)
        text, html = bodies(mail)
        assert mail["Content-Language"] == "he"
        assert '<html lang="he" dir="rtl">' in html
        assert '<body lang="he" dir="rtl"' in html
        assert "שלום Emma" in html
        assert "שלום Emma" in text

    def test_templates_of_the_account(self, desk: Desk) -> None:
        change_settings(
            desk,
            "email",
            html_mail_template="<div {{attributes}}>{{delimiter}}|{{ content }}|{{unknown}}</div>",
            text_mail_template="{{delimiter}}|{{content}}|{{unknown}}",
            no_mail_delimiter=False,
            mail_delimiter="## above <me> ##",
        )
        mailing(desk, body="{{ticket.title}}")
        text, html = bodies(sent_for(desk, subject="{{footer}}"))
        assert text == "## above <me> ##|{{footer}}|{{unknown}}\n"
        expected = '<div lang="en-US" dir="ltr">## above &lt;me&gt; ##|{{footer}}|{{unknown}}</div>'
        assert html.strip() == expected

    @pytest.mark.parametrize("name", ["html_mail_template", "text_mail_template"])
    def test_a_template_without_the_words_is_refused(self, desk: Desk, name: str) -> None:
        body = {"settings": {"email": {name: "Hello"}}}
        assert desk.admin.put("/account/settings", body).status == 422
        nothing: Any = {"settings": {"email": {name: None}}}
        assert desk.admin.put("/account/settings", nothing).status == 200

    def test_no_delimiter_unless_wanted(self, desk: Desk) -> None:
        mailing(desk)
        text, html = bodies(sent_for(desk))
        assert "##-" not in text + html


class TestTheFolder:
    def test_a_mail_is_kept_once(self, desk: Desk) -> None:
        mailing(desk)
        created_id(desk.agent, requester_id=desk.cast.emma)
        desk.deliver()
        (before,) = kept(desk)
        with desk.account.transaction(writes=True) as db:
            # As if the runner had died before it could say that it was sent.
            from ombud.tables import deliveries

            db.run(update(deliveries).values(state="queued", run_at=0, claimed_until=0))
        desk.clock.forward(minutes=5)
        desk.deliver()
        assert kept(desk) == [before]
        folder = desk.app.config.data / "mail" / "northwind"
        assert [path.name for path in folder.iterdir()] == [f"{rows(desk)[0].key}.eml"]


def test_on_both_databases(any_desk: Desk) -> None:
    desk = any_desk
    fields = {"email": "help@northwind.example", "default": True}
    desk.admin.post("/recipient_addresses", {"recipient_address": fields})
    mailing(desk, "requester_and_ccs")
    change_settings(desk, "tickets", email_attachments=True)
    ticket_id = created_id(desk.agent, requester_id=desk.cast.emma)
    desk.deliver()
    change(desk.agent, ticket_id, priority="high")
    desk.deliver()
    assert [mail["To"].addresses[0].username for mail in letters(desk)] == ["help", "emma", "emma"]
    assert letters(desk)[-1]["In-Reply-To"] == letters(desk)[-2]["Message-ID"]
