"""The keywords of users, organizations and groups."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select

from ombud.search import conditions as by
from ombud.search.conditions import Asking, Keyword
from ombud.search.language import Term
from ombud.tables import (
    folded,
    group_memberships,
    groups,
    organization_domains,
    organization_memberships,
    organization_tags,
    organizations,
    user_identities,
    user_tags,
    users,
)

__all__ = [
    "GROUP_KEYWORDS",
    "ORGANIZATION_KEYWORDS",
    "TIME_ALIASES",
    "USER_ALIASES",
    "USER_KEYWORDS",
]

ROLES = {"enduser": "end-user", "end_user": "end-user"}


def _anyone(asking: Asking, term: Term) -> ColumnElement[bool]:
    return users.c.id.in_(by.people(asking, term))


def _email(asking: Asking, term: Term) -> ColumnElement[bool]:
    del asking
    value = term.value.strip().lower()
    if value == "none":
        return users.c.email.is_(None)
    owners = select(user_identities.c.user_id).where(
        user_identities.c.type == "email", user_identities.c.value == value
    )
    return users.c.id.in_(owners)


def _phone(asking: Asking, term: Term) -> ColumnElement[bool]:
    del asking
    if term.value.lower() == "none":
        return users.c.phone.is_(None)
    return by.phone(term.value.strip())


def _role(asking: Asking, term: Term) -> ColumnElement[bool]:
    del asking
    value = term.value.lower()
    return users.c.role == ROLES.get(value, value)


def _group(asking: Asking, term: Term) -> ColumnElement[bool]:
    del asking
    members = select(group_memberships.c.user_id).join(
        groups, and_(groups.c.id == group_memberships.c.group_id, groups.c.deleted.is_(False))
    )
    if term.value.lower() == "none":
        return users.c.id.not_in(members)
    return users.c.id.in_(members.where(_is_named(groups.c.id, groups.c.name, term)))


def _organization(asking: Asking, term: Term) -> ColumnElement[bool]:
    del asking
    members = select(organization_memberships.c.user_id)
    if term.value.lower() == "none":
        return users.c.id.not_in(members)
    in_it = members.join(
        organizations,
        and_(
            organizations.c.id == organization_memberships.c.organization_id,
            organizations.c.deleted_at.is_(None),
        ),
    )
    return users.c.id.in_(in_it.where(_is_named(organizations.c.id, organizations.c.name, term)))


def _domain(asking: Asking, term: Term) -> ColumnElement[bool]:
    del asking
    domains = select(organization_domains.c.organization_id)
    if term.value.lower() == "none":
        return organizations.c.id.not_in(domains)
    wanted = organization_domains.c.domain == term.value.strip().lower()
    return organizations.c.id.in_(domains.where(wanted))


def _is_named(
    id_column: ColumnElement[int], name: ColumnElement[str], term: Term
) -> ColumnElement[bool]:
    number = by.number_in(term.value)
    is_named = folded(name) == folded(literal(term.value.strip()))
    return is_named if number is None else or_(is_named, id_column == number)


def _by_name(*keywords: Keyword) -> Mapping[str, Keyword]:
    return {keyword.name: keyword for keyword in keywords}


VERIFIED = or_(
    users.c.verified,
    exists().where(user_identities.c.user_id == users.c.id, user_identities.c.verified),
)
USER_KEYWORDS = _by_name(
    Keyword("user", _anyone),
    Keyword("name", by.text("user", users.c.id, "title")),
    Keyword("email", _email),
    Keyword("role", _role),
    Keyword("group", _group),
    Keyword("organization", _organization),
    Keyword("created", by.date(users.c.created_at), compares=True),
    Keyword("updated", by.date(users.c.updated_at), compares=True),
    Keyword("notes", by.text("user", users.c.id, "notes")),
    Keyword("details", by.text("user", users.c.id, "more")),
    Keyword("external_id", by.exact(users.c.external_id)),
    Keyword("phone", _phone),
    Keyword("tags", by.tags(user_tags, "user_id", users.c.id)),
    Keyword("is_verified", by.flag(VERIFIED)),
    Keyword("is_suspended", by.flag(users.c.suspended)),
)
ORGANIZATION_KEYWORDS = _by_name(
    Keyword("name", by.text("organization", organizations.c.id, "title")),
    Keyword("created", by.date(organizations.c.created_at), compares=True),
    Keyword("updated", by.date(organizations.c.updated_at), compares=True),
    Keyword("notes", by.text("organization", organizations.c.id, "notes")),
    Keyword("details", by.text("organization", organizations.c.id, "more")),
    Keyword("external_id", by.exact(organizations.c.external_id)),
    Keyword("domain", _domain),
    Keyword("tags", by.tags(organization_tags, "organization_id", organizations.c.id)),
)
GROUP_KEYWORDS = _by_name(
    Keyword("name", by.text("group", groups.c.id, "title")),
    Keyword("created", by.date(groups.c.created_at), compares=True),
    Keyword("updated", by.date(groups.c.updated_at), compares=True),
)
TIME_ALIASES = {"created_at": "created", "updated_at": "updated"}
USER_ALIASES = {
    **TIME_ALIASES,
    "organization_id": "organization",
    "suspended": "is_suspended",
    "verified": "is_verified",
}
