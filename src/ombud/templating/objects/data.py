"""The data that templates are rendered with. Callers fill these; nothing here reads a database.

Whatever costs a statement is a `Later`: it is loaded when a template names it, and only once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from ombud.templating.budget import Budget
from ombud.templating.fragments import Fragment

__all__ = [
    "AccountData",
    "AttachmentData",
    "BrandData",
    "CommentData",
    "FieldValue",
    "GroupData",
    "Later",
    "Objects",
    "OrganizationData",
    "PersonData",
    "Reader",
    "RecordData",
    "SatisfactionData",
    "TicketData",
    "Variants",
    "field_value",
    "known",
]

T = TypeVar("T")

# The active variant of an item of dynamic content in exactly this language; without a language
# its default variant. None when there is none.
Variants = Callable[[str, str | None], str | None]


class Later(Generic[T]):
    """A value that is loaded when it is asked for, once."""

    __slots__ = ("_load", "_value")

    def __init__(self, load: Callable[[], T]) -> None:
        self._load: Callable[[], T] | None = load
        self._value: T

    def __call__(self) -> T:
        if self._load is not None:
            self._value = self._load()
            self._load = None
        return self._value


def known(value: T) -> Later[T]:
    """A value that is there already."""
    return Later(lambda: value)


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A custom field's value: `text` as it is printed, empty when unset, and its option's title.

    For a lookup field the text is the id and `target` is the record.
    """

    text: str
    title: str = ""
    target: "Later[PersonData | OrganizationData | RecordData | None] | None" = None


def field_value(
    value: object,
    titles: Mapping[str, str] | None = None,
    target: "Later[PersonData | OrganizationData | RecordData | None] | None" = None,
) -> FieldValue:
    """A stored value as templates print it; `titles` are those of the field's options by tag."""
    if value is None:
        return FieldValue("")
    if isinstance(value, bool):
        return FieldValue("1" if value else "0")
    if isinstance(value, list | tuple):
        tags = [str(tag) for tag in value]
        return FieldValue(" ".join(tags), ", ".join((titles or {}).get(tag, tag) for tag in tags))
    text = str(value)
    return FieldValue(text, (titles or {}).get(text, ""), target)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationData:
    """An organization."""

    id: int
    name: str
    is_shared: bool = False
    is_shared_comments: bool = False
    details: str | None = None
    notes: str | None = None
    tags: Sequence[str] = ()
    external_id: str | None = None
    custom_fields: Later[Mapping[str, FieldValue]] = field(default_factory=lambda: known({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordData:
    """A custom object's record, or whatever else a lookup field leads to."""

    id: int | str
    name: str
    external_id: str | None = None
    custom_fields: Later[Mapping[str, FieldValue]] = field(default_factory=lambda: known({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonData:
    """A user. `time_zone` is printed as it is; `extended_role` is a custom role's name."""

    id: int
    name: str
    role: Literal["end-user", "agent", "admin"] = "end-user"
    alias: str | None = None
    email: str | None = None
    phone: str | None = None
    external_id: str | None = None
    details: str | None = None
    notes: str | None = None
    locale: str = "en-US"
    time_zone: str = "UTC"
    extended_role: str | None = None
    signature: str | Fragment | None = None
    photo_url: str | None = None
    tags: Sequence[str] = ()
    organization: Later[OrganizationData | None] = field(default_factory=lambda: known(None))
    custom_fields: Later[Mapping[str, FieldValue]] = field(default_factory=lambda: known({}))


@dataclass(frozen=True, slots=True)
class AttachmentData:
    """A file of a comment; the URL is whole and may be opened by whoever gets the message."""

    filename: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentData:
    """A comment. The HTML of the body must be clean: it is printed as it stands.

    `signature` is for mails, that of the agent who wrote it.
    """

    id: int | None
    author: Later[PersonData | None]
    body: Fragment
    created_at: int
    is_public: bool
    attachments: Sequence[AttachmentData] = ()
    signature: Later[Fragment | None] = field(default_factory=lambda: known(None))


@dataclass(frozen=True, slots=True)
class GroupData:
    """A group."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandData:
    """A brand; `url` is its scheme and host, such as `https://acme.example`."""

    id: int
    name: str
    subdomain: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketData:
    """A ticket. `id` is None before it is saved; `comments` go from the oldest to the newest.

    `email_ccs` and `followers` are empty where the account works with old copies, `ccs` never is.
    `comment_is_public` is about the comment that the message is sent for.
    """

    id: int | None
    status: str
    created_at: int
    updated_at: int
    subject: str | None = None
    custom_status: Later[str | None] = field(default_factory=lambda: known(None))
    priority: str | None = None
    type: str | None = None
    via: str = "web"
    external_id: str | None = None
    encoded_id: str = ""
    due_at: int | None = None
    tags: Sequence[str] = ()
    comment_is_public: bool = True
    requester: Later[PersonData | None] = field(default_factory=lambda: known(None))
    submitter: Later[PersonData | None] = field(default_factory=lambda: known(None))
    assignee: Later[PersonData | None] = field(default_factory=lambda: known(None))
    organization: Later[OrganizationData | None] = field(default_factory=lambda: known(None))
    group: Later[GroupData | None] = field(default_factory=lambda: known(None))
    brand: Later[BrandData | None] = field(default_factory=lambda: known(None))
    ticket_form: Later[str | None] = field(default_factory=lambda: known(None))
    ccs: Later[Sequence[PersonData]] = field(default_factory=lambda: known(()))
    email_ccs: Later[Sequence[PersonData]] = field(default_factory=lambda: known(()))
    followers: Later[Sequence[PersonData]] = field(default_factory=lambda: known(()))
    comments: Later[Sequence[CommentData]] = field(default_factory=lambda: known(()))
    fields: Later[Mapping[int, FieldValue]] = field(default_factory=lambda: known({}))
    in_business_hours: Later[bool] = field(default_factory=lambda: known(True))
    current_holiday_name: Later[str | None] = field(default_factory=lambda: known(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class SatisfactionData:
    """What a ticket's requester can say about the service, and has said. All URLs are whole."""

    survey_section: str | Fragment = ""
    survey_url: str = ""
    rating_section: str | Fragment = ""
    rating_url: str = ""
    positive_rating_url: str = ""
    negative_rating_url: str = ""
    current_rating: str | None = None
    current_comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountData:
    """The account; `url` is its scheme and host, such as `https://acme.example`."""

    name: str
    url: str
    phone_numbers: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Objects:
    """All that a template may name; the same for every recipient.

    `agent` is given for signatures only, `more` holds the parts of a mail template by name, and
    `budget` is what all that is rendered with them may cost together.
    """

    account: AccountData
    ticket: TicketData | None = None
    current_user: PersonData | None = None
    agent: PersonData | None = None
    satisfaction: Later[SatisfactionData | None] = field(default_factory=lambda: known(None))
    custom_objects: Mapping[str, RecordData] = field(default_factory=dict)
    variants: Variants = lambda _name, _locale: None
    more: Mapping[str, str | Fragment] = field(default_factory=dict)
    budget: Budget | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom a template is rendered, and when. `time_zone` is an IANA name.

    `agent` sees private comments and gets an agent's links; `suppressed` hides all text of
    comments (the first answer to a stranger); `mail` makes links of ticket numbers in HTML;
    `thread` says how much of the conversation the formatted comments hold.
    """

    now: int
    locale: str = "en-US"
    time_zone: str = "Etc/UTC"
    agent: bool = False
    suppressed: bool = False
    mail: bool = False
    thread: Literal["all", "newest", "none"] = "all"
