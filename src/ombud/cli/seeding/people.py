"""Organizations and customers of a seeded desk, written in bulk."""

from collections.abc import Sequence
from random import Random
from typing import Any

from sqlalchemy import select

from ombud.cli.seeding.staff import slug
from ombud.cli.seeding.story import Customer
from ombud.cli.seeding.words import (
    COMPANY_FIRST,
    COMPANY_LAST,
    COMPANY_MIDDLE,
    FAMILY_NAMES,
    GIVEN_NAMES,
)
from ombud.db import Transaction
from ombud.families.locales.catalogue import ENGLISH
from ombud.search import index
from ombud.tables import (
    folded,
    organization_domains,
    organization_memberships,
    organizations,
    user_identities,
    users,
)
from ombud.values.text import as_json

__all__ = ["write_customers", "write_organizations"]

BATCH = 2000


def write_organizations(
    db: Transaction, random: Random, count: int, now: int
) -> list[tuple[int, str]]:
    """New organizations with a mail domain each; their ids and domains."""
    taken = set(db.values(select(folded(organizations.c.name))))
    names = [_company(random, taken) for _ in range(count)]
    ids = db.new_ids(count) if count else []
    times = {"created_at": now, "updated_at": now}
    found = [(id_, f"{slug(name, '-')}.example") for id_, name in zip(ids, names, strict=True)]
    rows: list[dict[str, Any]] = [
        {"id": id_, "name": name, "domain_names": as_json([domain]), **times}
        for (id_, domain), name in zip(found, names, strict=True)
    ]
    db.insert_all(organizations, rows)
    pairs = [{"organization_id": id_, "domain": domain} for id_, domain in found]
    db.insert_all(organization_domains, pairs)
    index.put_many(db, [index.Document("organization", row["id"], row["name"]) for row in rows])
    return found


def write_customers(
    db: Transaction, random: Random, count: int, companies: Sequence[tuple[int, str]], now: int
) -> list[Customer]:
    """New end users, most of them members of a company."""
    found = [_customer(random, id_, companies) for id_ in (db.new_ids(count) if count else ())]
    times = {"created_at": now, "updated_at": now}
    db.insert_all(users, [_user(one, now) for one in found])
    identity_ids = db.new_ids(count) if count else []
    identities = [
        _identity(identity_id, one.id, one.email, now)
        for identity_id, one in zip(identity_ids, found, strict=True)
    ]
    db.insert_all(user_identities, identities)
    members = [one for one in found if one.organization_id is not None]
    member_ids = db.new_ids(len(members)) if members else []
    rows = [
        {
            "id": id_,
            "user_id": one.id,
            "organization_id": one.organization_id,
            "default": True,
            **times,
        }
        for id_, one in zip(member_ids, members, strict=True)
    ]
    db.insert_all(organization_memberships, rows)
    index.put_many(db, [index.Document("user", one.id, one.name, one.email) for one in found])
    return found


def _company(random: Random, taken: set[str]) -> str:
    parts = (
        random.choice(COMPANY_FIRST),
        random.choice(COMPANY_MIDDLE),
        random.choice(COMPANY_LAST),
    )
    name, number = " ".join(parts), 2
    while name.lower() in taken:
        name = " ".join((*parts, str(number)))
        number += 1
    taken.add(name.lower())
    return name


def _customer(random: Random, user_id: int, companies: Sequence[tuple[int, str]]) -> Customer:
    name = f"{random.choice(GIVEN_NAMES)} {random.choice(FAMILY_NAMES)}"
    organization_id, domain = None, "mail.example"
    if companies and random.random() < 0.8:
        organization_id, domain = random.choice(companies)
    # Ids are never given out twice, so neither are addresses.
    email = f"{slug(name, '.')}.{user_id % 10_000_000_000}@{domain}"
    return Customer(user_id, name, email, organization_id)


def _user(person: Customer, now: int) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "role": "end-user",
        "organization_id": person.organization_id,
        "ticket_restriction": "requested",
        "verified": True,
        "locale_id": ENGLISH,
        "time_zone": "UTC",
        "created_at": now,
        "updated_at": now,
    }


def _identity(identity_id: int, user_id: int, email: str, now: int) -> dict[str, Any]:
    return {
        "id": identity_id,
        "user_id": user_id,
        "type": "email",
        "value": email,
        "verified": True,
        "primary": True,
        "deliverable_state": "deliverable",
        "created_at": now,
        "updated_at": now,
    }
