"""Finds users: by the language of the search, by a whole address, or by an external id."""

from typing import Any

from sqlalchemy import Select, func, select

from ombud.families.search.asking import found_ids
from ombud.families.users import queries
from ombud.families.users.changes import SearchQuery
from ombud.tables import folded, user_identities, users
from ombud.values.text import looks_like_email
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest

__all__ = ["found"]


def found(ctx: Context, query: SearchQuery) -> Select[Any]:
    """The visible users that the search, or the external id, names; raises Invalid.

    # Zendesk: users-search (docs/quirks.md#users-search)
    """
    visible = queries.visible(ctx)
    if query.external_id is not None:
        return visible.where(folded(users.c.external_id) == func.lower(query.external_id))
    if query.query is None:
        raise BadRequest.missing("query")
    address = query.query.strip().strip('"')
    if looks_like_email(address):
        return visible.where(users.c.id.in_(_owners(address)))
    return visible.where(users.c.id.in_(found_ids(ctx, "user", query.query)))


def _owners(address: str) -> Select[Any]:
    """Whose address it is, primary or not."""
    identity = user_identities.c
    wanted = address.lower()
    return select(identity.user_id).where(identity.type == "email", identity.value == wanted)
