"""How rows become webhooks and secrets."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, select

from ombud.families.webhooks.service import stored
from ombud.families.webhooks.shapes import SigningSecret, Webhook
from ombud.storage import seal_of
from ombud.tables import webhooks
from ombud.values.sealing import BrokenSeal
from ombud.values.times import iso
from ombud.wire.answers import Sideload
from ombud.wire.changes import UNSET
from ombud.wire.context import Context

__all__ = ["SECRETS", "show", "show_secret"]

ALGORITHM = "SHA256"


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Webhook]:
    """The webhooks of these rows."""
    del ctx
    return [_show(row) for row in rows]


def show_secret(ctx: Context, row: Row[Any]) -> SigningSecret:
    """The secret of a webhook; an empty one where the key that sealed it is lost."""
    try:
        secret = seal_of(ctx.config).open(row.signing_secret)
    except BrokenSeal:
        secret = ""
    return SigningSecret(algorithm=ALGORITHM, secret=secret)


def _show(row: Row[Any]) -> Webhook:
    written = stored(row)
    for name in ("description", "external_source"):
        if written[name] is None:
            del written[name]
    written["custom_headers"] = written["custom_headers"] or UNSET
    updated = row.updated_at is not None
    return Webhook(
        id=row.id,
        created_at=iso(row.created_at),
        created_by=str(row.created_by),
        updated_at=iso(row.updated_at) if updated else UNSET,
        updated_by=str(row.updated_by) if updated else UNSET,
        authentication=UNSET
        if row.authentication is None
        else msgspec.json.decode(row.authentication),
        **written,
    )


def _load_secrets(ctx: Context, shown: Sequence[Webhook]) -> None:
    ctx.headers["Cache-Control"] = "no-store"
    ids = [webhook.id for webhook in shown]
    found = {row.id: row for row in ctx.db.rows(select(webhooks).where(webhooks.c.id.in_(ids)))}
    for webhook in shown:
        webhook.signing_secret = show_secret(ctx, found[webhook.id])


SECRETS = Sideload(
    "signing_secret", "signing_secret", _load_secrets, "The secrets that requests are signed with."
)
