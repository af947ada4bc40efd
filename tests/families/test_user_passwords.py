"""The user passwords family: every operation, by every kind of caller."""

import pytest

from ombud.families.signing_in.attempts import MOST_FAILURES, Attempts
from tests.cast.company import PASSWORD
from tests.desk import Desk
from tests.families.browser import Browser

NEW = "a brand new one"


class TestRequirements:
    def test_own_and_by_agents(self, desk: Desk) -> None:
        path = f"/users/{desk.cast.emma}/password/requirements"
        listed = desk.emma.get(path).json["requirements"]
        assert "must be at least 5 characters" in listed
        assert "must be different from email address" in listed
        assert desk.agent.get(path).json["requirements"] == listed

    def test_others(self, desk: Desk) -> None:
        path = f"/users/{desk.cast.emma}/password/requirements"
        assert desk.eric.get(path).status == 404
        assert desk.anonymous.get(path).status == 401
        assert desk.agent.get("/users/1/password/requirements").status == 404


class TestSet:
    def test_admin(self, desk: Desk) -> None:
        answer = desk.admin.post(f"/users/{desk.cast.emma}/password", {"password": NEW})
        assert (answer.status, answer.content) == (200, b"")
        assert desk.by_password("emma@acme.example", NEW).get("/users/me").json["user"]["id"]
        assert desk.emma.get("/users/me").json["user"]["id"] is None

    def test_ends_the_sessions(self, desk: Desk) -> None:
        browser = Browser(desk)
        browser.sign_in("emma@acme.example")
        assert browser.api().get("/users/me/session").status == 200
        desk.admin.post(f"/users/{desk.cast.emma}/password", {"password": NEW})
        assert browser.api().get("/users/me/session").status == 401

    def test_only_admins(self, desk: Desk) -> None:
        path, body = f"/users/{desk.cast.emma}/password", {"password": NEW}
        before = desk.snapshot()
        assert desk.agent.post(path, body).status == 403
        assert desk.emma.post(path, body).status == 403
        assert desk.anonymous.post(path, body).status == 401
        assert desk.snapshot() == before

    def test_nobody_but_the_owner_for_the_owner(self, desk: Desk) -> None:
        path = f"/users/{desk.cast.owner}/password"
        assert desk.admin.post(path, {"password": NEW}).status == 403
        assert desk.owner.post(path, {"password": NEW}).status == 200

    @pytest.mark.parametrize("password", ["", "    ", "four", "x" * 129, "EMMA@acme.example"])
    def test_policy(self, desk: Desk, password: str) -> None:
        before = desk.snapshot()
        answer = desk.admin.post(f"/users/{desk.cast.emma}/password", {"password": password})
        assert (answer.status, list(answer.json["details"])) == (422, ["password"])
        assert desk.snapshot() == before

    @pytest.mark.parametrize("body", [{}, {"password": None}, {"password": ["x"]}])
    def test_missing_or_of_the_wrong_type(self, desk: Desk, body: object) -> None:
        assert desk.admin.post(f"/users/{desk.cast.emma}/password", body).status == 400

    def test_unknown_user(self, desk: Desk) -> None:
        assert desk.admin.post("/users/1/password", {"password": NEW}).status == 404

    def test_never_stored_or_shown_as_it_is(self, desk: Desk) -> None:
        desk.admin.post(f"/users/{desk.cast.emma}/password", {"password": NEW})
        assert NEW not in repr(desk.snapshot())
        assert "argon2" not in desk.admin.get(f"/users/{desk.cast.emma}").text


class TestChangeOwn:
    def test_end_user_and_agent(self, desk: Desk) -> None:
        body = {"previous_password": PASSWORD, "password": NEW}
        assert desk.emma.put(f"/users/{desk.cast.emma}/password", body).status == 200
        assert desk.agent.put(f"/users/{desk.cast.agent}/password", body).status == 200
        assert desk.by_password("emma@acme.example", NEW).get("/users/me").json["user"]["id"]

    def test_wrong_previous_one(self, desk: Desk) -> None:
        before = desk.snapshot()
        for wrong in ("wrong", None):
            body = {"previous_password": wrong, "password": NEW}
            answer = desk.emma.put(f"/users/{desk.cast.emma}/password", body)
            assert (answer.status, list(answer.json["details"])) == (422, ["previous_password"])
        assert desk.snapshot() == before

    def test_guessing_is_locked_out(self, desk: Desk) -> None:
        with desk.account.transaction(writes=False) as db:
            attempts = db.kept(Attempts)
        for _ in range(MOST_FAILURES):
            attempts.failed("alice@northwind.example", "127.0.0.1")
        body = {"previous_password": PASSWORD, "password": NEW}
        assert desk.agent.put(f"/users/{desk.cast.agent}/password", body).status == 429

    def test_not_for_others(self, desk: Desk) -> None:
        body = {"previous_password": PASSWORD, "password": NEW}
        assert desk.admin.put(f"/users/{desk.cast.emma}/password", body).status == 403
        assert desk.eric.put(f"/users/{desk.cast.emma}/password", body).status == 404
        assert desk.anonymous.put(f"/users/{desk.cast.emma}/password", body).status == 401

    def test_this_session_stays_and_others_end(self, desk: Desk) -> None:
        here, elsewhere = Browser(desk), Browser(desk)
        for browser in (here, elsewhere):
            browser.sign_in("emma@acme.example")
        api = here.api()
        token = api.get("/users/me/session/renew").json["authenticity_token"]
        body = {"previous_password": PASSWORD, "password": NEW}
        path = f"/users/{desk.cast.emma}/password"
        assert api.send("PUT", path, body, headers={"x-csrf-token": token}).status == 200
        assert api.get("/users/me/session").status == 200
        assert elsewhere.api().get("/users/me/session").status == 401
