"""Mails that tests bring to a desk, and what it made of them."""

from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any

import msgspec
from sqlalchemy import select, update

from ombud.families.inbound_mails.storing import store
from ombud.mail import tokens
from ombud.storage import seal_of
from ombud.tables import inbound_mails, suspended_tickets, users
from tests.desk import Desk

__all__ = [
    "SUPPORT",
    "comments",
    "decoded",
    "last_audit",
    "mail",
    "received",
    "reply_to",
    "rows",
    "setting",
    "suspend",
    "suspended",
    "take",
]

# The company's account is not the one that the settings name, so it has a domain of its own.
SUPPORT = "support@northwind.localhost"
NUMBERS = iter(range(1, 1_000_000))


def mail(
    text: str = "My lamp is dark.",
    *,
    sender: str | None = "Emma Enduser <emma@acme.example>",
    to: str = SUPPORT,
    subject: str | None = "Dark lamp",
    message_id: str | None = "",
    html: str | None = None,
    files: Mapping[str, bytes] = {},
    **headers: str,
) -> bytes:
    """A mail; empty stands for a new Message-ID, None for no such header. Headers by keyword."""
    made = EmailMessage()
    if message_id == "":
        message_id = f"<mail-{next(NUMBERS)}@acme.example>"
    given = {
        "From": sender,
        "To": to,
        "Subject": subject,
        "Message-ID": message_id,
        "Date": "Mon, 02 Mar 2026 08:59:00 +0000",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in given.items():
        if value is not None:
            made[name] = value
    made.set_content(text)
    if html is not None:
        made.add_alternative(html, subtype="html")
    for name, content in files.items():
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def take(desk: Desk, raw: bytes, *, sender: str | None = None, to: tuple[str, ...] = ()) -> Any:
    """Bring a mail to the desk and let it be read; its row."""
    config = desk.app.config
    mail_id = store(
        desk.account, config, desk.clock, raw, door="command", sender=sender, recipients=to
    )
    desk.read_mail()
    return next(row for row in rows(desk) if row.id == mail_id)


def received(desk: Desk, raw: bytes, **more: Any) -> Any:
    """Bring a mail that becomes a ticket or a comment; the ticket as agents see it."""
    row = take(desk, raw, **more)
    assert (row.state, row.problem) == ("ticket", None), row
    return desk.admin.get(f"/tickets/{row.ticket_id}").json["ticket"]


def suspended(desk: Desk, raw: bytes, **more: Any) -> Any:
    """Bring a mail that is held back; the row of the suspended ticket."""
    row = take(desk, raw, **more)
    assert row.state == "suspended", row
    with desk.account.transaction(writes=False) as db:
        held = suspended_tickets.c.id == row.suspended_ticket_id
        return db.row(select(suspended_tickets).where(held))


def rows(desk: Desk) -> list[Any]:
    """All mails of the desk, the oldest first."""
    with desk.account.transaction(writes=False) as db:
        return list(db.rows(select(inbound_mails).order_by(inbound_mails.c.id)))


def reply_to(desk: Desk, ticket_id: int, *, for_staff: bool = False) -> str:
    """The address that mails about the ticket ask customers, or staff, to answer to."""
    seal = seal_of(desk.app.config)
    return tokens.reply_address(seal, SUPPORT, ticket_id, for_staff=for_staff)


def comments(desk: Desk, ticket_id: int) -> list[Any]:
    """The comments of a ticket, the oldest first."""
    found: list[Any] = desk.admin.get(f"/tickets/{ticket_id}/comments").json["comments"]
    return found


def last_audit(desk: Desk, ticket_id: int) -> Any:
    """The newest audit of a ticket."""
    return desk.admin.get(f"/tickets/{ticket_id}/audits").json["audits"][-1]


def setting(desk: Desk, group: str, **values: object) -> None:
    """Change settings of the account."""
    answer = desk.admin.put("/account/settings", {"settings": {group: values}})
    assert answer.status == 200, answer.text


def suspend(desk: Desk, user_id: int) -> None:
    """Shut a person out."""
    with desk.account.transaction(writes=True) as db:
        db.run(update(users).where(users.c.id == user_id).values(suspended=True))
        db.configuration_changed()


def decoded(text: str) -> Any:
    """What a column of JSON holds."""
    return msgspec.json.decode(text)
