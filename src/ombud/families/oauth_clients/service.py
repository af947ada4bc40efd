"""Registering, changing and removing OAuth clients, and their secrets."""

from typing import Any

from sqlalchemy import delete, update

from ombud.db import Duplicate
from ombud.families.oauth_clients import queries
from ombud.families.oauth_clients.redirects import clean_redirects
from ombud.families.oauth_clients.shapes import Client, ClientChange, show
from ombud.families.users import queries as user_queries
from ombud.tables import oauth_clients
from ombud.values.text import as_json
from ombud.values.tokens import digest, new_token
from ombud.wire.changes import text_of
from ombud.wire.context import Context
from ombud.wire.errors import Invalid, NotFound

__all__ = ["create", "generate_secret", "remove", "update_client"]

KINDS = frozenset({"confidential", "public"})
SECRET_LENGTH, HINT_LENGTH = 64, 10
LONGEST = 255


def create(ctx: Context, change: ClientChange) -> Client:
    """Register a client; the returned object is the only one with the whole secret."""
    given = change.given()
    values = {"name": None, "identifier": None, "kind": "confidential", "user_id": ctx.actor.id}
    secret = new_token(SECRET_LENGTH)
    try:
        client_id = ctx.db.insert(
            oauth_clients,
            **_checked(ctx, values | given),
            **_stored_secret(secret),
            created_at=ctx.now,
            updated_at=ctx.now,
        )
    except Duplicate as error:
        raise _taken(error) from error
    return _with_secret(ctx, client_id, secret)


def update_client(ctx: Context, client_id: int, change: ClientChange) -> None:
    """Change what was given; raises NotFound and Invalid."""
    queries.find(ctx, client_id)
    values = _checked(ctx, change.given())
    if values:
        changed = update(oauth_clients).where(oauth_clients.c.id == client_id)
        try:
            ctx.db.run(changed.values(**values, updated_at=ctx.now))
        except Duplicate as error:
            raise _taken(error) from error


def generate_secret(ctx: Context, client_id: int) -> Client:
    """Replace the secret; the old one is good for nothing from now on."""
    queries.find(ctx, client_id)
    secret = new_token(SECRET_LENGTH)
    changed = update(oauth_clients).where(oauth_clients.c.id == client_id)
    ctx.db.run(changed.values(**_stored_secret(secret), updated_at=ctx.now))
    return _with_secret(ctx, client_id, secret)


def remove(ctx: Context, client_id: int) -> None:
    """Remove a client with all tokens that it was given; raises NotFound."""
    queries.find(ctx, client_id)
    ctx.db.run(delete(oauth_clients).where(oauth_clients.c.id == client_id))
    ctx.db.configuration_changed()


def _stored_secret(secret: str) -> dict[str, str]:
    return {"secret_digest": digest(secret), "secret_hint": secret[:HINT_LENGTH]}


def _with_secret(ctx: Context, client_id: int, secret: str) -> Client:
    made = show(ctx, [queries.find(ctx, client_id)])[0]
    made.secret = secret
    return made


def _checked(ctx: Context, given: dict[str, Any]) -> dict[str, Any]:
    """The columns for these fields; raises Invalid."""
    values: dict[str, Any] = {}
    for name in ("name", "identifier", "company", "description"):
        if name in given:
            values[name] = _text(name, given[name], required=name in {"name", "identifier"})
    if "kind" in given:
        if given["kind"] not in KINDS:
            raise Invalid.invalid("kind", given["kind"])
        values["kind"] = given["kind"]
    if "redirect_uri" in given:
        uris = clean_redirects(given["redirect_uri"])
        values["redirect_uri"] = as_json(uris)
    if "user_id" in given:
        values["user_id"] = _user(ctx, given["user_id"])
    return values


def _text(name: str, value: object, *, required: bool) -> str:
    text = (text_of(value) or "").strip()
    if required and not text:
        raise Invalid.blank(name)
    if len(text) > LONGEST and name != "description":
        raise Invalid.too_long(name, LONGEST)
    if name == "identifier" and any(letter.isspace() or letter == ":" for letter in text):
        raise Invalid.one(name, "Unique identifier: must not contain spaces or colons")
    return text


def _user(ctx: Context, user_id: int | None) -> int:
    try:
        found: int = user_queries.find(ctx, user_id or 0).id
    except NotFound as error:
        raise Invalid.one("user_id", "User: is invalid") from error
    return found


def _taken(error: Duplicate) -> Invalid:
    del error
    description = "Unique identifier: has already been taken"
    return Invalid.one("identifier", description, "DuplicateValue")
