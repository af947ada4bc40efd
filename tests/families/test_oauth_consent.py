"""OAuth: the question to the user, the answer, and the code that becomes a token."""

from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from ombud.values.tokens import digest
from tests.desk import Desk
from tests.families.browser import Browser
from tests.families.oauth_client import (
    BACK,
    ask,
    bearer,
    by_code,
    confidential_client,
    consent,
    public_client,
    refused,
)


@pytest.fixture
def client(desk: Desk) -> Any:
    return confidential_client(desk)


@pytest.fixture
def public(desk: Desk) -> Any:
    return public_client(desk)


class TestAsking:
    @pytest.mark.usefixtures("client")
    def test_stranger_signs_in_first(self, desk: Desk) -> None:
        browser = Browser(desk)
        shown = ask(browser)
        assert shown.status == 303
        target = shown.headers["location"]
        assert target.startswith("/access/login?return_to=%2Foauth%2Fauthorizations%2Fnew")
        back = parse_qs(urlsplit(target).query)["return_to"][0]
        answer = browser.sign_in("emma@acme.example", return_to=back)
        assert answer.headers["location"] == back
        assert "Allow &lt;App&gt; to use" in browser.get(back).text

    @pytest.mark.usefixtures("client")
    def test_question(self, desk: Desk) -> None:
        browser = Browser(desk)
        browser.sign_in("emma@acme.example")
        shown = ask(browser)
        assert shown.status == 200
        for text in ("&lt;App&gt;", "by Makers", "Emma Enduser", "change tickets"):
            assert text in shown.text
        assert "<App>" not in shown.text
        policy = shown.headers["content-security-policy"]
        assert policy.endswith("form-action 'self' https://app.example")
        assert shown.headers["x-frame-options"] == "DENY"

    @pytest.mark.parametrize(
        "changes",
        [
            {"client_id": "unknown"},
            {"client_id": None},
            {"redirect_uri": "https://evil.example/"},
            {"redirect_uri": BACK + "/more"},
            {"redirect_uri": BACK.replace("https", "http")},
            {"redirect_uri": None},
        ],
    )
    @pytest.mark.usefixtures("client")
    def test_never_sent_to_unknown_places(self, desk: Desk, changes: dict[str, str | None]) -> None:
        browser = Browser(desk)
        browser.sign_in("emma@acme.example")
        shown = ask(browser, **changes)
        assert shown.status == 400
        assert "location" not in shown.headers

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"response_type": "token"}, "unsupported_response_type"),
            ({"response_type": None}, "unsupported_response_type"),
            ({"scope": "<b>"}, "invalid_scope"),
            ({"code_challenge_method": "plain"}, "invalid_request"),
            ({"code_challenge_method": None}, "invalid_request"),
            ({"code_challenge": "short"}, "invalid_request"),
        ],
    )
    @pytest.mark.usefixtures("client")
    def test_client_is_told(self, desk: Desk, changes: dict[str, str | None], error: str) -> None:
        browser = Browser(desk)
        browser.sign_in("emma@acme.example")
        shown = ask(browser, **changes)
        assert shown.status == 303
        query = dict(parse_qsl(urlsplit(shown.headers["location"]).query))
        assert shown.headers["location"].startswith("https://app.example/back?from=desk&")
        assert (query["error"], query["state"]) == (error, "s&1")

    @pytest.mark.usefixtures("public")
    def test_public_clients_must_use_pkce(self, desk: Desk) -> None:
        browser = Browser(desk)
        browser.sign_in("emma@acme.example")
        shown = ask(browser, client_id="phone", code_challenge=None)
        assert "error=invalid_request" in shown.headers["location"]


class TestDeciding:
    @pytest.mark.usefixtures("client")
    def test_allow(self, desk: Desk) -> None:
        browser = Browser(desk)
        browser.sign_in("emma@acme.example")
        hidden = ask(browser).hidden
        shown = browser.post("/oauth/authorizations", {**hidden, "decision": "allow"})
        assert shown.status == 303
        query = dict(parse_qsl(urlsplit(shown.headers["location"]).query))
        assert query.keys() == {"from", "code", "state"}
        assert query["state"] == "s&1"
        assert digest(query["code"]) in repr(desk.snapshot()["oauth_codes"])

    @pytest.mark.parametrize("decision", ["deny", "", "Allow"])
    @pytest.mark.usefixtures("client")
    def test_everything_else_is_no(self, desk: Desk, decision: str) -> None:
        browser = Browser(desk)
        browser.sign_in("emma@acme.example")
        shown = browser.post("/oauth/authorizations", {**ask(browser).hidden, "decision": decision})
        assert "error=access_denied&state=s%261" in shown.headers["location"]
        assert desk.snapshot()["oauth_codes"] == []

    @pytest.mark.usefixtures("client")
    def test_without_the_token_of_the_page(self, desk: Desk) -> None:
        browser = Browser(desk)
        browser.sign_in("emma@acme.example")
        form = {**ask(browser).hidden, "decision": "allow", "authenticity_token": "wrong"}
        assert browser.post("/oauth/authorizations", form).status == 403
        assert desk.snapshot()["oauth_codes"] == []

    @pytest.mark.usefixtures("client")
    def test_changed_form(self, desk: Desk) -> None:
        browser = Browser(desk)
        browser.sign_in("emma@acme.example")
        form = {**ask(browser).hidden, "decision": "allow", "redirect_uri": "https://evil.example/"}
        assert browser.post("/oauth/authorizations", form).status == 400
        assert desk.snapshot()["oauth_codes"] == []


class TestAuthorizationCode:
    def test_becomes_a_token(self, desk: Desk, client: Any) -> None:
        answer = by_code(desk, client, consent(desk))
        assert answer.status == 201
        assert answer.headers["cache-control"] == "no-store"
        body = answer.json
        assert (body["token_type"], body["scope"]) == ("bearer", "read tickets:write")
        assert "expires_in" not in body
        caller = bearer(desk, body["access_token"])
        assert caller.get("/users/me").json["user"]["id"] == desk.cast.emma
        stored = repr(desk.snapshot())
        assert body["access_token"] not in stored
        assert body["refresh_token"] not in stored

    def test_once(self, desk: Desk, client: Any) -> None:
        code = consent(desk)
        assert by_code(desk, client, code).status == 201
        assert refused(by_code(desk, client, code), "invalid_grant")

    def test_for_two_minutes(self, desk: Desk, client: Any) -> None:
        code = consent(desk)
        desk.clock.forward(minutes=2)
        assert refused(by_code(desk, client, code), "invalid_grant")

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"code": "wrong"}, "invalid_grant"),
            ({"code": None}, "invalid_request"),
            ({"redirect_uri": "https://app.example/"}, "invalid_grant"),
            ({"redirect_uri": None}, "invalid_request"),
            ({"code_verifier": "wrong"}, "invalid_grant"),
            ({"code_verifier": None}, "invalid_grant"),
            ({"client_secret": "wrong"}, "invalid_client"),
            ({"client_secret": None}, "invalid_client"),
            ({"client_id": "unknown"}, "invalid_client"),
            ({"client_id": None}, "invalid_request"),
            ({"expires_in": 10}, "invalid_request"),
            ({"expires_in": "x"}, "invalid_request"),
            ({"grant_type": None}, "invalid_request"),
            ({"grant_type": "magic"}, "unsupported_grant_type"),
        ],
    )
    def test_refused(self, desk: Desk, client: Any, changes: dict[str, object], error: str) -> None:
        code = consent(desk)
        before = desk.snapshot()
        assert refused(by_code(desk, client, code, **changes), error)
        assert desk.snapshot() == before

    @pytest.mark.usefixtures("client")
    def test_of_another_client(self, desk: Desk, public: Any) -> None:
        code = consent(desk)
        changes = {"client_secret": None}
        assert refused(by_code(desk, public, code, **changes), "invalid_grant")

    def test_without_pkce_by_a_confidential_client(self, desk: Desk, client: Any) -> None:
        code = consent(desk, code_challenge=None, code_challenge_method=None)
        assert refused(by_code(desk, client, code), "invalid_grant")
        assert by_code(desk, client, code, code_verifier=None).status == 201

    def test_public_client_without_a_secret(self, desk: Desk, public: Any) -> None:
        code = consent(desk, client_id="phone")
        assert refused(by_code(desk, public, code, client_secret="wrong"), "invalid_client")
        assert by_code(desk, public, code, client_secret=None).status == 201

    def test_suspended_meanwhile(self, desk: Desk, client: Any) -> None:
        code = consent(desk)
        desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"suspended": True}})
        assert refused(by_code(desk, client, code), "invalid_grant")
