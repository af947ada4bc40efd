"""A made-up ticket, on which templates are tried before they are saved."""

from collections.abc import Mapping

from ombud.templating.fragments import Fragment
from ombud.templating.objects.data import (
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
    Variants,
    field_value,
    known,
)

__all__ = ["READER", "specimen"]

URL = "https://company.example"
NOW = 1_767_225_600
DAY = 86_400
SENTENCE = "The printer on the second floor has been out of paper since Monday morning. "
# From the oldest to the newest, in sentences.
LENGTHS = (25, 8, 60, 3, 12)


def specimen(variants: Variants) -> Objects:
    """All that templates may name, with the account's own dynamic content."""
    return Objects(
        account=AccountData(name="Company", url=URL),
        ticket=TICKET,
        current_user=AGENT,
        agent=AGENT,
        satisfaction=known(
            SatisfactionData(
                survey_section="How did we do?",
                survey_url=URL,
                rating_section="How would you rate our help?",
                rating_url=URL,
                positive_rating_url=URL,
                negative_rating_url=URL,
                current_rating="Good, I am satisfied",
                current_comment=SENTENCE,
            )
        ),
        variants=variants,
    )


def _person(number: int, role: str = "end-user") -> PersonData:
    return PersonData(
        id=9_000_000_000 + number,
        name=f"Robin Example {number}",
        role="agent" if role == "agent" else "end-user",
        email=f"robin{number}@company.example",
        phone="+1 555 0100",
        external_id=f"P-{number}",
        details=SENTENCE,
        notes=SENTENCE * 3,
        signature=f"Robin {number}\nCompany",
        tags=("vip", "north", "printers"),
        organization=known(ORGANIZATION),
        custom_fields=known(FIELDS),
    )


def _comment(number: int, sentences: int) -> CommentData:
    words = f"{SENTENCE * sentences}\n\nThanks, Robin"
    return CommentData(
        id=8_000_000_000 + number,
        author=known(AGENT if number % 2 else REQUESTER),
        body=Fragment(words, f"<p>{words}</p>"),
        created_at=NOW + number * DAY,
        is_public=number != 3,
        attachments=[AttachmentData(f"photo{number}.jpg", f"{URL}/attachments/{number}")],
    )


FIELDS: Mapping[str, FieldValue] = {
    **{f"field_{number}": field_value(f"Value {number}") for number in range(20)},
    "plan": field_value("plan_gold", {"plan_gold": "Gold plan"}),
}
ORGANIZATION = OrganizationData(
    id=7_000_000_000,
    name="Company",
    details=SENTENCE,
    notes=SENTENCE * 3,
    tags=("north", "gold"),
    external_id="O-1",
    custom_fields=known(FIELDS),
)
REQUESTER, AGENT = _person(1), _person(2, "agent")
OTHERS = tuple(map(_person, range(3, 6)))
TICKET = TicketData(
    id=12_345,
    encoded_id="ABC123-45DE",
    subject="Out of paper again",
    status="open",
    priority="high",
    type="task",
    due_at=NOW + 9 * DAY,
    external_id="T-1",
    tags=("printer", "paper", "vip", "second_floor"),
    created_at=NOW,
    updated_at=NOW + 5 * DAY,
    custom_status=known("Waiting for paper"),
    ticket_form=known("Office"),
    brand=known(BrandData(id=6_000_000_000, name="Company", subdomain="company", url=URL)),
    group=known(GroupData(5_000_000_000, "Support")),
    requester=known(REQUESTER),
    submitter=known(REQUESTER),
    assignee=known(AGENT),
    organization=known(ORGANIZATION),
    ccs=known(OTHERS),
    email_ccs=known(OTHERS),
    followers=known((AGENT,)),
    comments=known([_comment(number, size) for number, size in enumerate(LENGTHS)]),
    fields=known({number: field_value(f"Value {number}") for number in range(20)}),
    current_holiday_name=known("New Year"),
)
# An agent, who sees private comments as well.
READER = Reader(now=NOW + 6 * DAY, agent=True, mail=True)
