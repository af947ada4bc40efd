"""The users family: the tags of one user as a resource of their own."""

import pytest

from ombud.tables import user_tags
from tests.desk import Desk


def stored(desk: Desk) -> list[str]:
    with desk.account.transaction(writes=False) as db:
        return sorted(db.values(user_tags.select().with_only_columns(user_tags.c.tag)))


class TestTags:
    def test_set_add_and_remove(self, desk: Desk) -> None:
        path = f"/users/{desk.cast.emma}/tags"
        answer = desk.agent.post(path, {"tags": ["VIP", "old new"]})
        assert (answer.status, answer.json["tags"]) == (201, ["new", "old", "vip"])
        answer = desk.agent.put(path, {"tags": ["new", "more"]})
        assert (answer.status, answer.json["tags"]) == (200, ["more", "new", "old", "vip"])
        assert desk.agent.delete(path, {"tags": ["old", "never"]}).status == 204
        answer = desk.light.get(path)
        assert (answer.json["tags"], answer.json["count"]) == (["more", "new", "vip"], 3)
        assert stored(desk) == ["more", "new", "vip"]
        user = desk.agent.get(f"/users/{desk.cast.emma}").json["user"]
        assert user["tags"] == ["more", "new", "vip"]

    def test_searched_by(self, desk: Desk) -> None:
        desk.agent.put(f"/users/{desk.cast.emma}/tags", {"tags": ["gardener"]})
        found = desk.agent.get("/users/search", query="gardener").json["users"]
        assert [user["id"] for user in found] == [desk.cast.emma]

    def test_team_members_are_out_of_reach_of_agents(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert desk.agent.put(f"/users/{desk.cast.bob}/tags", {"tags": ["x"]}).status == 403
        assert desk.snapshot() == before

    @pytest.mark.parametrize("who", ["light", "emma"])
    def test_who_may_not(self, desk: Desk, who: str) -> None:
        path = f"/users/{desk.cast.emma}/tags"
        assert getattr(desk, who).put(path, {"tags": ["x"]}).status == 403

    def test_unknown(self, desk: Desk) -> None:
        assert desk.agent.get("/users/1/tags").status == 404
        assert desk.agent.put("/users/1/tags", {"tags": ["x"]}).status == 404

    def test_tags_are_required(self, desk: Desk) -> None:
        assert desk.agent.put(f"/users/{desk.cast.emma}/tags", {}).status == 400
