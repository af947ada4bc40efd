"""Targets that are e-mail addresses: their messages become mails, with the retries of mails."""

from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.channels.targets.message import Message
from ombud.families.deliveries.queueing import SMTP, About, Queued, enqueue
from ombud.wire.context import Context

__all__ = ["KIND", "queue"]

KIND = "email_target"


def queue(ctx: Context, delivery: Row[Any], message: Message) -> None:
    """Queue the mail, in the transaction that ends the delivery to the target."""
    about = About(
        delivery.ticket_id, delivery.audit_id, delivery.event_id, msgspec.json.decode(delivery.rule)
    )
    mail = Queued(
        "email",
        SMTP,
        address=message.of("email"),
        subject=message.of("subject"),
        body_text=message.text,
    )
    enqueue(ctx, [mail], about)
