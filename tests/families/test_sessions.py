"""Browser sessions: the cookie, the CSRF token, and every operation."""

import re

import pytest

from ombud.families.signing_in.by_session import COOKIE, IDLE_SECONDS
from ombud.values.tokens import digest
from tests.desk import Caller, Desk
from tests.families.browser import Browser


def sign_in(desk: Desk, email: str = "emma@acme.example") -> Browser:
    browser = Browser(desk)
    browser.sign_in(email)
    return browser


class TestCookie:
    def test_signs_in(self, desk: Desk) -> None:
        assert sign_in(desk).api().get("/users/me").json["user"]["id"] == desk.cast.emma

    def test_flags(self, desk: Desk) -> None:
        browser = sign_in(desk)
        (header,) = (text for text in browser.received if text.startswith(f"{COOKIE}="))
        assert header.endswith("; Path=/; HttpOnly; SameSite=Lax")

    def test_secure_where_the_page_is(self, desk: Desk) -> None:
        browser = Browser(desk, scheme="https")
        browser.sign_in("emma@acme.example")
        assert browser.received
        assert all("; Secure" in header for header in browser.received)

    def test_unknown_cookie_is_nobody(self, desk: Desk) -> None:
        caller = Caller(desk.app, {"cookie": f"a=b; {COOKIE}=nothing"})
        assert caller.get("/users/me").json["user"]["id"] is None
        assert caller.get("/users/me/session").status == 401

    def test_ends_when_idle(self, desk: Desk) -> None:
        api = sign_in(desk).api()
        for _ in range(3):
            desk.clock.forward(seconds=IDLE_SECONDS - 1)
            assert api.get("/users/me/session").status == 200
        desk.clock.forward(seconds=IDLE_SECONDS)
        assert api.get("/users/me/session").status == 401

    def test_suspended_user_is_nobody(self, desk: Desk) -> None:
        api = sign_in(desk).api()
        desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"suspended": True}})
        assert api.get("/users/me/session").status == 401

    def test_only_a_hash_is_stored(self, desk: Desk) -> None:
        browser = sign_in(desk)
        stored = desk.snapshot()["sessions"][0]
        assert digest(browser.cookies[COOKIE]) in stored
        assert browser.cookies[COOKIE] not in stored

    def test_authorization_header_comes_first(self, desk: Desk) -> None:
        api = sign_in(desk).api()
        api.headers |= desk.agent.headers
        assert api.get("/users/me").json["user"]["id"] == desk.cast.agent


class TestCsrf:
    @pytest.mark.parametrize("headers", [{}, {"x-csrf-token": "wrong"}, {"x-csrf-token": "é"}])
    def test_changes_need_the_token(self, desk: Desk, headers: dict[str, str]) -> None:
        api = sign_in(desk).api()
        before = desk.snapshot()
        answer = api.send("DELETE", "/users/me/logout", headers=headers)
        assert (answer.status, answer.json["error"]) == (403, "Forbidden")
        assert desk.snapshot() == before

    def test_token_of_another_session(self, desk: Desk) -> None:
        one, other = sign_in(desk), sign_in(desk).scripted()
        mixed = {"x-csrf-token": other.headers["x-csrf-token"]}
        assert one.api().send("DELETE", "/users/me/logout", headers=mixed).status == 403

    def test_with_the_token(self, desk: Desk) -> None:
        assert sign_in(desk).scripted().delete("/users/me/logout").status == 204

    def test_renew_gives_it(self, desk: Desk) -> None:
        api = sign_in(desk).api()
        token = api.get("/users/me/session/renew").json["authenticity_token"]
        assert re.fullmatch(r"[0-9a-f]{64}", token)
        assert api.send("DELETE", "/users/me/logout", headers={"x-csrf-token": token}).status == 204

    def test_other_credentials_need_none(self, desk: Desk) -> None:
        assert desk.emma.delete("/users/me/logout").status == 204


class TestList:
    def test_admin_sees_all(self, desk: Desk) -> None:
        sign_in(desk)
        sign_in(desk, "alice@northwind.example")
        users = [row["user_id"] for row in desk.admin.get("/sessions").json["sessions"]]
        assert users == [desk.cast.emma, desk.cast.agent]

    def test_all_others_see_their_own(self, desk: Desk) -> None:
        sign_in(desk)
        sign_in(desk, "alice@northwind.example")
        users = [row["user_id"] for row in desk.agent.get("/sessions").json["sessions"]]
        assert users == [desk.cast.agent]
        assert desk.agent.get(f"/users/{desk.cast.emma}/sessions").status == 404
        assert desk.emma.get(f"/users/{desk.cast.emma}/sessions").json["count"] == 1

    def test_of_one_user(self, desk: Desk) -> None:
        sign_in(desk)
        assert desk.admin.get(f"/users/{desk.cast.emma}/sessions").json["count"] == 1
        assert desk.admin.get(f"/users/{desk.cast.zoe}/sessions").json["count"] == 0
        assert desk.admin.get("/users/1/sessions").status == 404

    def test_by_cursor(self, desk: Desk) -> None:
        sign_in(desk)
        sign_in(desk)
        page = desk.admin.get("/sessions", **{"page[size]": 1}).json
        assert page["meta"]["has_more"]
        again = desk.admin.get(page["links"]["next"]).json["sessions"]
        assert again[0]["id"] != page["sessions"][0]["id"]

    def test_anonymous(self, desk: Desk) -> None:
        assert desk.anonymous.get("/sessions").status == 401


class TestShow:
    def test_own_and_by_admin(self, desk: Desk) -> None:
        session = sign_in(desk).api().get("/users/me/session").json["session"]
        path = f"/users/{desk.cast.emma}/sessions/{session['id']}"
        assert session["url"].endswith(f"{path}.json")
        assert session["authenticated_at"] == "2026-03-02T09:00:00Z"
        assert desk.emma.get(path).json["session"] == session
        assert desk.admin.get(path).json["session"] == session
        assert desk.eric.get(path).status == 404
        assert desk.admin.get(f"/users/{desk.cast.eric}/sessions/{session['id']}").status == 404

    def test_last_seen_moves(self, desk: Desk) -> None:
        api = sign_in(desk).api()
        desk.clock.forward(minutes=10)
        session = api.get("/users/me/session").json["session"]
        assert session["last_seen_at"] == "2026-03-02T09:10:00Z"
        assert session["authenticated_at"] == "2026-03-02T09:00:00Z"

    def test_without_a_session(self, desk: Desk) -> None:
        session = desk.agent.get("/users/me/session").json["session"]
        assert (session["id"], session["user_id"]) == (0, desk.cast.agent)
        assert session["authenticated_at"] == session["last_seen_at"]
        assert desk.agent.get("/users/me/session/renew").json["authenticity_token"]
        assert desk.anonymous.get("/users/me/session/renew").status == 401


class TestDelete:
    def test_one(self, desk: Desk) -> None:
        api = sign_in(desk).api()
        session = api.get("/users/me/session").json["session"]
        path = f"/users/{desk.cast.emma}/sessions/{session['id']}"
        assert desk.eric.delete(path).status == 404
        assert desk.agent.delete(path).status == 404
        assert desk.admin.delete(path).status == 204
        assert api.get("/users/me/session").status == 401
        assert desk.admin.delete(path).status == 404

    def test_all_of_a_user(self, desk: Desk) -> None:
        first, second, other = sign_in(desk), sign_in(desk), sign_in(desk, "eric@acme.example")
        path = f"/users/{desk.cast.emma}/sessions"
        assert desk.eric.delete(path).status == 404
        assert desk.emma.delete(path).status == 204
        for browser, status in ((first, 401), (second, 401), (other, 200)):
            assert browser.api().get("/users/me/session").status == status

    def test_logout_ends_this_session_only(self, desk: Desk) -> None:
        one, other = sign_in(desk), sign_in(desk)
        answer = one.scripted().delete("/users/me/logout")
        assert answer.status == 204
        assert answer.headers["set-cookie"].startswith(f"{COOKIE}=;")
        assert one.api().get("/users/me/session").status == 401
        assert other.api().get("/users/me/session").status == 200

    def test_expired_ones_go_when_the_user_comes_back(self, desk: Desk) -> None:
        sign_in(desk)
        desk.clock.forward(seconds=IDLE_SECONDS)
        assert desk.admin.get("/sessions").json["count"] == 0
        sign_in(desk)
        assert len(desk.snapshot()["sessions"]) == 1
