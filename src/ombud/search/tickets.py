"""The keywords of tickets."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, exists, false, literal, or_, select

from ombud.search import conditions as by
from ombud.search.conditions import Asking, Keyword
from ombud.search.fields import any_value
from ombud.search.language import Term
from ombud.tables import (
    attachments,
    brands,
    comments,
    folded,
    groups,
    organizations,
    ticket_collaborators,
    ticket_forms,
    ticket_tags,
    tickets,
)
from ombud.values.choices import PRIORITIES, SATISFACTION, STATUSES, TYPES

__all__ = ["ALIASES", "KEYWORDS"]

# What the value of `via` is called, the channel that tickets have, and the source's `rel`.
VIAS: Mapping[str, tuple[str, str | None]] = {
    "mail": ("email", None),
    "email": ("email", None),
    "web form": ("web", None),
    "phone": ("voice", None),
    "voice": ("voice", None),
    "voicemail": ("voice", "voicemail"),
    "phone_call_inbound": ("voice", "inbound"),
    "phone_call_outbound": ("voice", "outbound"),
    "get_sat": ("get_satisfaction", None),
    "logmein": ("logmein_rescue", None),
    "text": ("sms", None),
    "text message": ("sms", None),
    "twitter_dm": ("twitter", "direct_message"),
    "twitter dm": ("twitter", "direct_message"),
    "twitter direct": ("twitter", "direct_message"),
    "facebook_post": ("facebook", "post"),
    "facebook_message": ("facebook", "message"),
}
FOLLOW_UP = "closed_ticket"
# Ratings by the words of searches: `goodwithcomment`.
RATINGS = {score.replace("_", ""): score for score in SATISFACTION}


def _via(asking: Asking, term: Term) -> ColumnElement[bool]:
    del asking
    value = " ".join(term.value.lower().split())
    if value == FOLLOW_UP:
        return or_(tickets.c.via_channel == FOLLOW_UP, _has_rel("follow_up"))
    channel, rel = VIAS.get(value, (value, None))
    is_channel = tickets.c.via_channel == channel
    return is_channel if rel is None else and_(is_channel, _has_rel(rel))


def _satisfaction(asking: Asking, term: Term) -> ColumnElement[bool]:
    del asking
    score = RATINGS.get(term.value.lower().replace("_", ""))
    return false() if score is None else tickets.c.satisfaction_score == score


def _has_rel(rel: str) -> ColumnElement[bool]:
    # The source is stored JSON, in which a quote inside a text is escaped: this finds only the key.
    return tickets.c.via_source.contains(f'"rel":"{rel}"', autoescape=True)


def _commenter(asking: Asking, term: Term) -> ColumnElement[bool]:
    if term.value.lower() == "none":
        return false()
    by_them = select(comments.c.ticket_id).where(comments.c.author_id.in_(by.people(asking, term)))
    return tickets.c.id.in_(by_them)


def _cc(asking: Asking, term: Term) -> ColumnElement[bool]:
    copied = select(ticket_collaborators.c.ticket_id).where(
        ticket_collaborators.c.kind == "email_cc"
    )
    if term.value.lower() == "none":
        return tickets.c.id.not_in(copied)
    people = by.people(asking, term)
    return tickets.c.id.in_(copied.where(ticket_collaborators.c.user_id.in_(people)))


def _attachment_name(asking: Asking, term: Term) -> ColumnElement[bool]:
    del asking
    files = select(comments.c.ticket_id).join(
        attachments, attachments.c.comment_id == comments.c.id
    )
    return tickets.c.id.in_(
        files.where(folded(attachments.c.file_name) == folded(literal(term.value.strip())))
    )


HAS_ATTACHMENT = exists().where(
    comments.c.ticket_id == tickets.c.id, attachments.c.comment_id == comments.c.id
)
KEYWORDS: Mapping[str, Keyword] = {
    keyword.name: keyword
    for keyword in (
        Keyword("created", by.date(tickets.c.created_at), compares=True),
        Keyword("updated", by.date(tickets.c.updated_at), compares=True),
        Keyword("solved", by.date(tickets.c.solved_at), compares=True),
        Keyword("due_date", by.date(tickets.c.due_at), compares=True),
        Keyword("assignee", by.person(tickets.c.assignee_id)),
        Keyword("requester", by.person(tickets.c.requester_id)),
        Keyword("submitter", by.person(tickets.c.submitter_id)),
        Keyword("commenter", _commenter),
        Keyword("cc", _cc),
        Keyword("status", by.ranked(tickets.c.status, STATUSES), compares=True),
        Keyword("custom_status_id", by.identifier(tickets.c.custom_status_id)),
        Keyword("ticket_type", by.ranked(tickets.c.type, TYPES)),
        Keyword("priority", by.ranked(tickets.c.priority, PRIORITIES), compares=True),
        Keyword("subject", by.text("ticket", tickets.c.id, "title")),
        Keyword("description", by.text("ticket", tickets.c.id, "text", "notes")),
        Keyword("comment", by.text("ticket", tickets.c.id, "text", "notes")),
        Keyword("group", by.named(tickets.c.group_id, groups, "name")),
        Keyword("organization", by.named(tickets.c.organization_id, organizations, "name")),
        Keyword("brand", by.named(tickets.c.brand_id, brands, "name")),
        Keyword("form", by.named(tickets.c.ticket_form_id, ticket_forms, "raw_name")),
        Keyword("tags", by.tags(ticket_tags, "ticket_id", tickets.c.id)),
        Keyword("via", _via),
        Keyword("recipient", by.exact(tickets.c.recipient)),
        Keyword("has_attachment", by.flag(HAS_ATTACHMENT)),
        Keyword("attachment_name", _attachment_name),
        Keyword("fieldvalue", any_value),
        Keyword("external_id", by.exact(tickets.c.external_id)),
        Keyword("satisfaction", _satisfaction),
        Keyword("problem_id", by.identifier(tickets.c.problem_id)),
        Keyword("has_incidents", by.flag(tickets.c.incident_count > 0)),
        Keyword("is_public", by.flag(tickets.c.is_public)),
        Keyword("ticket_id", by.identifier(tickets.c.id)),
    )
}
ALIASES: Mapping[str, str] = {
    "created_at": "created",
    "updated_at": "updated",
    "solved_at": "solved",
    "assignee_id": "assignee",
    "requester_id": "requester",
    "submitter_id": "submitter",
    "group_id": "group",
    "organization_id": "organization",
    "brand_id": "brand",
    "ticket_form_id": "form",
    "id": "ticket_id",
}
