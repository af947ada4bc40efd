"""What may be written of a webhook, checked; raises the refusals of this family."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from ombud.families.webhooks.events import EVENT_TYPES, is_unbuilt
from ombud.outgoing.messages import HttpRequest
from ombud.outgoing.places import place_of
from ombud.outgoing.unreachable import Unreachable
from ombud.values.text import as_json
from ombud.wire.changes import UNSET
from ombud.wire.errors import BadRequest, Pending

__all__ = ["CONDITIONAL", "Credentials", "checked", "credentials_in", "refused", "stays"]

Json = dict[str, Any]
# Sent by triggers and automations, and only by those.
CONDITIONAL = "conditional_ticket_events"
LONGEST_NAME, LONGEST_TEXT = 255, 2000
# Of a name or a secret; receivers take no longer headers.
LONGEST_CREDENTIAL = 8000
CHOICES: Mapping[str, tuple[str, ...]] = {
    "status": ("active", "inactive"),
    "http_method": ("GET", "POST", "PUT", "PATCH", "DELETE"),
    "request_format": ("json", "xml", "form_encoded"),
}
REQUIRED = ("name", "endpoint", "http_method", "request_format", "status")
MOST_HEADERS = 5
RESERVED = re.compile(r"x-(?:zendesk|ombud)-", re.IGNORECASE)
OURS = frozenset({"content-type", "user-agent"})
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# What each kind of authentication is made of; the last of them is secret.
KINDS: Mapping[str, tuple[str, ...]] = {
    "basic_auth": ("username", "password"),
    "bearer_token": ("token",),
    "api_key": ("name", "value"),
}
POSITIONS = ("header", "query_string")


class Credentials(msgspec.Struct, frozen=True):
    """How requests prove who sends them."""

    type: str
    data: dict[str, str]
    add_position: str = "header"

    @property
    def secret(self) -> str:
        """The part that is never shown."""
        return self.data[KINDS[self.type][-1]]

    def shown(self) -> Json:
        """What may be shown of them."""
        data = {name: self.data[name] for name in KINDS[self.type][:-1]}
        told: Json = {"type": self.type, "add_position": self.add_position}
        return {**told, "data": data} if data else told


def refused(detail: str) -> BadRequest:
    """The form in which this family refuses."""
    return BadRequest.listed("InvalidWebhook", "Invalid webhook", detail)


def checked(given: Mapping[str, Any], stored: Mapping[str, Any] | None = None) -> Json:
    """The columns of the attributes that are given, where the whole makes sense."""
    whole = {**(stored or {}), **given}
    for name in REQUIRED:
        if not str(whole.get(name) or "").strip():
            raise refused(f"{name} is required")
    for name, choices in CHOICES.items():
        if whole[name] not in choices:
            raise refused(f"{name} must be one of {', '.join(choices)}")
    _check_words(whole)
    subscriptions = _subscriptions(whole.get("subscriptions") or [CONDITIONAL])
    if subscriptions != [CONDITIONAL] and (whole["http_method"], whole["request_format"]) != (
        "POST",
        "json",
    ):
        raise refused("webhooks that subscribe to events send POST requests in JSON")
    if stored and (stored["subscriptions"] == [CONDITIONAL]) != (subscriptions == [CONDITIONAL]):
        # Zendesk: subscriptions-keep-their-kind (docs/quirks.md#subscriptions-keep-their-kind)
        raise refused("subscriptions cannot change between events and conditional_ticket_events")
    headers = _headers(whole)
    return {
        "name": str(whole["name"]).strip(),
        "description": None if whole.get("description") is None else str(whole["description"]),
        "endpoint": whole["endpoint"],
        **{name: whole[name] for name in CHOICES},
        "subscriptions": as_json(subscriptions),
        "custom_headers": as_json(headers),
        "external_source": _object(whole, "external_source"),
    }


def credentials_in(given: object) -> Credentials | None:
    """The credentials that are given; None takes away those that there are."""
    if given is None or given is UNSET:
        return None
    try:
        found = msgspec.convert(given, Credentials)
    except msgspec.ValidationError as error:
        raise refused(f"authentication: {error}") from error
    if found.type not in KINDS:
        raise refused(f"authentication type must be one of {', '.join(KINDS)}")
    if found.add_position not in POSITIONS or (
        found.add_position == "query_string" and found.type != "api_key"
    ):
        raise refused("authentication add_position must be header")
    missing = [name for name in KINDS[found.type] if not found.data.get(name)]
    if missing:
        raise refused(f"authentication data needs {' and '.join(missing)}")
    _check_credentials(found)
    return Credentials(
        found.type, {name: found.data[name] for name in KINDS[found.type]}, found.add_position
    )


def stays(before: str, after: str) -> bool:
    """Whether two checked endpoints are of one receiver, who may go on getting the credentials."""
    was, now = place_of(before), place_of(after)
    return (was.scheme, was.host, was.port) == (now.scheme, now.host, now.port)


def _check_credentials(found: Credentials) -> None:
    data = found.data
    if any(len(data[name]) > LONGEST_CREDENTIAL for name in KINDS[found.type]):
        raise refused(f"authentication data has more than {LONGEST_CREDENTIAL} characters")
    if found.type == "api_key":
        if found.add_position == "header" and _is_ours(data["name"]):
            raise refused(f"authentication: {data['name']} cannot be set")
        _check_header(data["name"], data["value"])
    elif found.type == "bearer_token":
        _check_header("Authorization", f"Bearer {data['token']}")
    elif ":" in data["username"]:
        raise refused("authentication: username must not have a colon")
    elif CONTROL.search(data["username"] + data["password"]):
        raise refused("authentication data has control characters")


def _is_ours(name: str) -> bool:
    return bool(RESERVED.match(name)) or name.lower() in OURS


def _check_words(whole: Mapping[str, Any]) -> None:
    for name, longest in (
        ("name", LONGEST_NAME),
        ("description", LONGEST_TEXT),
        ("endpoint", LONGEST_TEXT),
    ):
        if len(str(whole.get(name) or "")) > longest:
            raise refused(f"{name} is too long (maximum is {longest} characters)")
    try:
        _ = HttpRequest("GET", whole["endpoint"]).place
    except Unreachable as error:
        raise refused(f"endpoint: {error.detail}") from error


def _subscriptions(given: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(given))
    if CONDITIONAL in found:
        if len(found) > 1:
            raise refused(f"subscriptions cannot have events beside {CONDITIONAL}")
        return found
    unknown = [each for each in found if each not in EVENT_TYPES]
    unbuilt = [each for each in unknown if is_unbuilt(each)]
    if unbuilt:
        raise Pending(f"The event {unbuilt[0]}", "nothing here happens that it would tell of")
    if unknown:
        raise refused(f"subscriptions: {unknown[0]} is not a known event type")
    return found


def _headers(whole: Mapping[str, Any]) -> dict[str, str]:
    headers = whole.get("custom_headers") or {}
    if len(headers) > MOST_HEADERS:
        raise refused(f"custom_headers can have at most {MOST_HEADERS} headers")
    for name, value in headers.items():
        if not isinstance(value, str):
            raise refused(f"custom_headers: {name} must be a text")
        _check_header(name, value)
        if _is_ours(name) or name.lower() == "authorization":
            raise refused(f"custom_headers: {name} cannot be set")
    if len({name.lower() for name in headers}) < len(headers):
        raise refused("custom_headers: a header can be set once")
    return dict(headers)


def _check_header(name: str, value: str) -> None:
    try:
        HttpRequest("GET", "http://webhook.example/", ((name, value),)).fields()
    except Unreachable as error:
        raise refused(f"header {name}: {error.detail}") from error


def _object(whole: Mapping[str, Any], name: str) -> str | None:
    value = whole.get(name)
    return None if value is None else as_json(value)
