"""Opens further accounts beside the caller's own."""

from typing import Any

from sqlalchemy import update

from ombud.db import Directory, Duplicate, Transaction, migrate
from ombud.families.accounts.opening import Owner, open_account
from ombud.families.accounts.shapes import AccountChange, AddressChange, OwnerChange, TrialAccount
from ombud.families.locales import catalogue
from ombud.families.required import existing, required_text
from ombud.tables import users
from ombud.values.text import looks_like_email
from ombud.wire.changes import text_of
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden, Invalid, Unauthenticated
from ombud.wire.own_links import below

__all__ = ["is_free", "open_trial"]

LONGEST_NAME = 255
SHORTEST_PASSWORD = 5
# Whoever installs a desk may name it with one; through the API nobody can.
HYPHEN = "-"


def open_trial(
    ctx: Context, wanted: AccountChange, owner: OwnerChange, address: AddressChange | None
) -> TrialAccount:
    """Open an account with everything that a new desk has, or leave no trace of it."""
    directory = existing(ctx.directory)
    _check_caller(ctx, directory)
    name = required_text("name", wanted.name, LONGEST_NAME)
    subdomain = required_text("subdomain", wanted.subdomain, LONGEST_NAME).lower()
    if HYPHEN in subdomain:
        raise Invalid.one("subdomain", f"Subdomain: {subdomain} cannot contain hyphens")
    first_admin = _owner(owner)
    locale_id = _locale_id(wanted.language)
    phone = None if address is None else text_of(address.phone)
    try:
        with directory.opening(subdomain) as account:
            migrate.upgrade(account)
            with account.transaction(writes=True) as db:
                owner_id = open_account(
                    db,
                    ctx.now,
                    subdomain,
                    name,
                    first_admin,
                    locale_id=locale_id,
                    help_desk_size=text_of(wanted.help_desk_size),
                )
                _write_phone(db, owner_id, phone)
    except Duplicate as error:
        description = f"Subdomain: {subdomain} has already been taken"
        raise Invalid.one("subdomain", description, "DuplicateValue") from error
    except ValueError as error:
        raise Invalid.one("subdomain", f"Subdomain: {error}") from error
    return TrialAccount(url=_address_of(ctx, subdomain), name=name, subdomain=subdomain)


def is_free(ctx: Context, subdomain: str) -> bool:
    """Whether an account could be opened under the name."""
    name = subdomain.strip().lower()
    return HYPHEN not in name and existing(ctx.directory).is_free(name)


def _check_caller(ctx: Context, directory: Directory) -> None:
    """Admins of the default account, or everybody where the settings say so."""
    is_default = directory.default().subdomain == ctx.account.subdomain
    if ctx.config.trial_accounts or (ctx.actor.is_admin and is_default):
        return
    if ctx.actor.role == "anonymous":
        raise Unauthenticated
    raise Forbidden


def _owner(change: OwnerChange) -> Owner:
    email = required_text("email", change.email, LONGEST_NAME)
    if not looks_like_email(email):
        raise Invalid.invalid("email", email)
    password = text_of(change.password)
    if password is not None and len(password) < SHORTEST_PASSWORD:
        description = f"Password: must be at least {SHORTEST_PASSWORD} characters"
        raise Invalid.one("password", description)
    name = (text_of(change.name) or "").strip() or email.partition("@")[0]
    return Owner(email=email, password=password, name=required_text("name", name, LONGEST_NAME))


def _locale_id(language: Any) -> int:
    code = text_of(language)
    if not code:
        return catalogue.ENGLISH
    # Zendesk: `en` is American English (quirk plain-english).
    found = catalogue.id_of("en-US" if code.lower() == "en" else code)
    if found is None:
        raise Invalid.invalid("language", code)
    return found


def _write_phone(db: Transaction, owner_id: int, phone: str | None) -> None:
    if phone:
        db.run(update(users).where(users.c.id == owner_id).values(phone=phone[:100]))


def _address_of(ctx: Context, subdomain: str) -> str:
    """The new account's address, beside the one that was asked."""
    parent = ctx.links.base_url.replace(f"://{ctx.account.subdomain}.", "://", 1)
    return below(parent, subdomain)
