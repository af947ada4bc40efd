"""OAuth tokens: the operations, and every grant of the token endpoint that needs no consent."""

from typing import Any
from urllib.parse import urlencode

import pytest

from ombud.families.signing_in.attempts import FREE, MOST_FAILURES, Attempts
from ombud.values.tokens import digest
from tests.cast.company import PASSWORD
from tests.desk import Answer, Caller, Desk, basic
from tests.families.browser import Browser
from tests.families.oauth_client import (
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


@pytest.fixture
def public(desk: Desk) -> Any:
    return public_client(desk)


def make(desk: Desk, client: Any, by: Caller | None = None, **token: object) -> Answer:
    values = {"client_id": client["id"], "scopes": ["read", "write"], **token}
    return (by or desk.admin).post("/oauth/tokens", {"token": values})


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
        third = self.refresh(desk, client, second.json["refresh_token"])
        assert third.status == 201

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
