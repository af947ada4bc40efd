"""How templates read a ticket: every documented name of it."""

import datetime as dt
import re
from collections.abc import Callable, Mapping

from ombud.templating import moments
from ombud.templating.fragments import Fragment, Several
from ombud.templating.moments import Moment
from ombud.templating.objects.comments import (
    COMMENT,
    block,
    comments,
    formatted,
    seen,
    thread,
    with_files,
)
from ombud.templating.objects.data import BrandData, CommentData, GroupData, TicketData
from ombud.templating.objects.drops import Drop, Kind, View
from ombud.templating.objects.people import ORGANIZATION, PERSON, Fields, people, value

__all__ = ["TICKET", "link"]

Ticket = Drop[TicketData]
Read = Callable[[Ticket], object]

STATUSES = {
    "new": "New",
    "open": "Open",
    "pending": "Pending",
    "hold": "On-hold",
    "solved": "Solved",
    "closed": "Closed",
}
# Only those whose name is not simply the channel's with a large letter.
CHANNELS = {
    "email": "Mail",
    "web": "Web form",
    "web_form": "Web form",
    "web_service": "Web service",
    "api": "Web service",
    "help_center": "Help center",
    "native_messaging": "Messaging",
    "rule": "Rule",
    "sms": "Text message",
}
NUMBERED = re.compile(r"ticket_field_(option_title_)?(\d{1,19})")
LONGEST_TITLE = 100


def link(ticket: TicketData | None, view: View) -> str:
    """Where the reader finds the ticket; empty when there is none yet."""
    return "" if ticket is None else _link(Drop(TICKET, ticket, view)) or ""


def _title(drop: Ticket) -> str:
    if drop.data.subject:
        return drop.data.subject
    first = _first(drop)
    text = "" if first is None else " ".join(str(first.body).split())
    return text[:LONGEST_TITLE] or "Untitled ticket"


def _host(drop: Ticket) -> str:
    brand = drop.data.brand()
    return drop.view.account.url if brand is None else brand.url


def _link(drop: Ticket) -> str | None:
    if drop.data.id is None:
        return None
    path = "agent/tickets" if drop.view.reader.agent else "hc/requests"
    return f"{_host(drop).rstrip('/')}/{path}/{drop.data.id}"


def _url(drop: Ticket) -> str | None:
    link = _link(drop)
    return None if link is None else link.partition("://")[2]


def _first(drop: Ticket) -> CommentData | None:
    found = seen(drop.data.comments(), drop.view)
    return found[-1] if found else None


def _newest(drop: Ticket, *, public: bool) -> CommentData | None:
    return next(iter(seen(drop.data.comments(), drop.view, public=public)), None)


def _of_newest(reads: Callable[[CommentData, Ticket], object], *, public: bool) -> Read:
    """A name for something about the newest comment; nothing when texts are suppressed."""

    def read(drop: Ticket) -> object:
        newest = None if drop.view.reader.suppressed else _newest(drop, public=public)
        return None if newest is None else reads(newest, drop)

    return read


def _comments(*, public: bool) -> Read:
    def read(drop: Ticket) -> Several:
        found = seen(drop.data.comments(), drop.view, public=public)
        return comments([] if drop.view.reader.suppressed else found, drop.view)

    return read


def _thread(*, public: bool) -> Read:
    def read(drop: Ticket) -> Fragment | None:
        if drop.view.reader.suppressed:
            return None
        return thread(seen(drop.data.comments(), drop.view, public=public), drop.view)

    return read


def _description(drop: Ticket) -> str | None:
    first = None if drop.view.reader.suppressed else _first(drop)
    return None if first is None else block(first, drop.view)


def _verbatim_description(drop: Ticket) -> str | None:
    first = _first(drop)
    return None if first is None else str(first.body)


def _when(drop: Ticket, seconds: int, form: str) -> Moment:
    at = drop.view.local(seconds)
    if form == "timestamp":
        utc = at.astimezone(dt.UTC)
        return Moment(moments.stamp(utc), utc)
    day = moments.day(at, drop.view.now, drop.view.reader.locale)
    return Moment(f"{day}, {moments.clock(at)}" if form == "time" else day, at)


def _due(drop: Ticket, *, stamp: bool) -> Moment | None:
    due = drop.data.due_at if drop.data.type == "task" else None
    if due is None:
        return None
    at = drop.view.local(due)
    if stamp:
        return Moment(moments.stamp_with_offset(at), at)
    return Moment(moments.short(at, drop.view.reader.locale), at)


def _reply_message(drop: Ticket) -> str:
    if drop.data.comment_is_public:
        return "Your answer to this message becomes a public comment on the ticket."
    return "Your answer to this message becomes an internal note on the ticket."


def _numbered(drop: Ticket, name: str) -> object:
    match = NUMBERED.fullmatch(name)
    field = drop.data.fields().get(int(match.group(2))) if match else None
    if match is None or field is None:
        return None
    if match.group(1):
        return field.title or None
    return value(field, drop.view, far=drop.far)


def _custom_fields(drop: Ticket) -> Fields:
    fields = {str(number): field for number, field in drop.data.fields().items()}
    return Fields(fields, drop.view, far=drop.far)


def _category(drop: Ticket) -> str:
    return STATUSES.get(drop.data.status, drop.data.status.capitalize())


def _brand(drop: Ticket) -> Drop[BrandData] | None:
    return BRAND(drop.data.brand(), drop.view)


GROUP: Kind[GroupData] = Kind(
    {"id": lambda drop: drop.data.id, "name": lambda drop: drop.data.name},
    text=lambda drop: drop.data.name,
)
BRAND: Kind[BrandData] = Kind(
    {
        "id": lambda drop: drop.data.id,
        "name": lambda drop: drop.data.name,
        "subdomain": lambda drop: drop.data.subdomain,
    },
    text=lambda drop: drop.data.name,
)

OF_COMMENTS: Mapping[str, Read] = {
    "comments": _comments(public=False),
    "public_comments": _comments(public=True),
    "comments_formatted": _thread(public=False),
    "public_comments_formatted": _thread(public=True),
    "latest_comment": _of_newest(lambda one, drop: COMMENT(one, drop.view), public=False),
    "latest_public_comment": _of_newest(lambda one, drop: COMMENT(one, drop.view), public=True),
    "latest_comment_formatted": _of_newest(
        lambda one, drop: formatted(one, drop.view), public=False
    ),
    "latest_public_comment_formatted": _of_newest(
        lambda one, drop: formatted(one, drop.view), public=True
    ),
    "latest_comment_html": _of_newest(lambda one, drop: with_files(one, drop.view), public=False),
    "latest_public_comment_html": _of_newest(
        lambda one, drop: with_files(one, drop.view), public=True
    ),
    "latest_comment_rich": _of_newest(lambda one, _drop: one.body, public=False),
    "latest_public_comment_rich": _of_newest(lambda one, _drop: one.body, public=True),
    "description": _description,
    "verbatim_description": _verbatim_description,
}

OF_TIMES: Mapping[str, Read] = {
    "created_at": lambda drop: _when(drop, drop.data.created_at, "day"),
    "created_at_with_time": lambda drop: _when(drop, drop.data.created_at, "time"),
    "created_at_with_timestamp": lambda drop: _when(drop, drop.data.created_at, "timestamp"),
    "updated_at": lambda drop: _when(drop, drop.data.updated_at, "day"),
    "updated_at_with_time": lambda drop: _when(drop, drop.data.updated_at, "time"),
    "updated_at_with_timestamp": lambda drop: _when(drop, drop.data.updated_at, "timestamp"),
    "due_date": lambda drop: _due(drop, stamp=False),
    "due_date_with_timestamp": lambda drop: _due(drop, stamp=True),
    # Zendesk: business-hours-are-text (docs/quirks.md#business-hours-are-text)
    "in_business_hours": lambda drop: "true" if drop.data.in_business_hours() else "false",
    "current_holiday_name": lambda drop: drop.data.current_holiday_name(),
}

OF_PEOPLE: Mapping[str, Read] = {
    "requester": lambda drop: PERSON(drop.data.requester(), drop.view),
    "submitter": lambda drop: PERSON(drop.data.submitter(), drop.view),
    "assignee": lambda drop: PERSON(drop.data.assignee(), drop.view),
    "organization": lambda drop: ORGANIZATION(drop.data.organization(), drop.view),
    "group": lambda drop: GROUP(drop.data.group(), drop.view),
    "brand": _brand,
    "ccs": lambda drop: people(drop.data.ccs(), drop.view),
    "email_ccs": lambda drop: people(drop.data.email_ccs(), drop.view),
    "followers": lambda drop: people(drop.data.followers(), drop.view),
    "cc_names": lambda drop: people(drop.data.ccs(), drop.view).text(),
    "email_cc_names": lambda drop: people(drop.data.email_ccs(), drop.view).text(),
    "follower_names": lambda drop: people(drop.data.followers(), drop.view).text(),
    "follower_reply_type_message": _reply_message,
}

OF_ITSELF: Mapping[str, Read] = {
    "id": lambda drop: drop.data.id,
    "encoded_id": lambda drop: drop.data.encoded_id,
    "external_id": lambda drop: drop.data.external_id,
    "account": lambda drop: drop.view.account.name,
    "title": _title,
    "status": _category,
    "status_category": _category,
    "custom_status": lambda drop: drop.data.custom_status() or _category(drop),
    "priority": lambda drop: drop.data.priority and drop.data.priority.capitalize(),
    "ticket_type": lambda drop: (drop.data.type or "ticket").capitalize(),
    "via": lambda drop: CHANNELS.get(drop.data.via, drop.data.via.replace("_", " ").capitalize()),
    "url": _url,
    "link": _link,
    "url_with_protocol": _link,
    "tags": lambda drop: " ".join(drop.data.tags),
    "ticket_form": lambda drop: drop.data.ticket_form(),
    "custom_fields": _custom_fields,
    # Kept by the reference for old templates; they have printed nothing for years.
    "score": lambda _drop: None,
    "requester_field": lambda _drop: None,
}

TICKET: Kind[TicketData] = Kind(
    {**OF_ITSELF, **OF_TIMES, **OF_PEOPLE, **OF_COMMENTS}, text=_title, other=_numbered
)
