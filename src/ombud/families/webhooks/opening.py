"""Opens what a webhook has sealed."""

from typing import Any

import msgspec
from sqlalchemy import Row, select

from ombud.db import Transaction
from ombud.families.webhooks.requests import Sealed
from ombud.families.webhooks.written import Credentials
from ombud.storage import seal_of
from ombud.tables import account
from ombud.wire.context import Context

__all__ = ["account_id", "opened"]


def opened(ctx: Context, row: Row[Any]) -> Sealed:
    """The webhook of a row with its secrets; raises BrokenSeal."""
    seal = seal_of(ctx.config)
    credentials = None
    if row.credentials is not None:
        credentials = msgspec.json.decode(seal.open(row.credentials), type=Credentials)
    return Sealed(
        webhook_id=row.id,
        endpoint=row.endpoint,
        http_method=row.http_method,
        request_format=row.request_format,
        custom_headers=msgspec.json.decode(row.custom_headers),
        credentials=credentials,
        signing_secret=seal.open(row.signing_secret),
        account_id=ctx.db.cached(account_id),
    )


def account_id(db: Transaction) -> int:
    """The id of the account, read with `db.cached`."""
    return int(db.value(select(account.c.id).limit(1)))
