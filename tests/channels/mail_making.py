"""Makes mails leave a desk in tests, and reads what arrived or was kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import msgspec

from ombud.config import Config
from ombud.tables import deliveries, user_identities
from tests.desk import Desk, opened
from tests.families.ticket_making import created_id
from tests.families.trigger_making import add

__all__ = [
    "OWN",
    "bodies",
    "change_settings",
    "desk_with",
    "identity",
    "kept",
    "letters",
    "mailing",
    "rows",
    "sent_for",
]

OWN = "support@northwind.localhost"


@contextmanager
def desk_with(config: Config, **settings: object) -> Iterator[Desk]:
    """The company with other settings, `smtp_url` above all."""
    with opened(msgspec.structs.replace(config, **settings)) as desk:
        yield desk


def mailing(desk: Desk, to: object = "requester_id", **words: str) -> int:
    """A trigger that sends a mail at every update."""
    subject = words.get("subject", "[{{ticket.id}}] {{ticket.title}}")
    body = words.get("body", "Dear {{ticket.requester.first_name}},\n\nit is noted.")
    return add(desk.admin, "Mail", None, ("notification_user", [str(to), subject, body]))


def letters(desk: Desk) -> list[EmailMessage]:
    """The mails in the desk's folder, the oldest first."""
    return [message_from_bytes(raw, policy=policy.default) for raw in kept(desk)]


def kept(desk: Desk) -> list[bytes]:
    folder = desk.app.config.data / "mail" / desk.account.subdomain
    found = {path.stem: path.read_bytes() for path in folder.glob("*.eml")}
    return [found[row.key] for row in rows(desk) if row.key in found]


def bodies(mail: EmailMessage) -> tuple[str, str]:
    """The text and the HTML of a mail."""
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    first, second = (part.get_content().replace("\r\n", "\n") for part in (text, html))
    return first, second


def rows(desk: Desk) -> list[Any]:
    with desk.account.transaction(writes=False) as db:
        return list(db.rows(deliveries.select().order_by(deliveries.c.id)))


def identity(desk: Desk, email: str) -> Any:
    with desk.account.transaction(writes=False) as db:
        return db.row(user_identities.select().where(user_identities.c.value == email))


def change_settings(desk: Desk, group: str, **values: Any) -> None:
    answer = desk.admin.put("/account/settings", {"settings": {group: values}})
    assert answer.status == 200, answer.text


def sent_for(desk: Desk, **fields: Any) -> Any:
    """The one mail about a new ticket of Emma's."""
    created_id(desk.agent, requester_id=desk.cast.emma, **fields)
    desk.deliver()
    (mail,) = letters(desk)
    return mail
