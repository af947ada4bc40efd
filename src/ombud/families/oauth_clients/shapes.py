"""The client objects, what may be written of a client, and how rows become them."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Row

from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words
from ombud.wire.context import Context

__all__ = ["Client", "ClientChange", "GlobalClient", "show", "show_global"]


class Client(Shape):
    """An application; `secret` is whole once and later only how it begins."""

    root: ClassVar[str] = "client"
    roots: ClassVar[str] = "clients"

    url: str
    id: int
    name: str
    identifier: str
    kind: str
    company: str
    description: str
    redirect_uri: list[str]
    secret: str
    global_: bool = msgspec.field(name="global")
    user_id: int
    created_at: str
    updated_at: str


class GlobalClient(Shape):
    """What is shown of a client that all accounts share."""

    root: ClassVar[str] = "global_client"
    roots: ClassVar[str] = "global_clients"

    id: int
    name: str
    identifier: str
    company: str
    description: str


class ClientChange(Change):
    """What a caller may write."""

    name: Maybe[Words] = UNSET
    identifier: Maybe[Words] = UNSET
    kind: Maybe[str] = UNSET
    company: Maybe[Words] = UNSET
    description: Maybe[Words] = UNSET
    redirect_uri: Maybe[list[str] | str] = UNSET
    user_id: Maybe[int] = UNSET


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Client]:
    """The clients of these rows."""
    return [
        Client(
            url=ctx.links.api(f"/oauth/clients/{row.id}"),
            id=row.id,
            name=row.name,
            identifier=row.identifier,
            kind=row.kind,
            company=row.company or "",
            description=row.description or "",
            redirect_uri=msgspec.json.decode(row.redirect_uri),
            secret=row.secret_hint,
            global_=row._mapping["global"],
            user_id=row.user_id,
            created_at=iso(row.created_at),
            updated_at=iso(row.updated_at),
        )
        for row in rows
    ]


def show_global(ctx: Context, rows: Sequence[Row[Any]]) -> list[GlobalClient]:
    """The same as what everybody may know of them."""
    del ctx
    return [
        GlobalClient(
            id=row.id,
            name=row.name,
            identifier=row.identifier,
            company=row.company or "",
            description=row.description or "",
        )
        for row in rows
    ]
