"""The pages that people see in a browser, without a browser."""

import html
import re
import shlex
import time
from pathlib import Path

import pytest

from ombud.app import build_app
from ombud.config import Config
from ombud.families.signing_in.attempts import FREE, MOST_FAILURES, Attempts
from ombud.families.signing_in.by_session import COOKIE
from ombud.workspace.access import local_path
from tests.desk import Caller, Clock, Desk, basic
from tests.families.browser import Browser, Shown

PAGES = ("/", "/access/login", "/access/logout", "/oauth/authorizations/new")
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


def failed(desk: Desk, email: str, times: int) -> None:
    with desk.account.transaction(writes=False) as db:
        attempts = db.kept(Attempts)
    for _ in range(times):
        attempts.failed(email, "127.0.0.1")


def is_signed_in(browser: Browser) -> bool:
    return browser.api().get("/users/me/session").status == 200


class TestEveryPage:
    @pytest.mark.parametrize("path", PAGES)
    @pytest.mark.parametrize("email", [None, "emma@acme.example", "adam@northwind.example"])
    def test_runs_no_script_and_loads_nothing(
        self, desk: Desk, path: str, email: str | None
    ) -> None:
        browser = Browser(desk)
        if email:
            browser.sign_in(email)
        shown = browser.get(path)
        assert shown.status in {200, 303, 400}
        assert shown.headers["cache-control"] == "no-store"
        assert shown.headers["x-content-type-options"] == "nosniff"
        assert shown.headers["x-frame-options"] == "DENY"
        assert shown.headers["referrer-policy"] == "same-origin"
        if shown.status != 303:
            assert shown.headers["content-type"] == "text/html; charset=utf-8"
            assert shown.headers["content-security-policy"] == POLICY
            self.check_markup(shown)

    def check_markup(self, shown: Shown) -> None:
        assert shown.text.startswith('<!doctype html>\n<html lang="en">')
        assert "<script" not in shown.text
        assert "style=" not in shown.text
        assert not re.search(r'(src|href|action)="(https?:)?//', shown.text)
        assert shown.text.count("<h1>") == 1
        assert shown.text.count("<main") == 1
        for name in re.findall(r'<input id="(\w+)"', shown.text):
            assert f'<label for="{name}">' in shown.text

    def test_style(self, desk: Desk) -> None:
        shown = Browser(desk).get("/assets/pages.css")
        assert shown.headers["content-type"] == "text/css; charset=utf-8"
        assert "prefers-color-scheme: dark" in shown.text
        assert "url(" not in shown.text

    def test_unknown_paths_are_the_apis(self, desk: Desk) -> None:
        assert desk.anonymous.get("//nothing").json["error"] == "InvalidEndpoint"
        assert Browser(desk).post("/", {"a": "b"}).status == 405

    def test_unknown_desk(self, desk: Desk) -> None:
        shown = Browser(desk, host="other.localhost").get("/")
        assert (shown.status, shown.headers["content-security-policy"]) == (404, POLICY)

    def test_host_that_is_none(self, desk: Desk) -> None:
        assert Browser(desk, host='a"><b>').get("/").status == 400

    @pytest.mark.parametrize("body", ["x" * 70_000, "&".join(f"a{n}=b" for n in range(60))])
    def test_forms_that_are_none(self, desk: Desk, body: str) -> None:
        caller = Caller(desk.app, checks_shapes=False)
        answer = caller.send("POST", "//access/login", body.encode())
        assert answer.status in {400, 413}
        assert "<h1>" in answer.text

    def test_a_fault_is_a_page_that_tells_nothing(self, desk: Desk) -> None:
        with desk.account.transaction(writes=True) as db:
            db.connection.exec_driver_sql("DELETE FROM account")
            db.configuration_changed()
        shown = Browser(desk).get("/")
        assert shown.status == 500
        assert "Something went wrong" in shown.text
        assert "IndexError" not in shown.text


class TestHealth:
    def test_ok(self, desk: Desk) -> None:
        answer = Caller(desk.app, checks_shapes=False).get("//healthz")
        assert (answer.status, answer.json) == (200, {"status": "ok"})
        assert answer.headers["cache-control"] == "no-store"

    def test_database_is_gone(self, desk: Desk) -> None:
        with desk.account.transaction(writes=True) as db:
            db.connection.exec_driver_sql("DROP TABLE configuration_version")
        answer = Caller(desk.app, checks_shapes=False).get("//healthz")
        assert (answer.status, answer.json) == (503, {"status": "unavailable"})

    def test_no_account_yet(self, tmp_path: Path) -> None:
        app = build_app(Config(data=tmp_path), Clock())
        assert Caller(app, checks_shapes=False).get("//healthz").status == 404
        app.directory.close()


class TestWelcome:
    def test_stranger(self, desk: Desk) -> None:
        shown = Browser(desk).get("/")
        assert "Northwind Lamps" in shown.text
        assert "You are not signed in" in shown.text
        assert 'href="/access/login"' in shown.text
        assert 'href="/api/docs"' in shown.text
        curl = "curl -u you@example.com/token:TOKEN http://localhost/api/v2/tickets.json"
        assert curl in shown.text

    def test_admin_makes_a_token(self, desk: Desk) -> None:
        browser = Browser(desk)
        browser.sign_in("adam@northwind.example")
        page = browser.get("/")
        assert "Adam Admin" in page.text
        made = browser.post("/welcome/api_tokens", {**page.hidden, "description": "<Laptop>"})
        assert made.status == 200
        found = re.search(r"<pre><code>([^<]{40})</code></pre>", made.text)
        assert found is not None
        signed = {"authorization": basic("adam@northwind.example/token", found.group(1))}
        assert Caller(desk.app, signed).get("/groups").status == 200
        listed = desk.admin.get("/api_tokens").json["api_tokens"]
        assert listed[-1]["description"] == "<Laptop>"
        assert found.group(1) not in browser.get("/").text

    def test_description_is_required(self, desk: Desk) -> None:
        browser = Browser(desk)
        browser.sign_in("adam@northwind.example")
        form = {**browser.get("/").hidden, "description": " "}
        assert browser.post("/welcome/api_tokens", form).status == 422

    @pytest.mark.parametrize(
        ("email", "status"),
        [("alice@northwind.example", 403), ("emma@acme.example", 403), (None, 401)],
    )
    def test_nobody_else_does(self, desk: Desk, email: str | None, status: int) -> None:
        browser = Browser(desk)
        token = ""
        if email:
            browser.sign_in(email)
            token = browser.get("/access/logout").hidden["authenticity_token"]
        assert "/welcome/api_tokens" not in browser.get("/").text
        before = desk.snapshot()["api_tokens"]
        form = {"authenticity_token": token, "description": "Mine"}
        assert browser.post("/welcome/api_tokens", form).status == status
        assert desk.snapshot()["api_tokens"] == before

    def test_form_of_another_site(self, desk: Desk) -> None:
        browser = Browser(desk)
        browser.sign_in("adam@northwind.example")
        before = desk.snapshot()["api_tokens"]
        assert browser.post("/welcome/api_tokens", {"description": "Theirs"}).status == 403
        assert desk.snapshot()["api_tokens"] == before

    def test_what_people_wrote_is_escaped(self, desk: Desk) -> None:
        name = "<img src=x onerror=alert(1)>'\""
        desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"name": name}})
        browser = Browser(desk)
        browser.sign_in("emma@acme.example")
        for path in ("/", "/access/logout"):
            shown = browser.get(path)
            assert "&lt;img src=x" in shown.text
            assert "<img" not in shown.text

    def test_an_address_cannot_leave_the_command(self, desk: Desk) -> None:
        address = "a'$(date)'@northwind.example".replace("(", "").replace(")", "")
        identity = {"type": "email", "value": address, "verified": True, "primary": True}
        path = f"/users/{desk.cast.admin}/identities"
        assert desk.owner.post(path, {"identity": identity}).status == 201
        browser = Browser(desk)
        browser.sign_in(address)
        shown = html.unescape(browser.get("/").text)
        command = re.search(r"<pre><code>(.*)</code></pre>", shown)
        assert command is not None
        assert shlex.split(command.group(1))[2] == f"{address}/token:TOKEN"

    def test_credentials_of_the_api_mean_nothing(self, desk: Desk) -> None:
        answer = desk.admin.get("//")
        assert "You are not signed in" in answer.text


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
