"""The API tokens family: every operation, by every kind of caller."""

import pytest

from ombud.values.tokens import digest
from tests.cast.company import API_TOKEN
from tests.desk import Caller, Desk, basic


def made(desk: Desk, **values: object) -> dict[str, object]:
    body = {"api_token": {"description": "Robot", **values}}
    token: dict[str, object] = desk.admin.post("/api_tokens", body).json["api_token"]
    return token


def signs_in(desk: Desk, token: object) -> bool:
    header = basic("alice@northwind.example/token", str(token))
    return Caller(desk.app, {"authorization": header}).get("/groups").status == 200


class TestRoles:
    def test_only_admins(self, desk: Desk) -> None:
        path = f"/api_tokens/{made(desk)['id']}"
        body = {"api_token": {"description": "X"}}
        before = desk.snapshot()
        for caller, status in ((desk.anonymous, 401), (desk.emma, 403), (desk.agent, 403)):
            assert caller.get("/api_tokens").status == status
            assert caller.get(path).status == status
            assert caller.post("/api_tokens", body).status == status
            assert caller.put(path, body).status == status
            assert caller.delete(path).status == status
        assert desk.snapshot() == before


class TestList:
    def test_no_secret(self, desk: Desk) -> None:
        answer = desk.admin.get("/api_tokens")
        assert [row["description"] for row in answer.json["api_tokens"]] == ["Made by ombud init"]
        assert answer.json["api_tokens"][0]["token"] == API_TOKEN[:5]
        assert API_TOKEN not in answer.text
        assert digest(API_TOKEN) not in answer.text

    def test_by_cursor(self, desk: Desk) -> None:
        made(desk)
        page = desk.admin.get("/api_tokens", **{"page[size]": 1}).json
        assert page["meta"]["has_more"]
        rest = desk.admin.get(page["links"]["next"]).json["api_tokens"]
        assert [row["description"] for row in rest] == ["Robot"]


class TestShow:
    def test_admin(self, desk: Desk) -> None:
        token = made(desk)
        shown = desk.admin.get(f"/api_tokens/{token['id']}").json["api_token"]
        assert shown == {key: token[key] for key in token if key != "full_token"}

    def test_unknown(self, desk: Desk) -> None:
        assert desk.admin.get("/api_tokens/1").status == 404


class TestCreate:
    def test_shown_once_and_works(self, desk: Desk) -> None:
        answer = desk.admin.post("/api_tokens", {"api_token": {"description": " Robot "}})
        token = answer.json["api_token"]
        assert answer.status == 201
        assert answer.headers["location"] == token["url"]
        assert answer.headers["cache-control"] == "no-store"
        assert token["description"] == "Robot"
        assert token["full_token"].startswith(token["token"])
        assert signs_in(desk, token["full_token"])
        assert token["full_token"] not in repr(desk.snapshot())

    @pytest.mark.parametrize("description", [None, "", " ", "x" * 256])
    def test_description_is_required(self, desk: Desk, description: str | None) -> None:
        before = desk.snapshot()
        answer = desk.admin.post("/api_tokens", {"api_token": {"description": description}})
        assert (answer.status, list(answer.json["details"])) == (422, ["description"])
        assert desk.snapshot() == before

    def test_wrong_type(self, desk: Desk) -> None:
        assert desk.admin.post("/api_tokens", {"api_token": {"description": []}}).status == 400

    def test_made_inactive(self, desk: Desk) -> None:
        assert not signs_in(desk, made(desk, active=False)["full_token"])


class TestUpdate:
    def test_switched_off_and_on(self, desk: Desk) -> None:
        token = made(desk)
        assert signs_in(desk, token["full_token"])
        for active in (False, True):
            body = {"api_token": {"active": active}}
            shown = desk.admin.put(f"/api_tokens/{token['id']}", body).json["api_token"]
            assert (shown["active"], shown["description"]) == (active, "Robot")
            assert signs_in(desk, token["full_token"]) is active

    def test_absent_and_null(self, desk: Desk) -> None:
        path = f"/api_tokens/{made(desk)['id']}"
        before = desk.snapshot()
        assert desk.admin.put(path, {"api_token": {}}).status == 200
        assert desk.admin.put(path, {"api_token": {"active": None}}).status == 200
        assert desk.admin.put(path, {"api_token": {"description": None}}).status == 422
        assert desk.snapshot() == before

    def test_unknown(self, desk: Desk) -> None:
        assert desk.admin.put("/api_tokens/1", {"api_token": {}}).status == 404


class TestDelete:
    def test_ends_at_once(self, desk: Desk) -> None:
        token = made(desk)
        assert signs_in(desk, token["full_token"])
        assert desk.admin.delete(f"/api_tokens/{token['id']}").status == 204
        assert not signs_in(desk, token["full_token"])
        assert desk.admin.delete(f"/api_tokens/{token['id']}").status == 404
