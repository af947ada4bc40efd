"""Who a ticket is for and who is kept informed: requester, organization, CCs and followers."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row

from ombud.families.account_settings import settings
from ombud.families.tickets import people_queries
from ombud.families.tickets.changes import PersonChange, TicketChange
from ombud.families.tickets.draft import Draft
from ombud.families.users.people import find_or_create
from ombud.values.text import id_in, looks_like_email
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = [
    "MOST_COLLABORATORS",
    "apply_collaborators",
    "apply_requester",
    "collaborator_event",
]

MOST_COLLABORATORS = 48
# The event of each list, and the word in the names of its properties.
KINDS = {
    "email_cc_ids": ("EmailCcChange", "email_ccs"),
    "follower_ids": ("FollowerChange", "followers"),
}


def apply_requester(ctx: Context, draft: Draft, change: TicketChange) -> None:
    """Settle requester, submitter and organization."""
    after = draft.after
    wanted = _wanted_requester(ctx, draft, change)
    if wanted is not None and wanted != after["requester_id"]:
        requester = _person(ctx, wanted, "requester")
        after["requester_id"] = requester.id
        after["locale_id"] = requester.locale_id
        if change.organization_id is UNSET:
            after["organization_id"] = requester.organization_id
        if draft.is_new:
            _copy_tags(ctx, draft, requester)
    if change.organization_id is not UNSET:
        _set_organization(ctx, draft, change.organization_id)
    if draft.is_new:
        submitter = change.submitter_id if change.submitter_id is not UNSET else None
        if submitter is not None and ctx.actor.is_agent:
            after["submitter_id"] = _person(ctx, submitter, "submitter").id
        else:
            after["submitter_id"] = ctx.actor.id if (ctx.actor.id or 0) > 0 else wanted


def apply_collaborators(ctx: Context, draft: Draft, change: TicketChange) -> None:
    """Settle email CCs and followers, in every form in which clients write them."""
    ccs, followers = list(draft.after["email_cc_ids"]), list(draft.after["follower_ids"])
    ccs, followers = _replaced(ctx, draft, change, ccs, followers)
    ccs = _edited(ctx, ccs, change.email_ccs)
    followers = _edited(ctx, followers, change.followers)
    followers = [user_id for user_id in followers if user_id in draft.desk.agents]
    ccs = [user_id for user_id in ccs if user_id != draft.after["requester_id"]]
    for name, people in (("email_ccs", ccs), ("followers", followers)):
        if len(people) > MOST_COLLABORATORS:
            raise Invalid.one(name, f"{name}: cannot be more than {MOST_COLLABORATORS} people")
    draft.after["email_cc_ids"], draft.after["follower_ids"] = ccs, followers
    _note_changes(ctx, draft)


def collaborator_event(
    ctx: Context, name: str, before: Sequence[int], after: Sequence[int]
) -> dict[str, Any]:
    """What the audit says of a list that is different now, by addresses."""
    kind, word = KINDS[name]
    emails = people_queries.emails(ctx, {*before, *after})
    return {
        "type": kind,
        f"current_{word}": [emails[user_id] for user_id in after if user_id in emails],
        f"previous_{word}": [emails[user_id] for user_id in before if user_id in emails],
    }


def _wanted_requester(ctx: Context, draft: Draft, change: TicketChange) -> int | None:
    if change.requester_id is not UNSET and change.requester_id is not None:
        return change.requester_id
    requester = change.requester
    if requester is not UNSET and requester is not None:
        if not requester.email and not requester.name:
            description = "Requester: Name:  is too short (minimum is 1 characters)"
            raise Invalid.one("requester", description, "ValueTooShort")
        return find_or_create(
            ctx,
            email=requester.email or None,
            name=requester.name or None,
            locale_id=requester.locale_id or None,
        )
    return ctx.actor.id if draft.is_new else None


def _person(ctx: Context, user_id: int, attribute: str) -> Row[Any]:
    row = people_queries.person(ctx, user_id)
    if row is None:
        raise Invalid.one(f"{attribute}_id", f"{attribute.capitalize()}: {user_id} is not valid")
    if row.suspended:
        description = f"{attribute.capitalize()}: {row.name} is suspended."
        raise Invalid.one(attribute, description, "Suspended")
    return row


def _set_organization(ctx: Context, draft: Draft, organization_id: Any) -> None:
    requester_id = draft.after["requester_id"]
    is_new = draft.changed("requester_id") or organization_id != draft.before["organization_id"]
    if (
        organization_id is not None
        and is_new
        and organization_id not in people_queries.organizations_of(ctx, requester_id)
    ):
        description = "Organization: is not an organization of the requester"
        raise Invalid.one("organization_id", description)
    draft.after["organization_id"] = organization_id


def _copy_tags(ctx: Context, draft: Draft, requester: Row[Any]) -> None:
    if not ctx.db.cached(settings.load).flag("user.tagging"):
        return
    tags = people_queries.tags_of(ctx, requester)
    draft.after["tags"] = sorted({*draft.after["tags"], *tags})


def _replaced(
    ctx: Context, draft: Draft, change: TicketChange, ccs: list[int], followers: list[int]
) -> tuple[list[int], list[int]]:
    """The lists after the forms that replace or extend them whole."""
    if change.email_cc_ids is not UNSET:
        ccs = _known(ctx, change.email_cc_ids or [])
    if change.follower_ids is not UNSET:
        followers = _known(ctx, change.follower_ids or [])
    for given, extends in (
        (change.collaborator_ids, False),
        (change.collaborators, False),
        (change.additional_collaborators, True),
    ):
        if given is UNSET:
            continue
        people = [_like(ctx, person) for person in given or []]
        # Zendesk: collaborators (docs/quirks.md#collaborators)
        agents = [user_id for user_id in people if user_id in draft.desk.agents]
        ccs = _unique([*ccs, *people]) if extends else _unique(people)
        followers = _unique([*followers, *agents]) if extends else _unique(agents)
    return ccs, followers


def _edited(ctx: Context, people: list[int], entries: Any) -> list[int]:
    if entries is UNSET or entries is None:
        return people
    for entry in entries:
        user_id = _entry(ctx, entry)
        if entry.action == "delete":
            people = [person for person in people if person != user_id]
        else:
            people = _unique([*people, user_id])
    return people


def _entry(ctx: Context, entry: PersonChange) -> int:
    if entry.user_id is not UNSET and entry.user_id not in {None, ""}:
        return _known(ctx, [id_in(str(entry.user_id)) or 0])[0]
    if isinstance(entry.user_email, str):
        name = entry.user_name if isinstance(entry.user_name, str) else None
        return _by_email(ctx, entry.user_email, name)
    raise Invalid.one("email_ccs", "Email ccs: user_id or user_email is required", "BlankValue")


def _like(ctx: Context, person: Any) -> int:
    """The id behind an id, an address or an object with an address."""
    if isinstance(person, int):
        return _known(ctx, [person])[0]
    if isinstance(person, str):
        user_id = id_in(person)
        return _by_email(ctx, person, None) if user_id is None else _known(ctx, [user_id])[0]
    return _by_email(ctx, str(person.get("email") or ""), person.get("name"))


def _by_email(ctx: Context, email: str, name: str | None) -> int:
    if not looks_like_email(email):
        raise Invalid.one("collaborators", f"Collaborators: {email} is not a valid email address")
    return find_or_create(ctx, email=email, name=name)


def _known(ctx: Context, ids: Sequence[int]) -> list[int]:
    known = people_queries.active_ids(ctx, ids)
    for user_id in ids:
        if user_id not in known:
            raise Invalid.one("collaborators", f"Collaborators: {user_id} is not valid")
    return _unique(ids)


def _unique(ids: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(ids))


def _note_changes(ctx: Context, draft: Draft) -> None:
    for name in KINDS:
        before, after = draft.before.get(name, []), draft.after[name]
        if before != after:
            draft.events.append(collaborator_event(ctx, name, before, after))
