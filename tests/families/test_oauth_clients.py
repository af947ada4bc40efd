"""The OAuth clients family: every operation, by every kind of caller."""

from typing import Any

import pytest

from ombud.values.tokens import digest
from tests.desk import Answer, Caller, Desk

BACK = "https://app.example/back"


def create(desk: Desk, by: Caller | None = None, **values: object) -> Answer:
    client = {"name": "App", "identifier": "app", "redirect_uri": [BACK], **values}
    return (by or desk.admin).post("/oauth/clients", {"client": client})


class TestRoles:
    def test_only_admins(self, desk: Desk) -> None:
        made = create(desk).json["client"]
        path, body = f"/oauth/clients/{made['id']}", {"client": {"name": "X"}}
        before = desk.snapshot()
        for caller, status in ((desk.anonymous, 401), (desk.emma, 403), (desk.agent, 403)):
            assert caller.get("/oauth/clients").status == status
            assert caller.get("/oauth/global_clients").status == status
            assert caller.get(path).status == status
            assert caller.post("/oauth/clients", body).status == status
            assert caller.put(path, body).status == status
            assert caller.put(f"{path}/generate_secret").status == status
            assert caller.delete(path).status == status
        assert desk.snapshot() == before


class TestList:
    def test_all_and_own(self, desk: Desk) -> None:
        create(desk)
        create(desk, desk.owner, identifier="other")
        listed = desk.admin.get("/oauth/clients").json
        assert [row["identifier"] for row in listed["clients"]] == ["app", "other"]
        own = desk.owner.get("/users/me/oauth/clients").json
        assert [row["identifier"] for row in own["clients"]] == ["other"]

    def test_by_cursor(self, desk: Desk) -> None:
        create(desk)
        create(desk, identifier="other")
        page = desk.admin.get("/oauth/clients", **{"page[size]": 1}).json
        rest = desk.admin.get(page["links"]["next"]).json
        assert [row["identifier"] for row in rest["clients"]] == ["other"]

    def test_global_ones(self, desk: Desk) -> None:
        made = create(desk).json["client"]
        assert desk.admin.get("/oauth/global_clients").json["global_clients"] == []
        assert desk.admin.get(f"/oauth/global_clients/{made['id']}").status == 404
        with desk.account.transaction(writes=True) as db:
            db.connection.exec_driver_sql('UPDATE oauth_clients SET "global" = true')
        (shown,) = desk.admin.get("/oauth/global_clients").json["global_clients"]
        assert shown["identifier"] == "app"
        assert desk.admin.get(f"/oauth/global_clients/{made['id']}").status == 200


class TestCreate:
    def test_secret_is_shown_once(self, desk: Desk) -> None:
        answer = create(desk, company="Makers", description="Does things")
        client = answer.json["client"]
        assert answer.status == 201
        assert answer.headers["location"] == client["url"]
        assert answer.headers["cache-control"] == "no-store"
        assert (client["kind"], client["user_id"]) == ("confidential", desk.cast.admin)
        assert len(client["secret"]) == 64
        shown = desk.admin.get(client["url"]).json["client"]
        assert shown["secret"] == client["secret"][:10]
        stored = repr(desk.snapshot()["oauth_clients"])
        assert digest(client["secret"]) in stored
        assert client["secret"] not in stored

    def test_redirects_as_text(self, desk: Desk) -> None:
        text = f"{BACK}\nhttp://localhost:3000/cb com.example.app:/back"
        uris = create(desk, redirect_uri=text).json["client"]["redirect_uri"]
        assert uris == [BACK, "http://localhost:3000/cb", "com.example.app:/back"]

    @pytest.mark.parametrize(
        "uri",
        [
            "javascript:alert(1)",
            "data:text/html,x",
            "/back",
            "app.example/back",
            "https://app.example/#part",
            "https://user@app.example/",
            "https://a;b/",
            "https:///back",
            "https://app.example:99999/",
            "file:///etc/passwd",
            "myapp:/back",
            'https://app.example/"',
        ],
    )
    def test_redirects_that_nobody_may_use(self, desk: Desk, uri: str) -> None:
        answer = create(desk, redirect_uri=[uri])
        assert (answer.status, list(answer.json["details"])) == (422, ["redirect_uri"])

    @pytest.mark.parametrize(
        ("values", "attribute"),
        [
            ({"name": None}, "name"),
            ({"name": " "}, "name"),
            ({"name": "x" * 256}, "name"),
            ({"identifier": None}, "identifier"),
            ({"identifier": "two words"}, "identifier"),
            ({"kind": "secret"}, "kind"),
            ({"kind": None}, "kind"),
            ({"user_id": 1}, "user_id"),
            ({"user_id": None}, "user_id"),
        ],
    )
    def test_refused(self, desk: Desk, values: dict[str, object], attribute: str) -> None:
        before = desk.snapshot()
        answer = create(desk, None, **values)
        assert (answer.status, list(answer.json["details"])) == (422, [attribute])
        assert desk.snapshot() == before

    def test_taken(self, desk: Desk) -> None:
        create(desk)
        before = desk.snapshot()
        answer = create(desk)
        assert answer.json["details"]["identifier"][0]["error"] == "DuplicateValue"
        assert desk.snapshot() == before

    def test_wrong_type(self, desk: Desk) -> None:
        assert create(desk, name=["x"]).status == 400
        assert desk.admin.post("/oauth/clients", {}).status == 400


class TestUpdate:
    def made(self, desk: Desk) -> Any:
        return create(desk, company="Makers").json["client"]

    def test_absent_stays_and_null_clears(self, desk: Desk) -> None:
        path = self.made(desk)["url"]
        client = desk.admin.put(path, {"client": {"name": "New"}}).json["client"]
        assert (client["name"], client["company"], client["redirect_uri"]) == (
            "New",
            "Makers",
            [BACK],
        )
        client = desk.admin.put(path, {"client": {"company": None}}).json["client"]
        assert client["company"] == ""

    def test_taken(self, desk: Desk) -> None:
        create(desk, identifier="other")
        body = {"client": {"identifier": "other"}}
        assert desk.admin.put(self.made(desk)["url"], body).status == 422

    def test_unknown(self, desk: Desk) -> None:
        assert desk.admin.put("/oauth/clients/1", {"client": {}}).status == 404


class TestGenerateSecret:
    def test_replaces_it(self, desk: Desk) -> None:
        made = create(desk).json["client"]
        answer = desk.admin.put(f"/oauth/clients/{made['id']}/generate_secret")
        assert answer.headers["cache-control"] == "no-store"
        fresh = answer.json["client"]["secret"]
        assert len(fresh) == 64
        assert fresh != made["secret"]
        form = {"grant_type": "client_credentials", "client_id": "app"}
        old = {**form, "client_secret": made["secret"]}
        assert desk.anonymous.post("//oauth/tokens", old).status == 401
        new = {**form, "client_secret": fresh}
        assert desk.anonymous.post("//oauth/tokens", new).status == 201

    def test_unknown(self, desk: Desk) -> None:
        assert desk.admin.put("/oauth/clients/1/generate_secret").status == 404


class TestDelete:
    def test_its_tokens_go_along(self, desk: Desk) -> None:
        made = create(desk).json["client"]
        token = {"token": {"client_id": made["id"], "scopes": ["read"]}}
        full = desk.admin.post("/oauth/tokens", token).json["token"]["full_token"]
        caller = Caller(desk.app, {"authorization": f"Bearer {full}"})
        assert caller.get("/groups").status == 200
        assert desk.admin.delete(made["url"]).status == 204
        assert caller.get("/groups").status == 401
        assert desk.admin.delete(made["url"]).status == 404
