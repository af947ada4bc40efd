"""The ticket about a camera that the tests of templates read, and how it looks to its readers."""

from dataclasses import replace
from typing import Any

from ombud.templating import Fragment, render_html, render_payload, render_subject, render_text
from ombud.templating.objects import (
    AccountData,
    AttachmentData,
    BrandData,
    CommentData,
    FieldValue,
    GroupData,
    Objects,
    OrganizationData,
    PersonData,
    Reader,
    SatisfactionData,
    TicketData,
    field_value,
    known,
)
from ombud.values.times import parse_iso

__all__ = [
    "AGENT",
    "CUSTOMER",
    "DANA",
    "OBJECTS",
    "SAM",
    "TICKET",
    "comment",
    "content",
    "field",
    "html",
    "objects",
    "payload",
    "subject",
    "text",
    "ticket",
]

NOW = parse_iso("2026-03-10T15:00:00Z")

BLUE_LAKE = OrganizationData(
    id=77, name="Blue Lake", custom_fields=known({"tier": field_value("A")})
)
DANA = PersonData(
    id=501,
    name="Dana van der Berg",
    email="dana@example.org",
    organization=known(BLUE_LAKE),
    custom_fields=known({"plan": field_value("plan_pro", {"plan_pro": "Pro plan"})}),
)
SAM = PersonData(
    id=21,
    name="Sam Ortiz",
    role="agent",
    email="sam@example.com",
    signature=Fragment("Sam, Acme", "<p>Sam, <b>Acme</b></p>"),
)
LEE = PersonData(id=502, name="Lee Wu", email="lee@example.org")
MIA = PersonData(id=503, name="Mia Cole", email="mia@example.org")


def comment(at: str, author: PersonData, words: str, **rest: Any) -> CommentData:
    given: dict[str, Any] = {
        "id": 1,
        "is_public": True,
        "body": Fragment(words, f"<p>{words}</p>"),
        **rest,
    }
    return CommentData(author=known(author), created_at=parse_iso(at), **given)


GUIDE = AttachmentData("guide.pdf", "https://acme.example/f/guide.pdf")
COMMENTS = (
    comment("2026-03-09T09:05:00Z", DANA, "It shows error 7."),
    comment("2026-03-09T10:00:00Z", SAM, "Check the battery first.", is_public=False),
    comment("2026-03-10T14:30:00Z", SAM, "Please charge it overnight.", attachments=(GUIDE,)),
)
FIELDS = {
    9001: field_value("model__x100", {"model__x100": "Cameras::X100"}),
    9002: field_value(True),
    9003: field_value('SN "44"'),
    9004: field_value(["os_win", "os_mac"], {"os_win": "Windows", "os_mac": "macOS"}),
    9005: field_value(None),
}
TICKET = TicketData(
    id=1042,
    encoded_id="ABC123-45DE",
    subject="Camera won't start",
    status="open",
    priority="high",
    type="incident",
    via="email",
    tags=("camera", "vip"),
    external_id="ORD-77",
    created_at=parse_iso("2026-03-09T09:05:00Z"),
    updated_at=parse_iso("2026-03-10T14:30:00Z"),
    ticket_form=known("Hardware"),
    brand=known(BrandData(id=3, name="Acme Photo", subdomain="acme", url="https://acme.example")),
    group=known(GroupData(8, "Level 2")),
    requester=known(DANA),
    submitter=known(DANA),
    assignee=known(SAM),
    organization=known(BLUE_LAKE),
    ccs=known((LEE, MIA)),
    email_ccs=known((LEE, MIA)),
    followers=known((SAM,)),
    comments=known(COMMENTS),
    fields=known(FIELDS),
)
ITEMS = {
    ("greeting", None): "Hello",
    ("greeting", "en-US"): "Hello",
    ("greeting", "fr"): "Bonjour",
}


def content(name: str, locale: str | None) -> str | None:
    return ITEMS.get((name, locale))


OBJECTS = Objects(
    account=AccountData(
        name="Acme Support", url="https://acme.example", phone_numbers={5: "+1 555 0100"}
    ),
    ticket=TICKET,
    current_user=SAM,
    variants=content,
    satisfaction=known(
        SatisfactionData(
            rating_section=Fragment("How was it?", "<p>How was <i>it</i>?</p>"),
            rating_url="https://acme.example/rate",
        )
    ),
)
CUSTOMER = Reader(now=NOW)
AGENT = Reader(now=NOW, agent=True)


def ticket(**changes: Any) -> Objects:
    """The same with another ticket."""
    return replace(OBJECTS, ticket=replace(TICKET, **changes))


def objects(**changes: Any) -> Objects:
    return replace(OBJECTS, **changes)


def text(template: str, given: Objects = OBJECTS, reader: Reader = CUSTOMER) -> str:
    rendered = render_text(template, given, reader)
    assert rendered.problem is None
    return rendered.text


def html(template: str, given: Objects = OBJECTS, reader: Reader = CUSTOMER) -> str:
    rendered = render_html(template, given, reader)
    assert rendered.problem is None
    return rendered.text


def subject(template: str, given: Objects = OBJECTS, reader: Reader = CUSTOMER) -> str:
    return render_subject(template, given, reader).text


def payload(template: str, given: Objects = OBJECTS, kind: Any = "json") -> str:
    rendered = render_payload(template, given, AGENT, kind)
    assert rendered.problem is None
    return rendered.text


def field(value: object, **titles: str) -> FieldValue:
    return field_value(value, titles)
