"""The tags in use, their autocompletion, and the tags of one ticket."""

from typing import Any

import pytest

from tests.desk import Answer, Desk
from tests.families.ticket_making import created_id

TICKET = ["get", "post", "put", "delete"]


def ticket(desk: Desk, *tags: str, **more: object) -> int:
    return created_id(desk.agent, tags=list(tags), **more)


def pairs(answer: Answer) -> list[tuple[str, int]]:
    return [(tag["name"], tag["count"]) for tag in answer.json["tags"]]


class TestList:
    def test_anonymous(self, desk: Desk) -> None:
        assert desk.anonymous.get("/tags").status == 401

    def test_end_user(self, desk: Desk) -> None:
        assert desk.emma.get("/tags").status == 403

    def test_the_most_used_first(self, any_desk: Desk) -> None:
        desk = any_desk
        for tags in (["bulb", "wick"], ["bulb"], ["shade"]):
            ticket(desk, *tags)
        answer = desk.agent.get("/tags")
        assert pairs(answer) == [("bulb", 2), ("shade", 1), ("wick", 1)]
        assert answer.json["count"] == 3

    def test_deleted_and_old_tickets_do_not_count(self, desk: Desk) -> None:
        ticket(desk, "old")
        desk.clock.forward(days=60)
        desk.admin.delete(f"/tickets/{ticket(desk, 'gone')}")
        ticket(desk, "new")
        assert pairs(desk.agent.get("/tags")) == [("new", 1)]

    @pytest.mark.parametrize("size", ["per_page", "page[size]"])
    def test_pages_meet_every_tag_once(self, any_desk: Desk, size: str) -> None:
        desk = any_desk
        for tags in (["e", "c", "d"], ["d", "a"], ["b"]):
            ticket(desk, *tags)
        seen: list[Any] = []
        answer = desk.agent.get("/tags", **{size: 2})
        while True:
            seen += pairs(answer)
            body = answer.json
            following = body["next_page"] if "count" in body else body["links"]["next"]
            if following is None or not body.get("meta", {"has_more": True})["has_more"]:
                break
            answer = desk.agent.get(following)
        assert seen == [("d", 2), ("a", 1), ("b", 1), ("c", 1), ("e", 1)]


class TestCount:
    def test_agent_may_not(self, desk: Desk) -> None:
        assert desk.agent.get("/tags/count").status == 403

    def test_admin(self, desk: Desk) -> None:
        assert desk.admin.get("/tags/count").json["count"]["value"] == 0
        ticket(desk, "bulb", "wick")
        ticket(desk, "bulb")
        assert desk.admin.get("/tags/count").json["count"]["value"] == 2


class TestAutocomplete:
    def test_anonymous(self, desk: Desk) -> None:
        assert desk.anonymous.get("/autocomplete/tags", name="bu").status == 401

    def test_end_user(self, desk: Desk) -> None:
        assert desk.emma.get("/autocomplete/tags", name="bu").status == 403

    def test_by_name_and_each_once(self, any_desk: Desk) -> None:
        desk = any_desk
        ticket(desk, "bulb", "bulb_old", "bulk", "wick", "ab")
        ticket(desk, "bulb", "büste")
        answer = desk.agent.get("/autocomplete/tags", name="BUL")
        assert answer.json["tags"] == ["bulb", "bulb_old", "bulk"]
        assert answer.json["count"] == 3
        assert desk.agent.get("/autocomplete/tags", name="bü").json["tags"] == ["büste"]
        answer = desk.agent.get("/autocomplete/tags", name="bul", per_page=2)
        assert (len(answer.json["tags"]), answer.json["count"]) == (2, 3)

    @pytest.mark.parametrize("name", ["b%", "b_", "b\\"])
    def test_letters_stand_for_themselves(self, any_desk: Desk, name: str) -> None:
        ticket(any_desk, "bulb")
        assert any_desk.agent.get("/autocomplete/tags", name=name).json["tags"] == []

    @pytest.mark.parametrize("query", [{}, {"name": "b"}])
    def test_too_short(self, desk: Desk, query: dict[str, object]) -> None:
        answer = desk.agent.get("/autocomplete/tags", **query)
        assert answer.status == 400
        assert "name must have at least 2 characters" in answer.text


class TestOfATicket:
    @pytest.mark.parametrize("method", TICKET)
    def test_anonymous(self, desk: Desk, method: str) -> None:
        assert desk.anonymous.send(method.upper(), f"/tickets/{ticket(desk)}/tags").status == 401

    @pytest.mark.parametrize("method", TICKET)
    def test_end_user(self, desk: Desk, method: str) -> None:
        assert desk.emma.send(method.upper(), f"/tickets/{ticket(desk)}/tags").status == 403

    def test_list(self, desk: Desk) -> None:
        number = ticket(desk, "wick", "bulb")
        answer = desk.agent.get(f"/tickets/{number}/tags").json
        assert (answer["tags"], answer["count"]) == (["bulb", "wick"], 2)

    def test_set(self, any_desk: Desk) -> None:
        number = ticket(any_desk, "bulb")
        answer = any_desk.agent.post(f"/tickets/{number}/tags", {"tags": ["New", "two words"]})
        assert (answer.status, answer.json) == (201, {"tags": ["new", "two", "words"]})

    def test_set_to_none(self, desk: Desk) -> None:
        number = ticket(desk, "bulb")
        assert desk.agent.post(f"/tickets/{number}/tags", {"tags": []}).json == {"tags": []}

    def test_add(self, any_desk: Desk) -> None:
        number = ticket(any_desk, "bulb")
        answer = any_desk.agent.put(f"/tickets/{number}/tags", {"tags": "wick bulb"})
        assert (answer.status, answer.json) == (200, {"tags": ["bulb", "wick"]})

    def test_remove(self, any_desk: Desk) -> None:
        desk = any_desk
        number = ticket(desk, "bulb", "wick")
        answer = desk.agent.delete(f"/tickets/{number}/tags", {"tags": ["wick", "shade"]})
        assert (answer.status, answer.content) == (204, b"")
        assert desk.agent.get(f"/tickets/{number}/tags").json["tags"] == ["bulb"]

    def test_it_is_audited_and_found(self, desk: Desk) -> None:
        number = ticket(desk, "bulb")
        desk.agent.put(f"/tickets/{number}/tags", {"tags": ["wick"]})
        audit = desk.agent.get(f"/tickets/{number}/audits").json["audits"][-1]
        event = {key: value for key, value in audit["events"][0].items() if key != "id"}
        assert event == {
            "type": "Change",
            "field_name": "tags",
            "value": ["bulb", "wick"],
            "previous_value": ["bulb"],
        }
        assert desk.agent.get("/search/count", query="tags:wick").json == {"count": 1}

    @pytest.mark.parametrize("method", TICKET[1:])
    def test_refused(self, desk: Desk, method: str) -> None:
        hidden = ticket(desk, group_id=desk.cast.support)
        own = f"/tickets/{hidden}/tags"
        before = desk.snapshot()
        body = {"tags": ["x"]}
        verb = method.upper()
        assert desk.agent.send(verb, "/tickets/999/tags", body).status == 404
        assert desk.bob.send(verb, own, body).status in {403, 404}
        assert desk.light.send(verb, own, body).status == 403
        assert desk.agent.send(verb, own, {"tags": 7}).status == 400
        assert desk.agent.send(verb, own, {}).status == 400
        assert desk.snapshot() == before

    @pytest.mark.parametrize("method", TICKET[1:])
    def test_safe_update(self, desk: Desk, method: str) -> None:
        number = ticket(desk, "bulb")
        stamp = desk.agent.get(f"/tickets/{number}").json["ticket"]["updated_at"]
        desk.clock.forward(minutes=1)
        desk.agent.put(f"/tickets/{number}", {"ticket": {"priority": "high"}})
        before = desk.snapshot()
        body = {"tags": ["bulb"], "updated_stamp": stamp, "safe_update": "true"}
        answer = desk.agent.send(method.upper(), f"/tickets/{number}/tags", body)
        assert (answer.status, answer.json["error"]) == (409, "UpdateConflict")
        assert desk.snapshot() == before
        body["updated_stamp"] = desk.agent.get(f"/tickets/{number}").json["ticket"]["updated_at"]
        assert desk.agent.send(method.upper(), f"/tickets/{number}/tags", body).status < 300
