"""Sends one request of a webhook and says what became of it, without secrets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ombud.families.webhooks.requests import PATIENCE
from ombud.outgoing.http import HttpClient, HttpRequest, HttpResponse, Unreachable
from ombud.outgoing.telling import Masking

__all__ = ["Attempted", "attempt"]

Json = dict[str, Any]
# Characters that are kept of a body.
LONGEST = 10_000
# An answer that is too large came all the same: the receiver has the message.
HOPELESS = frozenset({"request", "address", "too_large"})


@dataclass(frozen=True, slots=True)
class Attempted:
    """`status` is success, client error, server error, timeout or failed."""

    status: str
    response: HttpResponse | None
    problem: str | None
    # Headers and payload of both, as they are shown.
    sent: Mapping[str, Any] = field(default_factory=dict)
    received: Mapping[str, Any] = field(default_factory=dict)
    # Whether another try would end in the same way.
    hopeless: bool = False


def attempt(client: HttpClient, request: HttpRequest, secrets: Sequence[str]) -> Attempted:
    """Send a request; never raises for what the receiver does."""
    masking = Masking.of(request, secrets)
    sent = _told(request.headers, request.body, masking)
    try:
        response = client.send(request, PATIENCE)
    except Unreachable as error:
        status = "timeout" if error.kind == "timeout" else "failed"
        hopeless = error.kind in HOPELESS
        return Attempted(status, None, masking.masked(error.detail), sent, hopeless=hopeless)
    # A receiver may repeat what it was sent anywhere.
    response = replace(response, reason=masking.masked(response.reason))
    received = _told(response.headers, response.body, masking)
    if response.is_success:
        return Attempted("success", response, None, sent, received)
    status = "client error" if response.status < 500 else "server error"
    why = f"The answer was {response.status} {response.reason}".rstrip()
    return Attempted(status, response, why, sent, received)


def _told(headers: Sequence[tuple[str, str]], body: bytes, masking: Masking) -> Json:
    text = masking.beginning(body.decode("utf-8", "replace"), LONGEST)
    shown = [{"key": name, "value": masking.value(name, value)} for name, value in headers]
    return {"headers": shown, "payload": text.replace("\x00", "\ufffd")}
