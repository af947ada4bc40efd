"""What stands below agents' public comments in mails."""

import pytest
from sqlalchemy import update

from ombud.families.placeholders.rendering import Placeholders, render
from ombud.tables import brands
from tests.channels.mail_making import bodies, mailing, sent_for
from tests.channels.mailing import mail, received, reply_to
from tests.desk import Desk
from tests.families.test_dynamic_content_items import make as make_item
from tests.families.test_placeholders import LINE, context
from tests.families.ticket_making import change, created_id

TEXT = "{{agent.name}}, {{account.name}}{{ticket.title}}\nhttps://northwind.example <3"


@pytest.fixture
def ticket(desk: Desk) -> int:
    """Two answers of Alice, a note between them, and a question of Emma's at the end."""
    ticket_id = created_id(
        desk.agent, comment={"body": "It went dark."}, requester_id=desk.cast.emma
    )
    change(desk.agent, ticket_id, comment={"body": "Check the fuse.", "public": False})
    uploaded = desk.agent.send("POST", "/uploads", b"paper", query={"filename": "guide.txt"})
    token = uploaded.json["upload"]["token"]
    change(desk.agent, ticket_id, comment={"body": "Try another bulb.", "uploads": [token]})
    for user_id, alias in ((desk.cast.agent, "Al"), (desk.cast.emma, None)):
        user = {"user": {"signature": TEXT, "alias": alias}}
        assert desk.admin.put(f"/users/{user_id}", user).status == 200
    asked = {"body": "It still is."}
    path = f"/requests/{ticket_id}"
    assert desk.emma.put(path, {"request": {"comment": asked}}).status == 200
    return ticket_id


def printed(desk: Desk, ticket: int, words: str, *, html: bool = False) -> str:
    with context(desk) as ctx:
        return render(ctx, ticket, words, recipient_id=desk.cast.agent, html=html)


def test_under_each_comment(desk: Desk, ticket: int) -> None:
    text = printed(desk, ticket, "{{ticket.comments_formatted}}")
    emma, answer, note, first = text.split(LINE)[1:]
    signed = "\n\nAl, Northwind Lamps\nhttps://northwind.example <3"
    assert f"Try another bulb.{signed}\n\nAttachment(s):" in answer
    assert first.rstrip().endswith(f"It went dark.{signed}")
    assert "Northwind Lamps" not in note + emma


@pytest.mark.parametrize("name", ["latest_comment_formatted", "latest_comment_html"])
def test_as_html(desk: Desk, ticket: int, name: str) -> None:
    change(desk.agent, ticket, comment={"body": "Try again."})
    html = printed(desk, ticket, f"{{{{ticket.{name}}}}}", html=True)
    body, div, signature = html.partition('<div class="signature">')
    assert "Try again." in body
    assert div
    assert "Al, Northwind Lamps" in signature
    assert '<a href="https://northwind.example"' in signature
    assert "&lt;3" in signature


@pytest.mark.parametrize("name", ["latest_comment.value", "latest_comment_rich", "title"])
def test_not_where_the_words_alone_are_asked_for(desk: Desk, ticket: int, name: str) -> None:
    change(desk.agent, ticket, comment={"body": "Try again."})
    found = printed(desk, ticket, f"{{{{ticket.{name}}}}}", html=True)
    assert found
    assert "Northwind" not in found


def test_not_in_messages_to_other_systems(desk: Desk, ticket: int) -> None:
    with context(desk) as ctx:
        words = "{{ticket.comments_formatted}}"
        assert "Northwind" not in Placeholders(ctx, ticket).payload(words).text


def test_not_below_what_came_by_mail(desk: Desk, ticket: int) -> None:
    by_mail = {"body": "I answer from my phone."}
    raw = mail(
        by_mail["body"],
        sender="alice@northwind.example",
        to=reply_to(desk, ticket, for_staff=True),
    )
    received(desk, raw)
    found = printed(desk, ticket, "{{ticket.latest_comment_formatted}}")
    assert found.endswith(by_mail["body"])


def test_the_template_of_the_brand(desk: Desk, ticket: int) -> None:
    with desk.account.transaction(writes=True) as db:
        words = {"signature_template": "--\n<i>{{agent.name}}</i> says {{dc.greeting}}"}
        db.run(update(brands).values(**words))
        db.configuration_changed()
    make_item(desk)
    change(desk.agent, ticket, comment={"body": "Try again."})
    html = printed(desk, ticket, "{{ticket.latest_comment_html}}", html=True)
    assert '<div class="signature">--\n<i>Al</i> says Hello</div>' in html


def test_in_both_parts_of_a_mail(desk: Desk) -> None:
    user = {"user": {"signature": "Alice <3\nNorthwind"}}
    assert desk.admin.put(f"/users/{desk.cast.agent}", user).status == 200
    mailing(desk, body="{{ticket.latest_comment_html}}")
    text, html = bodies(sent_for(desk, comment={"body": "Try again."}))
    assert "Try again.\n\nAlice <3\nNorthwind\n" in text
    assert "Alice &lt;3<br>" in " ".join(html.split()).replace(" <br>", "<br>")
    assert "<3" not in html
