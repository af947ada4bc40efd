"""The tags of an organization as a resource of their own."""

import pytest

from tests.desk import Desk


def path_of(desk: Desk) -> str:
    return f"/organizations/{desk.cast.acme}/tags"


class TestTags:
    def test_set_add_remove(self, desk: Desk) -> None:
        path = path_of(desk)
        answer = desk.agent.post(path, {"tags": ["Gold", "old"]})
        assert (answer.status, answer.json) == (201, {"tags": ["gold", "old"]})
        answer = desk.agent.put(path, {"tags": ["two words", "gold"]})
        assert (answer.status, answer.json["tags"]) == (200, ["gold", "old", "two", "words"])
        answer = desk.agent.delete(path, {"tags": ["old", "none"]})
        assert (answer.status, answer.content) == (204, b"")
        answer = desk.agent.get(path)
        assert (answer.json["tags"], answer.json["count"]) == (["gold", "two", "words"], 3)
        shown = desk.agent.get(f"/organizations/{desk.cast.acme}").json["organization"]
        assert shown["tags"] == ["gold", "two", "words"]

    @pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
    def test_roles_and_unknown(self, desk: Desk, method: str) -> None:
        body = None if method == "GET" else {"tags": ["x"]}
        before = desk.snapshot()
        assert desk.anonymous.send(method, path_of(desk), body).status == 401
        assert desk.emma.send(method, path_of(desk), body).status == 403
        assert desk.agent.send(method, "/organizations/1/tags", body).status == 404
        if body:
            assert desk.light.send(method, path_of(desk), body).status == 403
            assert desk.agent.send(method, path_of(desk), {}).status == 400
        assert desk.snapshot() == before
