"""Every kind of credential, right and wrong."""

import time
from typing import Any

import pytest

from ombud.families.signing_in.scopes import checked_scopes, expanded
from ombud.values.tokens import digest
from tests.cast.company import API_TOKEN, PASSWORD
from tests.desk import Caller, Desk
from tests.families.credentials import by_basic, caller, refused

ALICE = "alice@northwind.example"
EMMA = "emma@acme.example"


def switch_off(desk: Desk, setting: str) -> None:
    with desk.account.transaction(writes=True) as db:
        from ombud.tables import account_settings

        db.insert(account_settings, name=setting, value='"false"')
        db.configuration_changed()


def column(desk: Desk, statement: str) -> Any:
    with desk.account.transaction(writes=False) as db:
        return db.connection.exec_driver_sql(statement).scalar()


def change(desk: Desk, statement: str) -> None:
    with desk.account.transaction(writes=True) as db:
        db.connection.exec_driver_sql(statement)
        db.configuration_changed()


def access_token(desk: Desk, *scopes: str, by: Caller | None = None, **more: object) -> Caller:
    client = {"name": "App", "identifier": f"app-{len(scopes)}-{desk.clock.now()}"}
    made = desk.admin.post("/oauth/clients", {"client": client}).json["client"]
    token = {"client_id": made["id"], "scopes": list(scopes), **more}
    answer = (by or desk.admin).post("/oauth/tokens", {"token": token})
    return caller(desk, authorization=f"Bearer {answer.json['token']['full_token']}")


class TestNothing:
    def test_protected(self, desk: Desk) -> None:
        answer = desk.anonymous.get("/groups")
        assert refused(answer)
        assert answer.headers["www-authenticate"] == 'Basic realm="Web Password"'

    def test_me(self, desk: Desk) -> None:
        user = desk.anonymous.get("/users/me").json["user"]
        assert (user["id"], user["name"], user["role"]) == (None, "Anonymous user", "end-user")

    @pytest.mark.parametrize(
        "header", ["Basic", "Basic !", "Basic YQ==", "Digest x", "", "Basic /w==", "Basic AHg6eA=="]
    )
    def test_malformed(self, desk: Desk, header: str) -> None:
        assert refused(caller(desk, authorization=header).get("/groups"))
        assert caller(desk, authorization=header).get("/users/me").status == 401


class TestPassword:
    def test_right(self, desk: Desk) -> None:
        assert desk.by_password(ALICE).get("/users/me").json["user"]["id"] == desk.cast.agent

    def test_address_in_any_case(self, desk: Desk) -> None:
        assert desk.by_password(ALICE.upper()).get("/groups").status == 200

    def test_wrong(self, desk: Desk) -> None:
        assert refused(desk.by_password(ALICE, "wrong").get("/groups"))

    def test_wrong_is_anonymous_on_me(self, desk: Desk) -> None:
        answer = desk.by_password(ALICE, "wrong").get("/users/me")
        assert (answer.status, answer.json["user"]["id"]) == (200, None)

    def test_unknown_address(self, desk: Desk) -> None:
        assert refused(desk.by_password("nobody@nowhere.example").get("/groups"))

    def test_secondary_address(self, desk: Desk) -> None:
        identity = {"type": "email", "value": "alice@home.example", "verified": True}
        desk.admin.post(f"/users/{desk.cast.agent}/identities", {"identity": identity})
        assert desk.by_password("alice@home.example").get("/groups").status == 200

    def test_switched_off(self, desk: Desk) -> None:
        switch_off(desk, "api.api_password_access")
        assert refused(desk.by_password(ALICE).get("/groups"))
        assert desk.agent.get("/groups").status == 200

    def test_suspended(self, desk: Desk) -> None:
        change(desk, f"UPDATE users SET suspended = true WHERE id = {desk.cast.emma}")
        answer = desk.emma.get("/users/me")
        assert (answer.status, answer.json["error"]["title"]) == (403, "Forbidden")
        assert refused(desk.by_password(EMMA, "wrong").get("/requests"))

    def test_deleted(self, desk: Desk) -> None:
        change(desk, f"UPDATE users SET active = false WHERE id = {desk.cast.emma}")
        assert refused(desk.emma.get("/requests"))

    def test_changed_password_is_noticed_at_once(self, desk: Desk) -> None:
        assert desk.by_password(ALICE).get("/groups").status == 200
        desk.admin.post(f"/users/{desk.cast.agent}/password", {"password": "another one"})
        assert refused(desk.by_password(ALICE).get("/groups"))
        assert desk.by_password(ALICE, "another one").get("/groups").status == 200


class TestApiToken:
    def test_any_agent(self, desk: Desk) -> None:
        for email, who in ((ALICE, desk.cast.agent), ("olga@northwind.example", desk.cast.owner)):
            assert desk.by_token(email).get("/users/me").json["user"]["id"] == who

    def test_wrong_token_even_on_me(self, desk: Desk) -> None:
        wrong = by_basic(desk, f"{ALICE}/token", "wrong")
        assert refused(wrong.get("/groups"))
        assert refused(wrong.get("/users/me"))

    def test_end_user(self, desk: Desk) -> None:
        assert refused(desk.by_token(EMMA).get("/users/me"))

    def test_unknown_address(self, desk: Desk) -> None:
        assert refused(desk.by_token("nobody@northwind.example").get("/groups"))

    def test_unverified_agent(self, desk: Desk) -> None:
        change(desk, f"UPDATE users SET verified = false WHERE id = {desk.cast.agent}")
        assert refused(desk.agent.get("/groups"))

    def test_suspended_agent(self, desk: Desk) -> None:
        change(desk, f"UPDATE users SET suspended = true WHERE id = {desk.cast.agent}")
        assert desk.agent.get("/groups").status == 403

    def test_only_the_last_mark_counts(self, desk: Desk) -> None:
        change(
            desk,
            "UPDATE user_identities SET value = 'a/token@northwind.example' "
            f"WHERE user_id = {desk.cast.agent}",
        )
        assert desk.by_token("a/token@northwind.example").get("/groups").status == 200

    def test_token_as_password(self, desk: Desk) -> None:
        assert refused(by_basic(desk, ALICE, API_TOKEN).get("/groups"))

    def test_password_as_token(self, desk: Desk) -> None:
        assert refused(by_basic(desk, f"{ALICE}/token", PASSWORD).get("/groups"))

    def test_switched_off(self, desk: Desk) -> None:
        switch_off(desk, "api.api_token_access")
        assert refused(desk.agent.get("/groups"))
        assert desk.by_password(ALICE).get("/groups").status == 200

    def test_only_its_hash_is_stored(self, desk: Desk) -> None:
        stored = desk.snapshot()["api_tokens"]
        assert digest(API_TOKEN) in stored[0]
        assert API_TOKEN not in stored[0]


class TestOAuthToken:
    def test_acts_for_its_user(self, desk: Desk) -> None:
        me = access_token(desk, "read").get("/users/me").json["user"]
        assert me["id"] == desk.cast.admin

    def test_unknown(self, desk: Desk) -> None:
        answer = caller(desk, authorization="Bearer nothing").get("/users/me")
        assert (answer.status, answer.json["error"]) == (401, "invalid_token")
        assert "expired, revoked" in answer.json["error_description"]

    def test_expired(self, desk: Desk) -> None:
        token = access_token(desk, "read", expires_in=300)
        assert token.get("/groups").status == 200
        desk.clock.forward(seconds=300)
        assert token.get("/groups").json["error"] == "invalid_token"

    def test_revoked(self, desk: Desk) -> None:
        token = access_token(desk, "read", "write")
        assert token.delete("/oauth/tokens/current").status == 204
        assert token.get("/groups").json["error"] == "invalid_token"

    @pytest.mark.parametrize(
        ("scopes", "reads", "writes"),
        [
            (["read"], True, False),
            (["write"], False, True),
            (["read", "write"], True, True),
            (["groups:read"], True, False),
            (["groups:write"], False, True),
            (["tickets:read"], False, False),
            (["reed"], False, False),
        ],
    )
    def test_scopes(self, desk: Desk, scopes: list[str], *, reads: bool, writes: bool) -> None:
        token = access_token(desk, *scopes)
        for answer, allowed, verb in (
            (token.get("/groups"), reads, "read"),
            (token.post("/groups", {"group": {"name": "New"}}), writes, "write"),
        ):
            if allowed:
                assert answer.status in {200, 201}
            else:
                wanted = f"You are missing the following required scopes: {verb}"
                assert answer.status == 403
                assert answer.json == {"error": "Forbidden", "description": wanted}

    def test_scopes_count_where_anybody_may_go(self, desk: Desk) -> None:
        assert access_token(desk, "tickets:read").get("/users/me").status == 403

    def test_suspended(self, desk: Desk) -> None:
        token = access_token(desk, "read")
        change(desk, f"UPDATE users SET suspended = true WHERE id = {desk.cast.admin}")
        assert token.get("/groups").status == 403

    def test_deleted_user(self, desk: Desk) -> None:
        token = access_token(desk, "read")
        change(desk, f"UPDATE users SET active = false WHERE id = {desk.cast.admin}")
        assert token.get("/groups").json["error"] == "invalid_token"

    def test_use_leaves_a_time(self, desk: Desk) -> None:
        token = access_token(desk, "read")
        assert column(desk, "SELECT used_at FROM oauth_tokens") is None
        desk.clock.forward(hours=1)
        token.get("/groups")
        assert column(desk, "SELECT used_at FROM oauth_tokens") == desk.clock.now()

    def test_a_scope_reaches_what_belongs_to_it(self) -> None:
        assert "ticket_comments:read" in expanded(["tickets:read"])
        assert "ticket_comments:write" not in expanded(["tickets:read"])

    def test_scopes_are_words(self) -> None:
        assert checked_scopes("read, write read") == ["read", "write"]
        assert checked_scopes(["read write"]) == ["read", "write"]
        assert checked_scopes("read <b>") is None


class TestOnBehalfOf:
    def test_admin_acts_as_the_end_user(self, desk: Desk) -> None:
        admin = by_basic(desk, "adam@northwind.example/token", API_TOKEN)
        admin.headers["x-on-behalf-of"] = EMMA
        assert admin.get("/users/me").json["user"]["id"] == desk.cast.emma
        assert admin.get("/groups").status == 403

    def test_agent_may_not(self, desk: Desk) -> None:
        agent = by_basic(desk, f"{ALICE}/token", API_TOKEN)
        agent.headers["x-on-behalf-of"] = EMMA
        assert agent.get("/users/me").status == 403

    @pytest.mark.parametrize("email", [ALICE, "nobody@nowhere.example"])
    def test_only_end_users(self, desk: Desk, email: str) -> None:
        admin = by_basic(desk, "adam@northwind.example/token", API_TOKEN)
        admin.headers["x-on-behalf-of"] = email
        assert admin.get("/users/me").status == 403

    def test_token_needs_the_scope(self, desk: Desk) -> None:
        token = access_token(desk, "read", "write")
        token.headers["x-on-behalf-of"] = EMMA
        answer = token.get("/users/me")
        assert answer.status == 403
        assert answer.json["description"].endswith("required scopes: impersonate")

    def test_token_with_the_scope(self, desk: Desk) -> None:
        token = access_token(desk, "read", "impersonate")
        token.headers["x-on-behalf-of"] = EMMA
        assert token.get("/users/me").json["user"]["id"] == desk.cast.emma
        assert token.delete("/users/me/logout").status == 403

    def test_nobody_stays_nobody(self, desk: Desk) -> None:
        assert caller(desk, x_on_behalf_of=EMMA).get("/users/me").json["user"]["id"] is None


class TestLastLogin:
    def last_login(self, desk: Desk) -> Any:
        return column(desk, f"SELECT last_login_at FROM users WHERE id = {desk.cast.agent}")

    def test_moves_with_requests_but_seldom(self, desk: Desk) -> None:
        desk.agent.get("/groups")
        first = desk.clock.now()
        assert self.last_login(desk) == first
        desk.clock.forward(minutes=59)
        desk.agent.get("/groups")
        assert self.last_login(desk) == first
        desk.clock.forward(minutes=2)
        desk.agent.get("/groups")
        assert self.last_login(desk) == desk.clock.now()

    def test_refused_request_leaves_none_and_the_next_one_does(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert desk.agent.post("/groups", {"group": {"name": "X"}}).status == 403
        assert desk.snapshot() == before
        desk.agent.get("/groups")
        assert self.last_login(desk) == desk.clock.now()

    def test_reading_does_not_wait_for_a_writer(self, desk: Desk) -> None:
        agent = desk.agent
        with desk.account.transaction(writes=True) as db:
            if not db.is_sqlite:
                pytest.skip("PostgreSQL locks rows, not files")
            started = time.monotonic()
            assert agent.get("/groups").status == 200
            assert time.monotonic() - started < 2
        assert self.last_login(desk) is None
