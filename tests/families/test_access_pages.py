"""Signing in and out on the pages, without a browser."""

import time

import pytest

from ombud.families.signing_in.attempts import FREE, MOST_FAILURES, Attempts
from ombud.families.signing_in.by_session import COOKIE
from ombud.workspace.access import local_path
from tests.desk import Caller, Desk
from tests.families.browser import Browser
from tests.families.markup import faults, read


def failed(desk: Desk, email: str, times: int) -> None:
    with desk.account.transaction(writes=False) as db:
        attempts = db.kept(Attempts)
    for _ in range(times):
        attempts.failed(email, "127.0.0.1")


def is_signed_in(browser: Browser) -> bool:
    return browser.api().get("/users/me/session").status == 200


class TestSignIn:
    def test_right(self, desk: Desk) -> None:
        browser = Browser(desk)
        shown = browser.sign_in("  Emma@Acme.example ")
        assert (shown.status, shown.headers["location"]) == (303, "/")
        assert is_signed_in(browser)
        assert "_ombud_sign_in" not in browser.cookies
        emma = desk.admin.get(f"/users/{desk.cast.emma}").json["user"]
        assert emma["last_login_at"] == "2026-03-02T09:00:00Z"

    @pytest.mark.parametrize("email", ["emma@acme.example", "nobody@nowhere.example", ""])
    def test_wrong(self, desk: Desk, email: str) -> None:
        browser = Browser(desk)
        shown = browser.sign_in(email, "wrong")
        assert shown.status == 401
        assert 'role="alert">The e-mail address or the password is wrong.' in shown.text
        page = read(shown.text)
        assert faults(page) == []
        # What one has to type again is where the cursor stands.
        (focused,) = [each["name"] for each in page.all("input") if "autofocus" in each]
        assert focused == ("password" if email else "email")
        assert "www-authenticate" not in shown.headers
        assert not is_signed_in(browser)
        assert desk.snapshot()["sessions"] == []

    def test_what_was_typed_comes_back_escaped_without_the_password(self, desk: Desk) -> None:
        shown = Browser(desk).sign_in('"><b>@x.example', "hunter2hunter2")
        assert 'value="&#34;&gt;&lt;b&gt;@x.example"' in shown.text
        assert "hunter2" not in shown.text

    def test_suspended(self, desk: Desk) -> None:
        desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"suspended": True}})
        browser = Browser(desk)
        shown = browser.sign_in("emma@acme.example")
        assert (shown.status, "suspended" in shown.text) == (403, True)
        assert not is_signed_in(browser)

    def test_password_access_is_about_the_api(self, desk: Desk) -> None:
        setting = {"settings": {"api": {"api_password_access": "false"}}}
        desk.admin.put("/account/settings", setting)
        browser = Browser(desk)
        browser.sign_in("emma@acme.example")
        assert is_signed_in(browser)

    def test_answers_wait_after_failures(self, desk: Desk) -> None:
        failed(desk, "emma@acme.example", FREE)
        started = time.monotonic()
        assert Browser(desk).sign_in("emma@acme.example", "wrong").status == 401
        assert time.monotonic() - started > 0.25

    def test_locked_out(self, desk: Desk) -> None:
        failed(desk, "emma@acme.example", MOST_FAILURES)
        browser = Browser(desk)
        shown = browser.sign_in("emma@acme.example")
        assert (shown.status, shown.headers["retry-after"]) == (429, "300")
        assert "Try again in 5 minutes" in shown.text
        assert not is_signed_in(browser)

    @pytest.mark.parametrize(
        ("change", "headers"),
        [
            ({"form_token": "wrong"}, {}),
            ({"form_token": ""}, {}),
            ({}, {"sec_fetch_site": "cross-site"}),
            ({}, {"sec_fetch_site": "same-site"}),
        ],
    )
    def test_form_of_another_site(
        self, desk: Desk, change: dict[str, str], headers: dict[str, str]
    ) -> None:
        browser = Browser(desk)
        form = {**browser.get("/access/login").hidden, "email": "emma@acme.example"}
        form |= {"password": "correct horse battery", **change}
        assert browser.post("/access/login", form, **headers).status == 403
        assert desk.snapshot()["sessions"] == []

    def test_without_the_forms_cookie(self, desk: Desk) -> None:
        browser = Browser(desk)
        form = {**browser.get("/access/login").hidden, "email": "emma@acme.example"}
        browser.cookies.clear()
        assert browser.post("/access/login", form).status == 403

    def test_two_tabs(self, desk: Desk) -> None:
        browser = Browser(desk)
        first = browser.get("/access/login").hidden
        second = browser.get("/access/login").hidden
        assert first == second

    @pytest.mark.parametrize(
        ("wish", "path"),
        [
            ("/oauth/authorizations/new?a=b", "/oauth/authorizations/new?a=b"),
            ("", "/"),
            ("https://evil.example/", "/"),
            ("//evil.example/", "/"),
            ("/\\evil.example/", "/"),
            ("\\\\evil.example/", "/"),
            ("javascript:alert(1)", "/"),
            ("/a\r\nSet-Cookie: b=c", "/"),
            ("access/login", "/"),
            ("/\t/evil.example", "/"),
        ],
    )
    def test_goes_on_only_within_the_desk(self, wish: str, path: str) -> None:
        assert local_path(wish) == path

    def test_sessions_do_not_reach_other_desks(self, desk: Desk) -> None:
        browser = Browser(desk)
        browser.sign_in("emma@acme.example")
        assert is_signed_in(browser)
        cookie = {"cookie": f"{COOKIE}={browser.cookies[COOKIE]}x"}
        assert Caller(desk.app, cookie).get("/users/me/session").status == 401


class TestSignOut:
    def test_asks_then_ends(self, desk: Desk) -> None:
        browser = Browser(desk)
        browser.sign_in("emma@acme.example")
        page = browser.get("/access/logout")
        assert "You are signed in as Emma Enduser" in page.text
        assert is_signed_in(browser)
        shown = browser.post("/access/logout", page.hidden)
        assert (shown.status, shown.headers["location"]) == (303, "/")
        assert COOKIE not in browser.cookies
        assert desk.snapshot()["sessions"] == []

    def test_form_of_another_site(self, desk: Desk) -> None:
        browser = Browser(desk)
        browser.sign_in("emma@acme.example")
        assert browser.post("/access/logout", {"authenticity_token": "x"}).status == 403
        assert is_signed_in(browser)

    def test_stranger(self, desk: Desk) -> None:
        assert Browser(desk).get("/access/logout").headers["location"] == "/"
        assert Browser(desk).post("/access/logout", {}).status == 303
