"""Fills a new account's empty tables: owner, group, brand, form, fields, statuses and views."""

import msgspec
from sqlalchemy import select

from ombud.db import Transaction
from ombud.families.accounts.standard import STATUSES, TICKET_FIELDS
from ombud.families.automations.standard import add_automations
from ombud.families.locales.catalogue import ENGLISH
from ombud.families.macros.standard import add_macros
from ombud.families.recipient_addresses.opening import add_address
from ombud.families.signing_in.passwords import hash_password
from ombud.families.triggers.standard import add_triggers
from ombud.families.views.standard import add_views
from ombud.search import index
from ombud.tables import (
    account,
    account_locales,
    api_tokens,
    brands,
    custom_statuses,
    group_memberships,
    groups,
    ticket_fields,
    ticket_forms,
    user_identities,
    users,
)
from ombud.values.text import as_json
from ombud.values.tokens import digest

__all__ = ["Owner", "is_open", "open_account"]

ON_FORM = ("subject", "description", "status", "tickettype", "priority", "group", "assignee")


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """The first admin of a new account, and an API token when one is wanted."""

    email: str
    password: str | None = None
    name: str = "Account Owner"
    api_token: str | None = None


def is_open(db: Transaction) -> bool:
    """Whether the account was filled already."""
    return db.value(select(account.c.id)) is not None


def open_account(  # noqa: PLR0913 (a new account has this many facts)
    db: Transaction,
    now: int,
    subdomain: str,
    name: str,
    owner: Owner,
    *,
    locale_id: int = ENGLISH,
    help_desk_size: str | None = None,
) -> int:
    """Fill an empty account; the id of its owner."""
    times = {"created_at": now, "updated_at": now}
    group_id = db.insert(groups, name="Support", is_public=True, default=True, **times)
    index.put(db, "group", group_id, "Support", "")
    owner_id = _add_owner(db, owner, group_id, locale_id, now)
    db.insert(
        account,
        name=name,
        subdomain=subdomain,
        time_zone="UTC",
        locale_id=locale_id,
        owner_id=owner_id,
        help_desk_size=help_desk_size,
        created_at=now,
    )
    db.insert(account_locales, locale_id=locale_id, added_by_id=owner_id, created_at=now)
    brand_id = db.insert(
        brands,
        name=name,
        subdomain=subdomain,
        default=True,
        signature_template="{{agent.signature}}",
        **times,
    )
    add_address(db, name, brand_id, now)
    _add_statuses(db, now)
    _add_ticket_fields(db, now)
    add_triggers(db, owner_id, now)
    add_automations(db, now)
    add_macros(db, now)
    add_views(db, now)
    if owner.api_token:
        _add_api_token(db, now, owner.api_token)
    db.configuration_changed()
    return owner_id


def _add_api_token(db: Transaction, now: int, token: str) -> None:
    db.insert(
        api_tokens,
        description="Made by ombud init",
        token_digest=digest(token),
        hint=token[:5],
        active=True,
        created_at=now,
        updated_at=now,
    )


def _add_owner(db: Transaction, owner: Owner, group_id: int, locale_id: int, now: int) -> int:
    times = {"created_at": now, "updated_at": now}
    email = owner.email.lower()
    owner_id = db.insert(
        users,
        name=owner.name,
        email=email,
        role="admin",
        verified=True,
        moderator=True,
        report_csv=True,
        default_group_id=group_id,
        locale_id=locale_id,
        time_zone="UTC",
        password_hash=hash_password(owner.password) if owner.password else None,
        **times,
    )
    db.insert(
        user_identities,
        user_id=owner_id,
        type="email",
        value=email,
        verified=True,
        primary=True,
        deliverable_state="deliverable",
        **times,
    )
    db.insert(group_memberships, user_id=owner_id, group_id=group_id, default=True, **times)
    index.put(db, "user", owner_id, owner.name, email)
    return owner_id


def _add_statuses(db: Transaction, now: int) -> None:
    for category, label, description in STATUSES:
        db.insert(
            custom_statuses,
            status_category=category,
            raw_agent_label=label,
            raw_end_user_label="Awaiting your reply" if category == "pending" else label,
            raw_description=description,
            raw_end_user_description=description,
            default=True,
            created_at=now,
            updated_at=now,
        )


def _add_ticket_fields(db: Transaction, now: int) -> None:
    times = {"created_at": now, "updated_at": now}
    ids: dict[str, int] = {}
    for position, field in enumerate(TICKET_FIELDS, 1):
        ids[field.type] = db.insert(
            ticket_fields,
            type=field.type,
            raw_title=field.title,
            raw_description=field.description,
            raw_title_in_portal=field.title,
            position=position,
            required=field.required,
            visible_in_portal=field.portal,
            editable_in_portal=field.portal and field.type in {"subject", "description"},
            required_in_portal=field.type in {"subject", "description"},
            removable=field.removable,
            sub_type_id=field.sub_type_id,
            **times,
        )
    db.insert(
        ticket_forms,
        raw_name="Default Ticket Form",
        raw_display_name="Default Ticket Form",
        position=1,
        default=True,
        ticket_field_ids=as_json([ids[kind] for kind in ON_FORM]),
        **times,
    )
