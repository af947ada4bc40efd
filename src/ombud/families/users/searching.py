"""Finds users by words of their name, addresses, phone numbers and external ids."""

from typing import Any

from sqlalchemy import Select, false, func, select

from ombud.families.users import queries
from ombud.families.users.changes import SearchQuery
from ombud.search.query import matching_ids
from ombud.tables import folded, user_identities, users
from ombud.values.text import looks_like_email
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest

__all__ = ["found"]


def found(ctx: Context, query: SearchQuery) -> Select[Any]:
    """The visible users that the words, or the external id, name.

    # Zendesk: users-search (docs/quirks.md#users-search)
    """
    if query.external_id is not None:
        return queries.visible(ctx).where(
            folded(users.c.external_id) == func.lower(query.external_id)
        )
    if query.query is None:
        raise BadRequest.missing("query")
    statement = queries.visible(ctx)
    rest = []
    for word in query.query.split():
        name, colon, value = word.partition(":")
        if colon and name in FIELDS:
            statement = statement.where(FIELDS[name](value.strip('"')))
        elif colon and name == "type":
            statement = statement if value in {"user", ""} else statement.where(false())
        elif looks_like_email(word.strip('"')):
            statement = statement.where(_email(word.strip('"')))
        else:
            rest.append(word)
    if rest:
        matching = matching_ids(ctx.db, "user", " ".join(rest))
        statement = statement.where(users.c.id.in_(matching))
    return statement


def _email(value: str) -> Any:
    """Exactly this address, primary or not; `*` at the end is any rest."""
    identity = user_identities.c
    wanted = value.lower()
    fits = identity.value == wanted
    if wanted.endswith("*"):
        fits = identity.value.startswith(wanted.rstrip("*"), autoescape=True)
    return users.c.id.in_(select(identity.user_id).where(identity.type == "email", fits))


def _role(value: str) -> Any:
    return users.c.role == value.replace("_", "-")


def _external_id(value: str) -> Any:
    return folded(users.c.external_id) == func.lower(value)


def _phone(value: str) -> Any:
    return users.c.phone == value


FIELDS = {"email": _email, "role": _role, "external_id": _external_id, "phone": _phone}
