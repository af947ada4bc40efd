"""The webhooks as rules see them that fire: read with `db.cached(known.load)`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from ombud.db import Transaction
from ombud.tables import webhooks

__all__ = ["KnownWebhook", "load"]

Payload = Literal["plain", "json", "xml", "form"]
PAYLOADS: Mapping[str, Payload] = {"json": "json", "xml": "xml"}


@dataclass(frozen=True, slots=True)
class KnownWebhook:
    """Whether it is sent to, and how values are escaped in a message to it."""

    is_active: bool
    payload: Payload


def load(db: Transaction) -> Mapping[str, KnownWebhook]:
    """Every webhook by its id."""
    return {
        row.id: KnownWebhook(row.status == "active", PAYLOADS.get(row.request_format, "plain"))
        for row in db.rows(select(webhooks.c.id, webhooks.c.status, webhooks.c.request_format))
    }
