"""OAuth tokens: the operations, the user's consent, and every grant of the token endpoint."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest

from ombud.families.signing_in.attempts import FREE, MOST_FAILURES, Attempts
from ombud.values.tokens import digest
from tests.cast.company import PASSWORD
from tests.desk import Answer, Caller, Desk, basic
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


@pytest.fixture
def client(desk: Desk) -> Any:
    values = {"name": "<App>", "identifier": "app", "company": "Makers", "redirect_uri": [BACK]}
    return desk.admin.post("/oauth/clients", {"client": values}).json["client"]


@pytest.fixture
def public(desk: Desk) -> Any:
    values = {"name": "Phone", "identifier": "phone", "kind": "public", "redirect_uri": [BACK]}
    return desk.admin.post("/oauth/clients", {"client": values}).json["client"]


def make(desk: Desk, client: Any, by: Caller | None = None, **token: object) -> Answer:
    values = {"client_id": client["id"], "scopes": ["read", "write"], **token}
    return (by or desk.admin).post("/oauth/tokens", {"token": values})


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


class TestList:
    def test_own_or_all(self, desk: Desk, client: Any) -> None:
        make(desk, client)
        make(desk, client, desk.owner)
        assert desk.admin.get("/oauth/tokens").json["count"] == 1
        assert desk.admin.get("/oauth/tokens", all="true").json["count"] == 2
        for caller, status in ((desk.anonymous, 401), (desk.emma, 403), (desk.agent, 403)):
            assert caller.get("/oauth/tokens").status == status

    def test_of_a_client(self, desk: Desk, client: Any, public: Any) -> None:
        make(desk, client)
        rows = desk.admin.get("/oauth/tokens", client_id=client["id"]).json["tokens"]
        assert [row["client_id"] for row in rows] == [client["id"]]
        assert desk.admin.get("/oauth/tokens", client_id=public["id"]).json["count"] == 0
        assert desk.admin.get("/oauth/tokens", global_client_id=client["id"]).json["count"] == 0

    def test_by_cursor(self, desk: Desk, client: Any) -> None:
        first, second = make(desk, client), make(desk, client)
        page = desk.admin.get("/oauth/tokens", **{"page[size]": 1}).json
        assert page["tokens"][0]["id"] == first.json["token"]["id"]
        rest = desk.admin.get(page["links"]["next"]).json["tokens"]
        assert [row["id"] for row in rest] == [second.json["token"]["id"]]


class TestShow:
    def test_by_id_and_current(self, desk: Desk, client: Any) -> None:
        made = make(desk, client).json["token"]
        caller = bearer(desk, made["full_token"])
        shown = caller.get("/oauth/tokens/current").json["token"]
        assert shown["used_at"] == "2026-03-02T09:00:00Z"
        assert shown["token"] == made["full_token"][:10]
        assert "full_token" not in shown
        assert desk.admin.get(made["url"]).json["token"] == shown
        assert desk.owner.get(made["url"]).status == 200
        assert desk.agent.get(made["url"]).status == 404
        assert desk.anonymous.get(made["url"]).status == 401

    def test_current_without_one(self, desk: Desk) -> None:
        assert desk.agent.get("/oauth/tokens/current").status == 404
        assert desk.agent.delete("/oauth/tokens/current").status == 404

    def test_end_user_sees_their_own(self, desk: Desk, client: Any) -> None:
        token = by_code(desk, client, consent(desk)).json["access_token"]
        shown = bearer(desk, token).get("/oauth/tokens/current").json["token"]
        assert shown["user_id"] == desk.cast.emma
        assert desk.emma.get(shown["url"]).status == 200
        assert desk.eric.get(shown["url"]).status == 404


class TestCreate:
    def test_shown_once(self, desk: Desk, client: Any) -> None:
        answer = make(desk, client, expires_in=300)
        token = answer.json["token"]
        assert answer.status == 201
        assert answer.headers["location"] == token["url"]
        assert answer.headers["cache-control"] == "no-store"
        assert token["full_token"].startswith(token["token"])
        assert token["expires_at"] == "2026-03-02T09:05:00Z"
        assert (token["user_id"], token["refresh_token"]) == (desk.cast.admin, None)
        stored = repr(desk.snapshot()["oauth_tokens"])
        assert digest(token["full_token"]) in stored
        assert token["full_token"] not in stored

    def test_scopes_as_text(self, desk: Desk, client: Any) -> None:
        assert make(desk, client, scopes="read write").json["token"]["scopes"] == ["read", "write"]

    @pytest.mark.parametrize(
        ("values", "attribute"),
        [
            ({"scopes": None}, "scopes"),
            ({"scopes": []}, "scopes"),
            ({"scopes": ["<b>"]}, "scopes"),
            ({"client_id": None}, "client_id"),
            ({"client_id": 1}, "client_id"),
            ({"expires_in": 299}, "expires_in"),
            ({"expires_in": 172_801}, "expires_in"),
        ],
    )
    def test_refused(
        self, desk: Desk, client: Any, values: dict[str, object], attribute: str
    ) -> None:
        before = desk.snapshot()
        answer = make(desk, client, None, **values)
        assert (answer.status, list(answer.json["details"])) == (422, [attribute])
        assert desk.snapshot() == before

    def test_only_admins(self, desk: Desk, client: Any) -> None:
        assert make(desk, client, desk.agent).status == 403
        assert make(desk, client, desk.anonymous).status == 401


class TestRevoke:
    def test_own_and_by_admin_only(self, desk: Desk, client: Any) -> None:
        made = make(desk, client).json["token"]
        assert desk.agent.delete(made["url"]).status == 404
        assert desk.owner.delete(made["url"]).status == 204
        assert bearer(desk, made["full_token"]).get("/groups").status == 401
        assert desk.admin.delete(made["url"]).status == 404


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


class TestRefreshToken:
    def granted(self, desk: Desk, client: Any, **more: object) -> Any:
        return by_code(desk, client, consent(desk), **more).json

    def refresh(self, desk: Desk, client: Any, token: str, **more: object) -> Answer:
        form = {"grant_type": "refresh_token", "refresh_token": token}
        return exchange(desk, client, **form, **more)

    def test_rotates(self, desk: Desk, client: Any) -> None:
        first = self.granted(desk, client)
        second = self.refresh(desk, client, first["refresh_token"])
        assert second.status == 201
        assert second.json["scope"] == first["scope"]
        assert bearer(desk, first["access_token"]).get("/users/me").status == 401
        assert bearer(desk, second.json["access_token"]).get("/users/me").status == 200
        again = self.refresh(desk, client, first["refresh_token"])
        assert refused(again, "invalid_grant")
        assert self.refresh(desk, client, second.json["refresh_token"]).status == 201

    def test_renews_what_expired_for_as_long_as_before(self, desk: Desk, client: Any) -> None:
        first = self.granted(desk, client, expires_in=600)
        assert (first["expires_in"], first["refresh_token_expires_in"]) == (600, 7_776_000)
        desk.clock.forward(seconds=600)
        assert bearer(desk, first["access_token"]).get("/users/me").status == 401
        second = self.refresh(desk, client, first["refresh_token"]).json
        assert second["expires_in"] == 600
        assert bearer(desk, second["access_token"]).get("/users/me").status == 200

    def test_expires_itself(self, desk: Desk, client: Any) -> None:
        first = self.granted(desk, client, refresh_token_expires_in=604_800)
        desk.clock.forward(days=7)
        assert refused(self.refresh(desk, client, first["refresh_token"]), "invalid_grant")

    def test_scope_may_only_shrink(self, desk: Desk, client: Any) -> None:
        first = self.granted(desk, client)
        more = self.refresh(desk, client, first["refresh_token"], scope="read write")
        assert refused(more, "invalid_scope")
        less = self.refresh(desk, client, first["refresh_token"], scope="read")
        assert less.json["scope"] == "read"

    def test_of_another_client(self, desk: Desk, client: Any, public: Any) -> None:
        first = self.granted(desk, client)
        answer = self.refresh(desk, public, first["refresh_token"], client_secret=None)
        assert refused(answer, "invalid_grant")

    def test_access_token_is_none(self, desk: Desk, client: Any) -> None:
        first = self.granted(desk, client)
        assert refused(self.refresh(desk, client, first["access_token"]), "invalid_grant")
        assert bearer(desk, first["refresh_token"]).get("/users/me").status == 401


class TestClientCredentials:
    def test_acts_for_the_clients_user(self, desk: Desk, client: Any) -> None:
        answer = exchange(desk, client, grant_type="client_credentials", scope="read")
        assert answer.status == 201
        assert "refresh_token" not in answer.json
        me = bearer(desk, answer.json["access_token"]).get("/users/me").json["user"]
        assert me["id"] == desk.cast.admin

    def test_reads_only_unless_asked(self, desk: Desk, client: Any) -> None:
        assert exchange(desk, client, grant_type="client_credentials").json["scope"] == "read"

    def test_not_for_public_clients(self, desk: Desk, public: Any) -> None:
        form = {"grant_type": "client_credentials"}
        assert refused(exchange(desk, public, **form), "unauthorized_client")
        nothing = exchange(desk, public, **form, client_secret=None)
        assert refused(nothing, "unauthorized_client")

    def test_wrong_secret(self, desk: Desk, client: Any) -> None:
        form = {"grant_type": "client_credentials", "client_secret": client["secret"][:10]}
        assert refused(exchange(desk, client, **form), "invalid_client")


class TestPassword:
    def by_password(self, desk: Desk, client: Any, password: str = PASSWORD) -> Answer:
        form = {"grant_type": "password", "username": "emma@acme.example", "password": password}
        return exchange(desk, client, **form, scope="read write")

    def test_right(self, desk: Desk, client: Any) -> None:
        body = self.by_password(desk, client).json
        me = bearer(desk, body["access_token"]).get("/users/me").json["user"]
        assert (me["id"], body["scope"]) == (desk.cast.emma, "read write")

    def test_wrong(self, desk: Desk, client: Any) -> None:
        assert refused(self.by_password(desk, client, "wrong"), "invalid_grant")

    def test_suspended(self, desk: Desk, client: Any) -> None:
        desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"suspended": True}})
        assert refused(self.by_password(desk, client), "invalid_grant")

    def test_switched_off(self, desk: Desk, client: Any) -> None:
        setting = {"settings": {"api": {"api_password_access": "false"}}}
        assert desk.admin.put("/account/settings", setting).status == 200
        assert refused(self.by_password(desk, client), "unauthorized_client")

    def test_guessing_is_slowed_down_and_locked_out(self, desk: Desk, client: Any) -> None:
        for _ in range(FREE):
            self.by_password(desk, client, "wrong")
        with desk.account.transaction(writes=False) as db:
            attempts = db.kept(Attempts)
        assert attempts.failed("emma@acme.example", "127.0.0.1") > 0
        for _ in range(MOST_FAILURES):
            attempts.failed("emma@acme.example", "127.0.0.1")
        assert self.by_password(desk, client).status == 429


class TestForms:
    FORM = "application/x-www-form-urlencoded"

    def send(self, desk: Desk, body: str, **headers: str) -> Answer:
        content = {"content-type": self.FORM, **headers}
        return desk.anonymous.send("POST", "//oauth/tokens", body.encode(), headers=content)

    def test_form_and_basic(self, desk: Desk, client: Any) -> None:
        fields = {"client_id": "app", "client_secret": client["secret"]}
        body = urlencode({"grant_type": "client_credentials", **fields})
        assert self.send(desk, body).status == 201
        header = basic("app", client["secret"])
        answer = self.send(desk, "grant_type=client_credentials", authorization=header)
        assert answer.status == 201

    @pytest.mark.usefixtures("client")
    def test_broken_ones(self, desk: Desk) -> None:
        assert refused(self.send(desk, "grant_type=a&grant_type=b"), "invalid_request")
        assert refused(self.send(desk, "client_id=%FF&grant_type=password"), "invalid_request")
        assert refused(self.send(desk, "x" * 70_000), "invalid_request")
        wrong = self.send(desk, "grant_type=password", authorization="Basic !")
        assert refused(wrong, "invalid_client")
        for body in (b"{", b"[]", b'{"grant_type": "password", "grant_type": "x"}'):
            answer = desk.anonymous.send("POST", "//oauth/tokens", body)
            assert refused(answer, "invalid_request")

    def test_cookie_and_csrf_do_not_count(self, desk: Desk, client: Any) -> None:
        browser = Browser(desk)
        browser.sign_in("emma@acme.example")
        form = {"grant_type": "client_credentials", "client_id": "app"}
        body = {**form, "client_secret": client["secret"]}
        assert browser.api().post("//oauth/tokens", body).status == 201
