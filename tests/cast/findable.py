"""Records to search in: five tickets, five users, two organizations and two groups.

Now is Tuesday, 10 March 2026, 15:00 UTC, and user 21, Sam, is who asks.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ombud.db import Transaction
from ombud.search import index
from ombud.tables import (
    attachments,
    brands,
    comments,
    group_memberships,
    groups,
    organization_field_values,
    organization_fields,
    organization_memberships,
    organization_tags,
    organizations,
    ticket_audits,
    ticket_collaborators,
    ticket_field_values,
    ticket_fields,
    ticket_forms,
    ticket_tags,
    tickets,
    user_field_values,
    user_fields,
    user_identities,
    user_tags,
    users,
)
from ombud.values.times import parse_iso

__all__ = ["NOW", "SAM", "fill"]

NOW = parse_iso("2026-03-10T15:00:00Z")
SAM = 21
LONG_AGO = parse_iso("2025-01-01T00:00:00Z")
TIMES = {"created_at": LONG_AGO, "updated_at": LONG_AGO}
INBOUND = '{"from":{},"to":{},"rel":"inbound"}'
HARDWARE, DEFAULT_FORM = 81, 82
ACME_PHOTO, ACME = 91, 92
DANA, OMAR, AVA = 501, 502, 22
OF_LEVEL_2 = {"assignee_id": SAM, "group_id": 31}
OF_BILLING = {"assignee_id": AVA, "group_id": 32}
AS_HARDWARE = {"ticket_form_id": HARDWARE, "brand_id": ACME_PHOTO}
AS_DEFAULT = {"ticket_form_id": DEFAULT_FORM, "brand_id": ACME}


def fill(db: Transaction) -> None:
    """Write all records and index them."""
    _groups_and_places(db)
    _fields(db)
    _people(db)
    _tickets(db)


def _groups_and_places(db: Transaction) -> None:
    for group_id, name in ((31, "Level 2"), (32, "Billing")):
        db.insert(groups, id=group_id, name=name, **TIMES)
        index.put(db, "group", group_id, name, "")
    for form_id, name in ((HARDWARE, "Hardware"), (DEFAULT_FORM, "Default ticket form")):
        names = {"raw_name": name, "raw_display_name": name}
        db.insert(ticket_forms, id=form_id, position=form_id, **names, **TIMES)
    for brand_id, name in ((ACME_PHOTO, "Acme Photo"), (ACME, "Acme")):
        signature = {"signature_template": ""}
        db.insert(brands, id=brand_id, name=name, subdomain=f"b{brand_id}", **signature, **TIMES)
    _organization(
        db, 701, "Blue Lake", "2025-04-01", external_id="BL-1", details="London", tags="premium vip"
    )
    _organization(db, 702, "Red Hill", "2026-02-20", notes="EMEA")


def _organization(
    db: Transaction, id_: int, name: str, created: str, *, tags: str = "", **more: Any
) -> None:
    created_at = parse_iso(created)
    db.insert(
        organizations, id=id_, name=name, created_at=created_at, updated_at=created_at, **more
    )
    _tag(db, organization_tags, "organization_id", id_, tags)
    notes, details = more.get("notes"), more.get("details")
    index.put(db, "organization", id_, name, tags, notes=notes, more=details)


def _fields(db: Transaction) -> None:
    for position, (field_id, kind) in enumerate(
        ((9001, "tagger"), (9002, "checkbox"), (9003, "text"), (9005, "integer"), (9006, "date"))
    ):
        title = {"raw_title": kind, "raw_title_in_portal": kind}
        db.insert(ticket_fields, id=field_id, type=kind, position=position, **title, **TIMES)
    for field_id, key, kind in ((51, "plan", "dropdown"), (52, "seats", "integer")):
        names = {"key": key, "raw_title": key, "position": field_id}
        db.insert(user_fields, id=field_id, type=kind, **names, **TIMES)
    names = {"key": "tier", "raw_title": "Tier", "position": 1}
    db.insert(organization_fields, id=61, type="text", **names, **TIMES)
    db.insert(organization_field_values, organization_id=701, field_id=61, value="A")


def _people(db: Transaction) -> None:
    _user(db, 21, "Sam Ortiz", "sam@example.com", role="agent", groups=(31,))
    _user(db, 22, "Ava Stone", "ava@example.com", role="admin", groups=(32,))
    _user(
        db,
        501,
        "Dana van der Berg",
        "dana@example.org",
        phone="+1 555-0100",
        tags="gold vip",
        organizations=(701,),
        notes="Prefers phone calls",
        values={51: "plan_pro", 52: "5"},
    )
    _user(
        db,
        502,
        "Omar Lund",
        "omar@lund.example",
        suspended=True,
        verified=False,
        external_id="U-502",
        values={52: "12"},
    )
    _user(
        db,
        503,
        "Lee Wu",
        "lee@example.org",
        tags="gold",
        organizations=(702, 701),
        details="Madison office",
        values={51: "plan_free"},
        created_at=parse_iso("2026-03-01"),
    )


def _user(
    db: Transaction,
    id_: int,
    name: str,
    email: str,
    *,
    role: str = "end-user",
    verified: bool = True,
    tags: str = "",
    values: Mapping[int, str] | None = None,
    **more: Any,
) -> None:
    of_groups: Sequence[int] = more.pop("groups", ())
    of_organizations: Sequence[int] = more.pop("organizations", ())
    columns = {**TIMES, "verified": verified, "role": role, **more}
    db.insert(users, id=id_, name=name, email=email, **columns)
    address = {"type": "email", "value": email, "primary": True, "verified": verified}
    db.insert(user_identities, user_id=id_, **address, **TIMES)
    for group_id in of_groups:
        db.insert(group_memberships, user_id=id_, group_id=group_id, **TIMES)
    for organization_id in of_organizations:
        members = {"user_id": id_, "organization_id": organization_id}
        db.insert(organization_memberships, **members, **TIMES)
    for field_id, value in (values or {}).items():
        db.insert(user_field_values, user_id=id_, field_id=field_id, value=value)
    _tag(db, user_tags, "user_id", id_, tags)
    text = f"{email} {more.get('phone', '')} {tags}"
    index.put(db, "user", id_, name, text, notes=more.get("notes"), more=more.get("details"))


def _tickets(db: Transaction) -> None:
    _unsolved_tickets(db)
    _solved_tickets(db)


def _unsolved_tickets(db: Transaction) -> None:
    _ticket(
        db,
        1,
        "Camera won't start",
        [(DANA, "It shows error 7."), (SAM, "Please charge it overnight.")],
        facts={"status": "open", "priority": "high", "type": "incident", "external_id": "ORD-77"},
        people={"requester_id": DANA, "submitter_id": DANA, "organization_id": 701, **OF_LEVEL_2},
        times=("2026-03-09T09:05:00Z", "2026-03-10T14:30:00Z"),
        tags="camera vip",
        values={9001: "model__x100", 9002: "true", 9003: "SN 44", 9006: "2026-04-01"},
        copied=(503,),
        file="guide.pdf",
        places=AS_HARDWARE,
    )
    _ticket(
        db,
        2,
        "Upgrade my account please",
        [(OMAR, "I want the tier 2 plan.")],
        facts={"status": "new", "via_channel": "email", "recipient": "help@acme.example"},
        people={"requester_id": OMAR, "submitter_id": OMAR},
        times=("2026-03-10T12:00:00Z", "2026-03-10T12:00:00Z"),
        places=AS_DEFAULT,
    )
    _ticket(
        db,
        3,
        "Invoice 4711 is wrong",
        [(DANA, "Tiered price is off."), (AVA, "Refund approved by Ava.")],
        facts={
            "status": "pending",
            "priority": "normal",
            "type": "question",
            "external_id": "ORD-78",
            "via_channel": "api",
        },
        people={"requester_id": DANA, "submitter_id": AVA, "organization_id": 701, **OF_BILLING},
        times=("2026-02-10T08:00:00Z", "2026-02-12T08:00:00Z"),
        tags="invoice vip",
        values={9001: "model__z9", 9005: "15"},
        private=1,
        places={"ticket_form_id": HARDWARE, "brand_id": ACME},
    )


def _solved_tickets(db: Transaction) -> None:
    _ticket(
        db,
        4,
        "Photographer badge lost",
        [(OMAR, "Please send a new badge."), (SAM, "Sent.")],
        facts={
            "status": "solved",
            "priority": "urgent",
            "type": "task",
            "due_at": parse_iso("2026-01-15"),
            "via_channel": "chat",
            "solved_at": parse_iso("2026-01-05T10:00:00Z"),
        },
        people={"requester_id": OMAR, "submitter_id": OMAR, **OF_LEVEL_2},
        times=("2025-12-31T23:30:00Z", "2026-01-05T10:00:00Z"),
        tags="badge",
        values={9002: "true", 9005: "40"},
        file="photo.jpg",
        places=AS_DEFAULT,
    )
    _ticket(
        db,
        5,
        "Tip-Top desktops",
        [(DANA, "Which model has a camera?")],
        facts={
            "status": "closed",
            "priority": "low",
            "type": "problem",
            "via_channel": "voice",
            "via_source": INBOUND,
            "solved_at": parse_iso("2025-06-02"),
        },
        people={"requester_id": DANA, "submitter_id": DANA, "organization_id": 701, **OF_BILLING},
        times=("2025-06-01T10:00:00Z", "2025-06-06T00:00:00Z"),
        tags="camera",
        values={9001: "model__x100"},
        places=AS_HARDWARE,
    )


def _ticket(
    db: Transaction,
    id_: int,
    subject: str,
    said: Sequence[tuple[int, str]],
    *,
    facts: Mapping[str, Any],
    people: Mapping[str, Any],
    times: tuple[str, str],
    places: Mapping[str, int],
    tags: str = "",
    values: Mapping[int, str] | None = None,
    private: int | None = None,
    copied: Sequence[int] = (),
    file: str = "",
) -> None:
    created, updated = (parse_iso(time) for time in times)
    row = {"via_channel": "web", "satisfaction_score": "unoffered", **facts, **people, **places}
    stamps = {"created_at": created, "updated_at": updated, "generated_at": updated}
    db.insert(tickets, id=id_, raw_subject=subject, description=said[0][1], **row, **stamps)
    audit = {"via_channel": "web", "author_id": said[0][0], "created_at": created}
    audit_id = db.insert(ticket_audits, ticket_id=id_, **audit)
    for place, (author_id, text) in enumerate(said):
        bodies = dict.fromkeys(("body", "html_body", "plain_body"), text)
        of_ticket = {"ticket_id": id_, "audit_id": audit_id, "author_id": author_id}
        comment_id = db.insert(
            comments,
            type="Comment",
            public=place != private,
            created_at=created,
            **of_ticket,
            **bodies,
        )
        if file and place == 0:
            described = {"file_name": file, "content_type": "application/pdf", "size": 1}
            keys = {"token": f"token{id_}", "sha256": "0" * 64, "comment_id": comment_id}
            db.insert(attachments, **described, **keys, created_at=created)
    _tag(db, ticket_tags, "ticket_id", id_, tags)
    for field_id, value in (values or {}).items():
        db.insert(ticket_field_values, ticket_id=id_, field_id=field_id, value=value)
    for user_id in copied:
        db.insert(ticket_collaborators, ticket_id=id_, user_id=user_id, kind="email_cc")
    text = " ".join(words for place, (_, words) in enumerate(said) if place != private)
    notes = " ".join(words for place, (_, words) in enumerate(said) if place == private)
    more = f"{tags} {' '.join((values or {}).values())}"
    index.put(db, "ticket", id_, subject, text, notes=notes, more=more)


def _tag(db: Transaction, table: Any, owner: str, id_: int, tags: str) -> None:
    for tag in tags.split():
        db.insert(table, tag=tag, **{owner: id_})
