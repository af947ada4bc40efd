"""The pages that people see in a browser, without a browser."""

import html
import shlex
from pathlib import Path

import pytest

from ombud.app import build_app
from ombud.config import Config
from tests.desk import Caller, Clock, Desk, basic
from tests.families.browser import Browser, Shown
from tests.families.markup import faults, read

# What browsers send when somebody follows a link.
ACCEPTED = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PAGES = ("/", "/access/login", "/access/logout", "/oauth/authorizations/new")
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


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
        page = read(shown.text)
        assert faults(page) == []
        assert page.all("script") == []
        assert len(page.all("main")) == 1

    @pytest.mark.parametrize("email", [None, "alice@northwind.example", "adam@northwind.example"])
    def test_every_link_leads_somewhere(self, desk: Desk, email: str | None) -> None:
        browser = Browser(desk)
        if email:
            browser.sign_in(email)
        for path in ("/", "/access/login", "/access/logout", "/nothing"):
            page = read(browser.get(path, accept="text/html").text)
            loaded = [each["href"] for each in page.all("link")]
            for link in {*page.links, *loaded} - {"#content"}:
                assert browser.get(link).status == 200, f"{path}: {link}"

    def test_style(self, desk: Desk) -> None:
        shown = Browser(desk).get("/assets/pages.css")
        assert shown.headers["content-type"] == "text/css; charset=utf-8"
        assert "prefers-color-scheme: dark" in shown.text
        assert "url(" not in shown.text

    def test_icon(self, desk: Desk) -> None:
        first = Browser(desk).get("/assets/icon.svg")
        assert first.headers["content-type"].startswith("image/svg+xml")
        assert "default-src 'none'" in first.headers["content-security-policy"]
        # Browsers that look at JSON ask for it under this name.
        assert Browser(desk).get("/favicon.ico").text == first.text

    def test_unknown_paths_are_the_apis(self, desk: Desk) -> None:
        assert desk.anonymous.get("//nothing").json["error"] == "InvalidEndpoint"
        assert Browser(desk).post("/", {"a": "b"}).status == 405

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/nothing", 404),
            ("/access/nothing", 404),
            ("/assets/../site.py", 404),
            ("/assets/nothing.css", 404),
            ("/attachments/token/unknown/", 404),
            ("/welcome/api_tokens", 405),
            ("/oauth/authorizations", 405),
        ],
    )
    def test_what_a_browser_is_refused_is_a_page(self, desk: Desk, path: str, status: int) -> None:
        shown = Browser(desk).get(path, accept=ACCEPTED)
        assert shown.status == status
        assert shown.headers["content-type"] == "text/html; charset=utf-8"
        assert shown.headers["content-security-policy"] == POLICY
        assert "<h1>Nothing here</h1>" in shown.text
        assert "RecordNotFound" not in shown.text
        assert faults(read(shown.text)) == []

    def test_api_refuses_browsers_in_json(self, desk: Desk) -> None:
        shown = Browser(desk).get("/api/v2/nothing", accept=ACCEPTED)
        assert shown.headers["content-type"] == "application/json; charset=utf-8"

    def test_private_files_ask_to_sign_in(self, desk: Desk) -> None:
        upload = desk.emma.send("POST", "/uploads", b"secret", query={"filename": "a b.txt"})
        address = upload.json["upload"]["attachment"]["content_url"]
        path = address.removeprefix("http://localhost")
        private = {"settings": {"tickets": {"private_attachments": True}}}
        assert desk.admin.put("/account/settings", private).status == 200
        browser = Browser(desk)
        shown = browser.get(path, accept=ACCEPTED)
        assert (shown.status, "www-authenticate" in shown.headers) == (401, False)
        link = html.unescape(read(shown.text).links[-1])
        assert browser.get(link).hidden["return_to"] == path
        browser.sign_in("emma@acme.example")
        assert browser.get(path, accept=ACCEPTED).text == "secret"

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
        assert read(shown.text).commands == [
            "curl http://localhost/api/v2/users/me.json",
            "curl -u you@example.com/token:TOKEN http://localhost/api/v2/tickets.json",
        ]
        answer = desk.anonymous.get("/users/me.json")
        assert (answer.status, answer.json["user"]["name"]) == (200, "Anonymous user")

    @pytest.mark.parametrize(
        ("email", "path"),
        [
            ("adam@northwind.example", "/tickets.json"),
            ("alice@northwind.example", "/tickets.json"),
            ("emma@acme.example", "/requests.json"),
        ],
    )
    def test_first_command_works_as_it_is(self, desk: Desk, email: str, path: str) -> None:
        browser = Browser(desk)
        browser.sign_in(email)
        first = read(browser.get("/").text).commands[0]
        assert first == f"curl -u {email} http://localhost/api/v2{path}"
        assert desk.by_password(email).get(path).status == 200

    def test_without_passwords_for_the_api(self, desk: Desk) -> None:
        setting = {"settings": {"api": {"api_password_access": "false"}}}
        desk.admin.put("/account/settings", setting)
        browser = Browser(desk)
        browser.sign_in("alice@northwind.example")
        commands = read(browser.get("/").text).commands
        assert len(commands) == 1
        assert "alice@northwind.example/token:TOKEN" in commands[0]

    def test_admin_makes_a_token(self, desk: Desk) -> None:
        browser = Browser(desk)
        browser.sign_in("adam@northwind.example")
        page = browser.get("/")
        assert "Adam Admin" in page.text
        made = browser.post("/welcome/api_tokens", {**page.hidden, "description": "<Laptop>"})
        assert made.status == 200
        assert faults(read(made.text)) == []
        token, command = read(made.text).commands
        signed = {"authorization": basic("adam@northwind.example/token", token)}
        assert Caller(desk.app, signed).get("/groups").status == 200
        assert shlex.split(command)[2] == f"adam@northwind.example/token:{token}"
        listed = desk.admin.get("/api_tokens").json["api_tokens"]
        assert listed[-1]["description"] == "<Laptop>"
        assert token not in browser.get("/").text

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
        with_password, with_token = read(browser.get("/").text).commands
        assert shlex.split(with_password)[2] == address
        assert shlex.split(with_token)[2] == f"{address}/token:TOKEN"

    def test_credentials_of_the_api_mean_nothing(self, desk: Desk) -> None:
        answer = desk.admin.get("//")
        assert "You are not signed in" in answer.text
