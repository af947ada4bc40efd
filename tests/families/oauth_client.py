"""An OAuth client as its maker wrote it: asks a user for consent and exchanges what comes back."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.desk import Answer, Caller, Desk
from tests.families.browser import Browser, Shown

BACK = "https://app.example/back?from=desk"
VERIFIER = "a-verifier-that-is-long-enough-for-rfc-7636-section-4"
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
)
ASKING = {
    "response_type": "code",
    "client_id": "app",
    "redirect_uri": BACK,
    "scope": "read tickets:write",
    "state": "s&1",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


def confidential_client(desk: Desk) -> Any:
    """One that keeps a secret."""
    values = {"name": "<App>", "identifier": "app", "company": "Makers", "redirect_uri": [BACK]}
    return desk.admin.post("/oauth/clients", {"client": values}).json["client"]


def public_client(desk: Desk) -> Any:
    """One that cannot."""
    values = {"name": "Phone", "identifier": "phone", "kind": "public", "redirect_uri": [BACK]}
    return desk.admin.post("/oauth/clients", {"client": values}).json["client"]


def bearer(desk: Desk, token: str) -> Caller:
    return Caller(desk.app, {"authorization": f"Bearer {token}"})


def ask(browser: Browser, **changes: str | None) -> Shown:
    asking = {key: value for key, value in {**ASKING, **changes}.items() if value is not None}
    return browser.get(f"/oauth/authorizations/new?{urlencode(asking)}")


def consent(desk: Desk, email: str = "emma@acme.example", **changes: str | None) -> str:
    """Sign in, agree, and return the code."""
    browser = Browser(desk)
    browser.sign_in(email)
    shown = browser.post(
        "/oauth/authorizations", {**ask(browser, **changes).hidden, "decision": "allow"}
    )
    code: str = dict(parse_qsl(urlsplit(shown.headers["location"]).query))["code"]
    return code


def exchange(desk: Desk, client: Any, /, **changes: object) -> Answer:
    form = {
        "client_id": client["identifier"],
        "client_secret": client["secret"],
        "redirect_uri": BACK,
        **changes,
    }
    return desk.anonymous.post(
        "//oauth/tokens", {key: value for key, value in form.items() if value is not None}
    )


def by_code(desk: Desk, client: Any, code: str, /, **changes: object) -> Answer:
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": VERIFIER}
    return exchange(desk, client, **{**form, **changes})


def refused(answer: Answer, error: str) -> bool:
    status = 401 if error == "invalid_client" else 400
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json["error_description"]
    return (answer.status, answer.json["error"]) == (status, error)
