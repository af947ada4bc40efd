"""The standing company that every test knows: Northwind Lamps and its people.

owner   Olga Owner       admin, owner of the account
admin   Adam Admin       admin
agent   Alice Agent      agent in Support (default) and Billing
bob     Bob Billing      agent in Billing, sees only the tickets of his groups
light   Lars Light       light agent in Support: reads, comments privately
emma    Emma Enduser     end user of Acme
eric    Eric Enduser     end user of Acme, whose members share their tickets
zoe     Zoe Zebra        end user of Zebra, unverified
"""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import update

from ombud.db import Transaction
from ombud.families.accounts.opening import Owner, open_account
from ombud.families.signing_in.passwords import hash_password
from ombud.search import index
from ombud.tables import (
    custom_roles,
    group_memberships,
    groups,
    organization_domains,
    organization_memberships,
    organizations,
    triggers,
    user_identities,
    users,
)

__all__ = ["API_TOKEN", "OPENED", "PASSWORD", "Cast", "hire"]

# Sunday, 1 March 2026, 09:00 UTC.
OPENED = 1_772_355_600
TIMES: dict[str, Any] = {"created_at": OPENED, "updated_at": OPENED}
API_TOKEN = "northwind-api-token"
PASSWORD = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Cast:
    """The ids of everybody and everything that stands from the start."""

    owner: int
    admin: int
    agent: int
    bob: int
    light: int
    emma: int
    eric: int
    zoe: int
    support: int
    billing: int
    acme: int
    zebra: int
    light_role: int


def hire(db: Transaction, password_hash: str = "") -> Cast:
    """Open the account and fill it with the company."""
    owner = Owner(email="olga@northwind.example", name="Olga Owner", api_token=API_TOKEN)
    owner_id = open_account(db, OPENED, "northwind", "Northwind Lamps", owner)
    # They would send mail on every ticket; a test that wants one switches it on.
    db.run(update(triggers).values(active=False))
    support = db.value(groups.select().with_only_columns(groups.c.id))
    billing = db.insert(groups, name="Billing", **TIMES)
    index.put(db, "group", billing, "Billing", "")
    acme = _organization(db, "Acme", "acme.example", shared_tickets=True)
    zebra = _organization(db, "Zebra", "zebra.example", shared_tickets=False)
    light_role = _light_role(db)
    hashed = password_hash or hash_password(PASSWORD)
    staff = _hire_staff(db, hashed, support, billing, light_role)
    customers = _know_customers(db, hashed, acme, zebra)
    return Cast(
        owner=owner_id,
        support=support,
        billing=billing,
        acme=acme,
        zebra=zebra,
        light_role=light_role,
        **staff,
        **customers,
    )


def _light_role(db: Transaction) -> int:
    configuration = {"ticket_comment_access": "none", "ticket_access": "all", "light_agent": True}
    return db.insert(
        custom_roles,
        name="Light Agent",
        description="Reads tickets and comments privately",
        role_type=1,
        configuration=msgspec.json.encode(configuration).decode(),
        **TIMES,
    )


def _hire_staff(
    db: Transaction, password_hash: str, support: int, billing: int, light_role: int
) -> dict[str, int]:
    """The ids of staff other than the owner, by their names in the cast."""
    staff: dict[str, Any] = {
        "admin": ("Adam Admin", "adam@northwind.example", "admin", [support], {}),
        "agent": ("Alice Agent", "alice@northwind.example", "agent", [support, billing], {}),
        "bob": (
            "Bob Billing",
            "bob@northwind.example",
            "agent",
            [billing],
            {"ticket_restriction": "groups"},
        ),
        "light": (
            "Lars Light",
            "lars@northwind.example",
            "agent",
            [support],
            {"custom_role_id": light_role, "only_private_comments": True},
        ),
    }
    hired: dict[str, int] = {}
    for key, (name, email, role, in_groups, more) in staff.items():
        values = {"default_group_id": in_groups[0], **more}
        hired[key] = _person(db, name, email, role, password_hash, **values)
        for group_id in in_groups:
            is_default = group_id == in_groups[0]
            members = {"user_id": hired[key], "group_id": group_id, "default": is_default}
            db.insert(group_memberships, **members, **TIMES)
    return hired


def _know_customers(db: Transaction, password_hash: str, acme: int, zebra: int) -> dict[str, int]:
    """The ids of the end users, by their names in the cast."""
    customers = {
        "emma": ("Emma Enduser", "emma@acme.example", acme),
        "eric": ("Eric Enduser", "eric@acme.example", acme),
        "zoe": ("Zoe Zebra", "zoe@zebra.example", zebra),
    }
    known: dict[str, int] = {}
    for key, (name, email, organization_id) in customers.items():
        verified = key != "zoe"
        values: dict[str, Any] = {"organization_id": organization_id, "verified": verified}
        values["ticket_restriction"] = "requested"
        known[key] = _person(db, name, email, "end-user", password_hash, **values)
        members = {"user_id": known[key], "organization_id": organization_id, "default": True}
        db.insert(organization_memberships, **members, **TIMES)
    return known


def _organization(db: Transaction, name: str, domain: str, *, shared_tickets: bool) -> int:
    organization_id = db.insert(
        organizations,
        name=name,
        shared_tickets=shared_tickets,
        shared_comments=shared_tickets,
        domain_names=f'["{domain}"]',
        **TIMES,
    )
    db.insert(organization_domains, domain=domain, organization_id=organization_id)
    index.put(db, "organization", organization_id, name, domain)
    return organization_id


def _person(
    db: Transaction, name: str, email: str, role: str, password_hash: str, **more: object
) -> int:
    verified = more.pop("verified", True)
    is_admin = role == "admin"
    user_id = db.insert(
        users,
        name=name,
        email=email,
        role=role,
        verified=verified,
        password_hash=password_hash,
        locale_id=1,
        time_zone="UTC",
        moderator=is_admin,
        report_csv=is_admin,
        **more,
        **TIMES,
    )
    db.insert(
        user_identities,
        user_id=user_id,
        type="email",
        value=email,
        verified=verified,
        primary=True,
        deliverable_state="deliverable",
        **TIMES,
    )
    index.put(db, "user", user_id, name, email)
    return user_id
