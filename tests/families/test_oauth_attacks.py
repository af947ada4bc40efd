"""What somebody tries who has stolen a code, a token or a click."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ombud.workspace.access import local_path
from tests.desk import Answer, Desk
from tests.families.browser import Browser
from tests.families.oauth_client import (
    BACK,
    ask,
    bearer,
    by_code,
    confidential_client,
    consent,
    exchange,
    public_client,
    refused,
)


@pytest.fixture
def client(desk: Desk) -> Any:
    return confidential_client(desk)


def works(desk: Desk, token: str) -> bool:
    return bearer(desk, token).get("/oauth/tokens/current").status == 200


def refresh(desk: Desk, client: Any, token: str, **more: object) -> Answer:
    form = {"grant_type": "refresh_token", "refresh_token": token}
    return exchange(desk, client, **form, **more)


class TestACodeShownTwice:
    def test_takes_back_what_came_of_it(self, desk: Desk, client: Any) -> None:
        code = consent(desk)
        first = by_code(desk, client, code).json
        assert works(desk, first["access_token"])
        assert refused(by_code(desk, client, code), "invalid_grant")
        assert not works(desk, first["access_token"])
        assert refused(refresh(desk, client, first["refresh_token"]), "invalid_grant")
        assert desk.snapshot()["oauth_spent"] == []

    def test_also_after_a_renewal(self, desk: Desk, client: Any) -> None:
        code = consent(desk)
        first = by_code(desk, client, code).json
        second = refresh(desk, client, first["refresh_token"]).json
        assert refused(by_code(desk, client, code, code_verifier="wrong"), "invalid_grant")
        assert not works(desk, second["access_token"])

    def test_other_grants_stay(self, desk: Desk, client: Any) -> None:
        codes = [consent(desk), consent(desk), consent(desk, "eric@acme.example")]
        tokens = [by_code(desk, client, code).json["access_token"] for code in codes]
        by_code(desk, client, codes[0])
        assert [works(desk, token) for token in tokens] == [False, True, True]

    def test_another_client_ends_nothing(self, desk: Desk, client: Any) -> None:
        other = public_client(desk)
        code = consent(desk)
        first = by_code(desk, client, code).json
        assert refused(by_code(desk, other, code, client_secret=None), "invalid_grant")
        stolen = refresh(desk, other, first["refresh_token"], client_secret=None)
        assert refused(stolen, "invalid_grant")
        wrong = by_code(desk, client, code, client_secret="guessed")
        assert refused(wrong, "invalid_client")
        assert works(desk, first["access_token"])

    def test_an_unknown_code_ends_nothing(self, desk: Desk, client: Any) -> None:
        first = by_code(desk, client, consent(desk)).json
        before = desk.snapshot()
        assert refused(by_code(desk, client, "x" * 64), "invalid_grant")
        assert desk.snapshot() == before
        assert works(desk, first["access_token"])


class TestARefreshTokenShownTwice:
    def test_takes_back_what_came_of_it(self, desk: Desk, client: Any) -> None:
        first = by_code(desk, client, consent(desk)).json
        second = refresh(desk, client, first["refresh_token"]).json
        third = refresh(desk, client, second["refresh_token"]).json
        assert works(desk, third["access_token"])
        # Any of the older ones gives the thief away.
        assert refused(refresh(desk, client, first["refresh_token"]), "invalid_grant")
        assert not works(desk, third["access_token"])
        assert refused(refresh(desk, client, third["refresh_token"]), "invalid_grant")

    def test_old_ones_are_forgotten_in_time(self, desk: Desk, client: Any) -> None:
        by_code(desk, client, consent(desk))
        assert len(desk.snapshot()["oauth_spent"]) == 1
        desk.clock.forward(days=90)
        by_code(desk, client, consent(desk))
        assert len(desk.snapshot()["oauth_spent"]) == 1


class TestPkce:
    def test_a_public_client_cannot_leave_it_out(self, desk: Desk) -> None:
        public_client(desk)
        browser = Browser(desk)
        browser.sign_in("emma@acme.example")
        for left_out in ("code_challenge", "code_challenge_method"):
            shown = ask(browser, client_id="phone", **{left_out: None})
            told = parse_qs(urlsplit(shown.headers["location"]).query)
            assert (told["error"], told["state"]) == (["invalid_request"], ["s&1"])

    def test_nor_by_becoming_public_afterwards(self, desk: Desk, client: Any) -> None:
        code = consent(desk, code_challenge=None, code_challenge_method=None)
        change = {"client": {"kind": "public"}}
        assert desk.admin.put(f"/oauth/clients/{client['id']}", change).status == 200
        form: dict[str, object] = {"client_secret": None, "code_verifier": None}
        assert refused(by_code(desk, client, code, **form), "invalid_grant")

    def test_plain_is_no_proof(self, desk: Desk, client: Any) -> None:
        browser = Browser(desk)
        browser.sign_in("emma@acme.example")
        shown = ask(browser, client_id=client["identifier"], code_challenge_method="plain")
        assert "error=invalid_request" in shown.headers["location"]


class TestRedirects:
    @pytest.mark.parametrize(
        ("uri", "is_allowed"),
        [
            ("https://app.example/back", True),
            ("http://localhost/back", True),
            ("http://localhost:8123/back", True),
            ("http://127.0.0.1:8123/", True),
            ("http://[::1]:8123/", True),
            ("com.example.app:/back", True),
            ("http://app.example/back", False),
            ("http://localhost.evil.example/", False),
            ("http://127.0.0.1.evil.example/", False),
            ("http://localhost@evil.example/", False),
            ("http://10.0.0.7/", False),
            ("https://user:pass@app.example/", False),
            ("https://app.example/back#x", False),
            ("javascript:alert(1)", False),
            ("data:text/html,x", False),
            ("app:/back", False),
            ("//app.example/", False),
            ("https:///back", False),
            ("https://app.example\\@evil.example/", False),
        ],
    )
    def test_what_a_client_may_register(self, desk: Desk, uri: str, *, is_allowed: bool) -> None:
        values = {"name": "App", "identifier": "app", "redirect_uri": [uri]}
        answer = desk.admin.post("/oauth/clients", {"client": values})
        assert answer.status == (201 if is_allowed else 422)

    @pytest.mark.usefixtures("client")
    @pytest.mark.parametrize(
        "uri", [BACK + "&x=1", BACK.upper(), BACK + "/", "https://app.example/", "", None]
    )
    def test_nobody_is_sent_elsewhere(self, desk: Desk, uri: str | None) -> None:
        browser = Browser(desk)
        browser.sign_in("emma@acme.example")
        shown = ask(browser, redirect_uri=uri, response_type="token")
        assert shown.status == 400
        assert "location" not in shown.headers

    @pytest.mark.parametrize(
        "wish",
        [
            "//evil.example",
            "///evil.example",
            "////evil.example/x",
            "/\\evil.example",
            "/\\/evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "https:evil.example",
            "/\t/evil.example",
            "javascript:alert(1)",
            "",
        ],
    )
    def test_after_signing_in(self, desk: Desk, wish: str) -> None:
        assert local_path(wish) == "/"
        shown = Browser(desk).sign_in("emma@acme.example", return_to=wish)
        assert (shown.status, shown.headers["location"]) == (303, "/")


class TestSessions:
    def test_a_cookie_that_was_planted_is_not_kept(self, desk: Desk) -> None:
        browser = Browser(desk)
        browser.cookies["_zendesk_session"] = "x" * 43
        browser.sign_in("emma@acme.example")
        assert browser.cookies["_zendesk_session"] != "x" * 43
        planted = Browser(desk, cookies={"_zendesk_session": "x" * 43})
        assert planted.api().get("/users/me").json["user"]["id"] is None

    def test_signing_in_again_ends_the_session_that_was_there(self, desk: Desk) -> None:
        browser = Browser(desk)
        browser.sign_in("eric@acme.example")
        old = Browser(desk, cookies=dict(browser.cookies))
        browser.sign_in("emma@acme.example")
        assert browser.api().get("/users/me").json["user"]["id"] == desk.cast.emma
        assert old.api().get("/users/me").json["user"]["id"] is None

    def test_consent_needs_the_form_of_this_session(self, desk: Desk, client: Any) -> None:
        browser, other = Browser(desk), Browser(desk)
        browser.sign_in("emma@acme.example")
        other.sign_in("eric@acme.example")
        hidden = ask(other, client_id=client["identifier"]).hidden
        before = desk.snapshot()["oauth_codes"]
        for form in (hidden, {**hidden, "authenticity_token": ""}):
            shown = browser.post("/oauth/authorizations", {**form, "decision": "allow"})
            assert shown.status == 403
        assert desk.snapshot()["oauth_codes"] == before


class TestScopes:
    def token(self, desk: Desk, client: Any, *scopes: str) -> Any:
        values = {"client_id": client["id"], "scopes": list(scopes)}
        made = desk.admin.post("/oauth/tokens", {"token": values}).json["token"]
        return bearer(desk, made["full_token"])

    def test_reading_is_not_writing(self, desk: Desk, client: Any) -> None:
        reader, writer = self.token(desk, client, "read"), self.token(desk, client, "write")
        body = {"group": {"name": "New"}}
        before = desk.snapshot()["groups"]
        for answer in (
            reader.post("/groups", body),
            reader.put(f"/groups/{desk.cast.billing}", body),
            reader.delete(f"/groups/{desk.cast.billing}"),
        ):
            assert answer.status == 403
            needed = "You are missing the following required scopes: write"
            assert answer.json == {"error": "Forbidden", "description": needed}
        assert desk.snapshot()["groups"] == before
        assert writer.post("/groups", body).status == 201
        assert writer.get("/groups").status == 403
        # An answer to HEAD has no body that could be checked.
        writer.checks_shapes = False
        assert writer.send("HEAD", "/groups").status == 403

    def test_of_one_family(self, desk: Desk, client: Any) -> None:
        caller = self.token(desk, client, "tickets:read", "users:write")
        assert caller.get("/tickets").status == 200
        assert caller.get("/users").status == 403
        assert caller.post("/tickets", {"ticket": {"comment": {"body": "x"}}}).status == 403
        assert caller.post("/users", {"user": {"name": "Pat"}}).status == 201

    def test_a_token_makes_no_stronger_one(self, desk: Desk, client: Any) -> None:
        writer = self.token(desk, client, "write")
        before = desk.snapshot()["oauth_tokens"]
        for scopes in (["read"], ["write", "impersonate"], ["tickets:read"]):
            body = {"token": {"client_id": client["id"], "scopes": scopes}}
            answer = writer.post("/oauth/tokens", body)
            assert (answer.status, answer.json["error"]) == (403, "Forbidden")
        # The token's own time of use is all that moved.
        assert len(desk.snapshot()["oauth_tokens"]) == len(before)
        weaker = {"token": {"client_id": client["id"], "scopes": ["write", "tickets:write"]}}
        assert writer.post("/oauth/tokens", weaker).status == 201

    def test_acting_for_others_has_a_scope_of_its_own(self, desk: Desk, client: Any) -> None:
        for scopes, status in ((["read", "write"], 403), (["read", "impersonate"], 200)):
            caller = self.token(desk, client, *scopes)
            caller.headers["x-on-behalf-of"] = "emma@acme.example"
            assert caller.get("/requests").status == status
