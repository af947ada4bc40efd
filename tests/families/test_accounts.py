"""Opening further accounts, and asking whether a name is free."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from ombud.app import build_app
from ombud.families.accounts import service
from tests.desk import Answer, Caller, Desk, basic

OWNER = {"name": "Nora", "email": "Nora@new.example", "password": "a good password"}


def attempt(caller: Caller, subdomain: object = "newcomer", **more: Any) -> Answer:
    account = {"name": "Newcomer", "subdomain": subdomain, **more.pop("account", {})}
    body = {"account": account, "owner": OWNER, **more}
    return caller.post("/accounts", body)


def is_free(desk: Desk, name: str) -> bool:
    answer = desk.anonymous.get("/accounts/available", subdomain=name)
    assert answer.status == 200
    return bool(answer.json["success"])


def traces(desk: Desk) -> set[str]:
    """What stores accounts: the folders there are, and on PostgreSQL the schemas."""
    folder = desk.app.config.data / "accounts"
    found = {path.name for path in folder.iterdir()} if folder.exists() else set()
    if desk.app.config.database_url:
        schemas = text("SELECT schema_name FROM information_schema.schemata")
        with desk.account.engine.connect() as connection:
            found |= set(connection.scalars(schemas))
    return found


@pytest.fixture
def open_house(desk: Desk) -> Iterator[Caller]:
    """A caller who did not sign in, where anybody may open accounts."""
    app = build_app(msgspec.structs.replace(desk.app.config, trial_accounts=True), desk.clock)
    yield Caller(app)
    app.directory.close()


class TestCreate:
    def test_a_whole_new_desk(self, any_desk: Desk) -> None:
        language = {"language": "de", "help_desk_size": "1-9"}
        answer = attempt(any_desk.admin, account=language, address={"phone": "+49 30 1"})
        assert answer.status == 201, answer.text
        assert answer.json["account"] == {
            "url": "http://newcomer.localhost",
            "name": "Newcomer",
            "subdomain": "newcomer",
        }
        assert answer.headers["location"] == "http://newcomer.localhost"
        nora = Caller(
            any_desk.app,
            {"authorization": basic("nora@new.example", "a good password")},
            host="newcomer.localhost",
        )
        me = nora.get("/users/me").json["user"]
        assert (me["name"], me["role"], me["phone"], me["locale"]) == (
            "Nora",
            "admin",
            "+49 30 1",
            "de",
        )
        ticket = nora.post("/tickets", {"ticket": {"comment": {"body": "Hello"}}})
        assert ticket.json["ticket"]["id"] == 1
        assert any_desk.admin.get("/tickets/1").status == 404
        assert nora.get("/locales").json["locales"][0]["locale"] == "de"

    def test_a_taken_name(self, any_desk: Desk) -> None:
        before = any_desk.snapshot()
        answer = attempt(any_desk.admin, "NorthWind")
        assert answer.json["details"]["subdomain"][0]["error"] == "DuplicateValue"
        assert any_desk.snapshot() == before

    def test_two_at_the_same_time(self, any_desk: Desk) -> None:
        """Whoever is registered first has the name; the other leaves nothing behind."""
        from ombud.db import Duplicate

        directory = any_desk.app.directory
        with pytest.raises(Duplicate), directory.opening("newcomer"):
            assert attempt(any_desk.admin).status == 201
        assert directory.names() == ["newcomer", "northwind"]
        assert not [name for name in traces(any_desk) if "_opening_" in name]

    def test_a_failure_leaves_no_trace(
        self, any_desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> int:
            raise OSError("the disk is full")

        monkeypatch.setattr(service, "open_account", fail)
        before = traces(any_desk)
        any_desk.admin.checks_shapes = False
        assert attempt(any_desk.admin).status == 500
        assert traces(any_desk) == before
        assert is_free(any_desk, "newcomer")
        monkeypatch.undo()
        assert attempt(any_desk.admin).status == 201

    def test_a_folder_that_was_found_is_kept(self, desk: Desk) -> None:
        left = desk.app.config.data / "accounts" / "newcomer"
        left.mkdir()
        (left / "precious").write_text("data")
        assert attempt(desk.admin).status == 201
        [found] = [name for name in traces(desk) if name.endswith("_found_newcomer")]
        assert (left.with_name(found) / "precious").read_text() == "data"

    @pytest.mark.parametrize(
        ("account", "owner", "attribute"),
        [
            ({"name": None}, {}, "name"),
            ({"subdomain": ""}, {}, "subdomain"),
            ({"subdomain": "a b"}, {}, "subdomain"),
            ({"subdomain": "-a"}, {}, "subdomain"),
            ({"subdomain": "a_b"}, {}, "subdomain"),
            ({"language": "tlh"}, {}, "language"),
            ({}, {"email": None}, "email"),
            ({}, {"email": "nobody"}, "email"),
            ({}, {"password": "1234"}, "password"),
        ],
    )
    def test_refusals(self, desk: Desk, account: Any, owner: Any, attribute: str) -> None:
        before = traces(desk)
        body = {
            "account": {"name": "Newcomer", "subdomain": "newcomer", **account},
            "owner": {**OWNER, **owner},
        }
        answer = desk.admin.post("/accounts", body)
        assert answer.status == 422
        assert list(answer.json["details"]) == [attribute]
        assert traces(desk) == before

    def test_roots_and_types(self, desk: Desk) -> None:
        assert desk.admin.post("/accounts", {"account": {}}).status == 400
        assert desk.admin.post("/accounts", {"account": {"name": []}, "owner": {}}).status == 400

    def test_roles(self, desk: Desk) -> None:
        assert attempt(desk.anonymous).status == 401
        assert attempt(desk.emma).status == 403
        assert attempt(desk.agent).status == 403
        assert is_free(desk, "newcomer")

    def test_admins_of_other_accounts_may_not(self, desk: Desk) -> None:
        attempt(desk.admin)
        header = {"authorization": basic("nora@new.example", "a good password")}
        nora = Caller(desk.app, header, host="newcomer.localhost")
        assert attempt(nora, "third").status == 403

    def test_anybody_where_the_settings_say_so(self, open_house: Caller) -> None:
        assert attempt(open_house).status == 201


class TestAvailable:
    def test_names(self, desk: Desk) -> None:
        assert is_free(desk, "newcomer")
        assert not is_free(desk, "northwind")
        assert not is_free(desk, "NORTHWIND")
        assert not is_free(desk, "no good")
        assert not is_free(desk, "")

    def test_the_name_is_required(self, desk: Desk) -> None:
        assert desk.anonymous.get("/accounts/available").status == 400
