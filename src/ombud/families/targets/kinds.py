"""The kinds of targets and the attributes that each of them has beside title and state."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["HTTP_KINDS", "KINDS", "TEMPLATES", "Attribute", "Kind"]

Form = Literal["text", "flag", "url", "email", "label"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute. What is `sealed` is no text in the database; a `hidden` one is never shown."""

    name: str
    form: Form = "text"
    required: bool = False
    sealed: bool = False
    hidden: bool = False
    choices: tuple[str, ...] = ()
    default: str | bool | None = None
    # Whether it may hold placeholders, and how what they print is written there.
    template: Literal["", "url", "line"] = ""


Kind = tuple[Attribute, ...]


def _needed(name: str) -> Attribute:
    return Attribute(name, required=True)


def _line(name: str, *, required: bool = False) -> Attribute:
    return Attribute(name, required=required, template="line")


def _token(name: str, *, required: bool = True) -> Attribute:
    return Attribute(name, required=required, sealed=True)


def _password(name: str = "password", *, required: bool = False) -> Attribute:
    return Attribute(name, required=required, sealed=True, hidden=True)


def _url(*, required: bool = True) -> Attribute:
    return Attribute("target_url", "url", required=required, template="url")


USERNAME = Attribute("username")
EMAIL = Attribute("email", "email", required=True)
CONTENT_TYPES = ("application/json", "application/xml", "application/x-www-form-urlencoded")
HTTP: Kind = (
    _url(),
    Attribute("method", required=True, choices=("get", "post", "put", "patch", "delete")),
    # Zendesk: http-targets (docs/quirks.md#http-targets)
    Attribute("content_type", choices=CONTENT_TYPES, default="application/json"),
    USERNAME,
    _password(),
)
# One kind under two names.
HTTP_KINDS = frozenset({"url_target_v2", "http_target"})
KINDS: Mapping[str, Kind] = {
    "basecamp_target": (
        _url(),
        USERNAME,
        _password(),
        _token("token"),
        _needed("project_id"),
        Attribute("resource", required=True, choices=("todo", "message")),
        Attribute("message_id"),
        Attribute("todo_list_id"),
    ),
    "campfire_target": (
        Attribute("subdomain", "label", required=True),
        Attribute("ssl", "flag", default=False),
        _needed("room"),
        _token("token"),
        Attribute("preserve_format", "flag", default=False),
    ),
    "clickatell_target": (
        _needed("username"),
        _password(required=True),
        _token("api_id"),
        _needed("to"),
        Attribute("from"),
        Attribute("us_small_business_account", choices=("0", "1"), default="0"),
    ),
    "email_target": (EMAIL, _line("subject", required=True)),
    "flowdock_target": (_token("api_token"),),
    "get_satisfaction_target": (
        EMAIL,
        _password(required=True),
        _needed("account_name"),
        _url(required=False),
    ),
    "jira_target": (_url(), _needed("username"), _password(required=True)),
    "pivotal_target": (
        _token("token"),
        _needed("project_id"),
        _needed("story_type"),
        _line("story_title", required=True),
        _line("requested_by"),
        _line("owner_by"),
        _line("story_labels"),
    ),
    "twitter_target": (_token("token", required=False), _password("secret")),
    "url_target": (
        _url(),
        Attribute("method", choices=("get", "post", "put"), default="get"),
        _needed("attribute"),
        USERNAME,
        _password(),
    ),
    "yammer_target": (Attribute("group_id"), _token("token", required=False)),
    **dict.fromkeys(HTTP_KINDS, HTTP),
}
# Which attributes of a kind may hold placeholders, and how.
TEMPLATES: Mapping[str, Mapping[str, str]] = {
    kind: {each.name: each.template for each in attributes if each.template}
    for kind, attributes in KINDS.items()
}
