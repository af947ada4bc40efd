"""Requests: which ones somebody sees as a customer, in lists, alone and by searching."""

from typing import Any

import pytest

from tests.desk import Answer, Caller, Desk
from tests.families.ticket_making import change, create


def ids(answer: Answer) -> list[int]:
    """The numbers of the requests of an answer."""
    assert answer.status == 200, answer.text
    return [request["id"] for request in answer.json["requests"]]


def tickets(desk: Desk) -> None:
    """1 of Emma, 2 of Eric, 3 of Zoe with Emma copied, 4 of Emma told to agents only, 5 of Alice."""
    create(desk.agent, requester_id=desk.cast.emma, subject="Lamp one", priority="high")
    create(desk.agent, requester_id=desk.cast.eric, subject="Lamp two")
    ccs = [{"user_id": desk.cast.emma}]
    create(desk.agent, requester_id=desk.cast.zoe, subject="Lamp three", email_ccs=ccs)
    secret = {"body": "Hidden", "public": False}
    create(desk.agent, requester_id=desk.cast.emma, subject="Lamp four", comment=secret)
    create(desk.agent, subject="Lamp five")


class TestList:
    def test_anonymous(self, desk: Desk) -> None:
        assert desk.anonymous.get("/requests").status == 401

    def test_own_ones_without_those_for_agents_only(self, desk: Desk) -> None:
        tickets(desk)
        assert ids(desk.emma.get("/requests")) == [1]
        assert ids(desk.eric.get("/requests")) == [2]
        assert ids(desk.zoe.get("/requests")) == [3]

    def test_agents_see_what_they_asked_for_themselves(self, desk: Desk) -> None:
        tickets(desk)
        assert ids(desk.agent.get("/requests")) == [5]
        assert ids(desk.admin.get("/requests")) == []

    def test_deleted_ones_are_gone(self, desk: Desk) -> None:
        tickets(desk)
        desk.admin.delete("/tickets/1")
        assert ids(desk.emma.get("/requests")) == []
        assert desk.emma.get("/requests/1").status == 404

    def test_open_and_solved(self, desk: Desk) -> None:
        for status in ("new", "open", "pending", "solved", "closed"):
            create(
                desk.agent,
                requester_id=desk.cast.emma,
                status=status,
                assignee_id=desk.cast.agent,
            )
        assert ids(desk.emma.get("/requests")) == [1, 2, 3, 4, 5]
        assert ids(desk.emma.get("/requests/open")) == [1, 2, 3]
        assert ids(desk.emma.get("/requests/solved")) == [4, 5]
        assert ids(desk.emma.get("/requests", status="pending,solved")) == [3, 4]
        assert ids(desk.emma.get("/requests/open", status="solved")) == []

    def test_ccd(self, desk: Desk) -> None:
        tickets(desk)
        assert ids(desk.emma.get("/requests/ccd")) == [3]
        assert ids(desk.zoe.get("/requests/ccd")) == []

    def test_followers_are_not_copied(self, desk: Desk) -> None:
        followers = [{"user_id": desk.cast.bob}]
        create(desk.agent, requester_id=desk.cast.emma, followers=followers)
        assert ids(desk.bob.get("/requests/ccd")) == []

    def test_of_a_user(self, desk: Desk) -> None:
        tickets(desk)
        path = f"/users/{desk.cast.emma}/requests"
        assert ids(desk.emma.get(path)) == [1]
        assert ids(desk.agent.get(path)) == [1]
        assert desk.eric.get(path).status == 404
        assert desk.eric.get("/users/1/requests").json == desk.eric.get(path).json

    def test_of_an_organization_that_shares(self, desk: Desk) -> None:
        tickets(desk)
        path = f"/organizations/{desk.cast.acme}/requests"
        assert ids(desk.emma.get(path)) == ids(desk.eric.get(path)) == [1, 2]
        assert ids(desk.agent.get(path)) == [1, 2]
        assert desk.zoe.get(path).status == 404
        assert desk.zoe.get("/organizations/1/requests").json == desk.zoe.get(path).json

    def test_of_an_organization_that_does_not_share(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.zoe)
        other = desk.admin.post(
            "/users",
            {"user": {"name": "Zed", "email": "zed@zebra.example", "role": "end-user"}},
        ).json["user"]["id"]
        create(desk.agent, requester_id=other, organization_id=desk.cast.zebra)
        assert ids(desk.zoe.get(f"/organizations/{desk.cast.zebra}/requests")) == [1]
        assert desk.zoe.get("/requests/2").status == 404

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({"sort_by": "created_at"}, [1, 2, 3]),
            ({"sort_by": "created_at", "sort_order": "desc"}, [3, 2, 1]),
            ({"sort_by": "updated_at"}, [2, 3, 1]),
            ({"sort_by": "updated_at", "sort_order": "desc"}, [1, 3, 2]),
            ({"sort": "-updated_at", "page[size]": 9}, [1, 3, 2]),
        ],
    )
    def test_sorting(self, desk: Desk, query: dict[str, Any], expected: list[int]) -> None:
        for _ in range(3):
            create(desk.agent, requester_id=desk.cast.emma)
            desk.clock.forward(minutes=1)
        change(desk.agent, 1, priority="low")
        assert ids(desk.emma.get("/requests", **query)) == expected

    def test_pages_by_cursor_and_offset(self, desk: Desk) -> None:
        for _ in range(3):
            create(desk.agent, requester_id=desk.cast.emma)
        answer = desk.emma.get("/requests", **{"page[size]": 2})
        assert ids(answer) == [1, 2]
        assert ids(desk.emma.get(answer.json["links"]["next"])) == [3]
        answer = desk.emma.get("/requests", per_page=2)
        assert (ids(answer), answer.json["count"]) == ([1, 2], 3)
        assert ids(desk.emma.get(answer.json["next_page"])) == [3]

    def test_people_beside_are_told_of_in_few_words(self, desk: Desk) -> None:
        tickets(desk)
        answer = desk.emma.get("/requests", include="users,groups,organizations")
        users = answer.json["users"]
        assert [user["id"] for user in users] == [desk.cast.emma]
        assert set(users[0]) == {"id", "name", "photo", "agent", "organization_id"}
        assert [entry["id"] for entry in answer.json["organizations"]] == [desk.cast.acme]


class TestShow:
    def test_anonymous(self, desk: Desk) -> None:
        assert desk.anonymous.get("/requests/1").status == 401

    def test_who_sees_which(self, desk: Desk) -> None:
        tickets(desk)

        def seen(caller: Caller) -> list[int]:
            return [n for n in range(1, 7) if caller.get(f"/requests/{n}").status == 200]

        assert seen(desk.emma) == [1, 2, 3]
        assert seen(desk.eric) == [1, 2]
        assert seen(desk.zoe) == [3]
        # As customers agents may look at what they may see anyhow.
        assert seen(desk.agent) == [1, 2, 3, 5]

    def test_hidden_looks_like_absent(self, desk: Desk) -> None:
        tickets(desk)
        absent = desk.emma.get("/requests/99")
        for hidden in (desk.emma.get("/requests/4"), desk.emma.get("/requests/5")):
            assert (hidden.status, hidden.json) == (absent.status, absent.json)

    def test_agents_kept_to_groups(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.emma, group_id=desk.cast.support)
        assert desk.bob.get("/requests/1").status == 404

    def test_people_who_may_see_all_of_their_organization(self, desk: Desk) -> None:
        other = {"name": "Zed", "email": "zed@zebra.example", "organization_id": desk.cast.zebra}
        user = desk.admin.post("/users", {"user": other}).json["user"]
        create(desk.agent, requester_id=user["id"])
        assert desk.zoe.get("/requests/1").status == 404
        body = {"user": {"ticket_restriction": "organization"}}
        assert desk.admin.put(f"/users/{desk.cast.zoe}", body).status == 200
        assert desk.zoe.get("/requests/1").status == 200

    def test_object(self, desk: Desk) -> None:
        create(
            desk.agent,
            requester_id=desk.cast.emma,
            subject="Lamp",
            assignee_id=desk.cast.agent,
            tags=["internal"],
            email_ccs=[{"user_id": desk.cast.eric}],
            followers=[{"user_id": desk.cast.bob}],
        )
        request = desk.emma.get("/requests/1").json["request"]
        assert request["subject"] == "Lamp"
        assert request["description"] == "It went dark."
        assert (request["status"], request["solved"]) == ("open", False)
        assert request["collaborator_ids"] == request["email_cc_ids"] == [desk.cast.eric]
        assert request["assignee_id"] == desk.cast.agent
        assert not {"tags", "follower_ids", "external_id", "submitter_id"} & set(request)
        assert request["url"].endswith("/api/v2/requests/1.json")

    def test_only_fields_of_the_portal(self, desk: Desk) -> None:
        shown = field(desk, "Model", visible_in_portal=True)
        field(desk, "Internal")
        create(desk.agent, requester_id=desk.cast.emma, custom_fields={str(shown): "X1"})
        request = desk.emma.get("/requests/1").json["request"]
        assert request["custom_fields"] == [{"id": shown, "value": "X1"}]
        assert request["fields"] == request["custom_fields"]

    def test_private_first_comment_is_not_told(self, desk: Desk) -> None:
        secret = {"body": "Do not tell", "public": False}
        create(desk.agent, requester_id=desk.cast.emma, comment=secret)
        change(desk.agent, 1, comment={"body": "Hello Emma", "public": True})
        answer = desk.emma.get("/requests/1")
        assert answer.json["request"]["description"] == "Hello Emma"
        assert "Do not tell" not in answer.text
        # The same when it was hidden afterwards.
        create(desk.agent, requester_id=desk.cast.emma, comment={"body": "Oops"})
        change(desk.agent, 2, comment={"body": "Hello again"})
        comment_id = desk.agent.get("/tickets/2/comments").json["comments"][0]["id"]
        desk.agent.put(f"/tickets/2/comments/{comment_id}/make_private")
        assert desk.emma.get("/requests/2").json["request"]["description"] == "Hello again"

    def test_source_is_not_told(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.zoe, subject="Of Zoe")
        create(desk.agent, requester_id=desk.cast.emma)
        desk.job(
            desk.agent.post("/tickets/2/merge", {"ids": [1], "target_comment_is_public": True})
        )
        answer = desk.emma.get("/requests/2/comments")
        assert [entry["via"]["source"]["from"] for entry in answer.json["comments"]] == [{}, {}]

    def test_people_beside(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.emma, assignee_id=desk.cast.agent)
        users = desk.emma.get("/requests/1", include="users").json["users"]
        assert {user["id"]: user["agent"] for user in users} == {
            desk.cast.agent: True,
            desk.cast.emma: False,
        }

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({}, False),
            ({"assignee_id": "agent"}, True),
            ({"assignee_id": "agent", "status": "pending"}, True),
            ({"assignee_id": "agent", "status": "solved"}, False),
        ],
    )
    def test_can_be_solved_by_me(
        self, desk: Desk, fields: dict[str, Any], *, expected: bool
    ) -> None:
        if "assignee_id" in fields:
            fields = {**fields, "assignee_id": desk.cast.agent}
        create(desk.agent, requester_id=desk.cast.emma, **fields)
        assert solvable(desk.emma) is expected
        # Only whoever asked may say so.
        assert solvable(desk.eric) is False
        assert solvable(desk.agent) is False

    def test_cannot_be_solved_while_agents_must_fill_in_more(self, desk: Desk) -> None:
        required = field(desk, "Cause", required=True)
        create(desk.agent, requester_id=desk.cast.emma, assignee_id=desk.cast.agent)
        assert solvable(desk.emma) is False
        change(desk.agent, 1, custom_fields={str(required): "Fuse"})
        assert solvable(desk.emma) is True


class TestSearch:
    def test_anonymous(self, desk: Desk) -> None:
        assert desk.anonymous.get("/requests/search", query="lamp").status == 401

    def test_finds_only_what_concerns_the_caller(self, desk: Desk) -> None:
        tickets(desk)

        def found(caller: Caller) -> list[int]:
            return sorted(ids(caller.get("/requests/search", query="lamp")))

        assert found(desk.emma) == [1, 2, 3]
        assert found(desk.eric) == [1, 2]
        assert found(desk.zoe) == [3]
        assert found(desk.agent) == [5]

    def test_words_of_agents_find_nothing(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.emma, tags=["blacklist"], subject="Lamp")
        change(desk.agent, 1, comment={"body": "Difficult customer", "public": False})
        for words in ("difficult", "blacklist", "tags:blacklist"):
            assert ids(desk.emma.get("/requests/search", query=words)) == []
        assert ids(desk.emma.get("/requests/search", query="dark lam")) == [1]

    def test_by_number(self, desk: Desk) -> None:
        tickets(desk)
        assert ids(desk.emma.get("/requests/search", query="2")) == [2]
        assert ids(desk.emma.get("/requests/search", query="5")) == []

    def test_filters(self, desk: Desk) -> None:
        tickets(desk)
        change(desk.agent, 2, status="pending")
        search = "/requests/search"
        assert ids(desk.emma.get(search, query="lamp", status="pending")) == [2]
        assert ids(desk.emma.get(search, cc_id="true")) == [3]
        acme = {"query": "lamp", "organization_id": desk.cast.acme}
        assert sorted(ids(desk.emma.get(search, **acme))) == [1, 2]
        assert desk.emma.get(search, organization_id=desk.cast.zebra).status == 404

    def test_without_words_everything(self, desk: Desk) -> None:
        tickets(desk)
        assert sorted(ids(desk.emma.get("/requests/search"))) == [1, 2, 3]
        assert ids(desk.emma.get("/requests/search", query="!?")) == []

    def test_no_more_than_a_thousand_results(self, desk: Desk) -> None:
        answer = desk.emma.get("/requests/search", query="lamp", page=11)
        assert (answer.status, answer.json["error"]) == (422, "invalid")
        assert desk.emma.get("/requests/search", query="lamp", page=10).status == 200


class TestComments:
    def talk(self, desk: Desk) -> None:
        """Emma asks, Alice answers, then tells the other agents something, then Emma thanks."""
        create(desk.agent, requester_id=desk.cast.emma, submitter_id=desk.cast.emma)
        for caller, body, public in (
            (desk.agent, "Answer", True),
            (desk.agent, "Secret", False),
        ):
            desk.clock.forward(minutes=1)
            change(caller, 1, comment={"body": body, "public": public})
        desk.clock.forward(minutes=1)
        desk.emma.put("/requests/1", {"request": {"comment": {"body": "Thanks"}}})

    def bodies(self, caller: Caller, **query: Any) -> list[str]:
        answer = caller.get("/requests/1/comments", **query)
        assert answer.status == 200, answer.text
        return [comment["body"] for comment in answer.json["comments"]]

    def test_only_public_ones(self, desk: Desk) -> None:
        self.talk(desk)
        assert self.bodies(desk.emma) == ["It went dark.", "Answer", "Thanks"]
        assert self.bodies(desk.agent) == ["It went dark.", "Answer", "Thanks"]

    def test_authors_stand_beside_without_being_asked_for(self, desk: Desk) -> None:
        self.talk(desk)
        users = desk.emma.get("/requests/1/comments").json["users"]
        assert {user["name"]: user["agent"] for user in users} == {
            "Alice Agent": True,
            "Emma Enduser": False,
        }

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({"role": "agent"}, ["Answer"]),
            ({"role": "end_user"}, ["It went dark.", "Thanks"]),
            ({"since": "2026-03-02T09:01:00Z"}, ["Answer", "Thanks"]),
            ({"since": "2026-03-02T09:01:00Z", "role": "end_user"}, ["Thanks"]),
            ({"sort_order": "desc"}, ["Thanks", "Answer", "It went dark."]),
            ({"sort_by": "updated_at"}, ["It went dark.", "Answer", "Thanks"]),
            ({"sort": "-created_at", "page[size]": 2}, ["Thanks", "Answer"]),
        ],
    )
    def test_filters_and_orders(
        self, desk: Desk, query: dict[str, Any], expected: list[str]
    ) -> None:
        self.talk(desk)
        assert self.bodies(desk.emma, **query) == expected

    @pytest.mark.parametrize("query", [{"role": "boss"}, {"since": "yesterday"}])
    def test_wrong_filters(self, desk: Desk, query: dict[str, Any]) -> None:
        self.talk(desk)
        assert desk.emma.get("/requests/1/comments", **query).status == 400

    def test_show(self, desk: Desk) -> None:
        self.talk(desk)
        comments = desk.agent.get("/tickets/1/comments").json["comments"]
        found = {entry["body"]: entry["id"] for entry in comments}
        answer = desk.emma.get(f"/requests/1/comments/{found['Answer']}")
        assert answer.json["comment"]["author_id"] == desk.cast.agent
        assert answer.json["comment"]["request_id"] == 1
        assert desk.emma.get(answer.json["comment"]["url"]).json == answer.json
        hidden = desk.emma.get(f"/requests/1/comments/{found['Secret']}")
        absent = desk.emma.get("/requests/1/comments/99")
        assert (hidden.status, hidden.json) == (404, absent.json)

    def test_of_what_is_not_theirs(self, desk: Desk) -> None:
        self.talk(desk)
        comment_id = desk.agent.get("/tickets/1/comments").json["comments"][0]["id"]
        for caller, status in ((desk.anonymous, 401), (desk.zoe, 404)):
            assert caller.get("/requests/1/comments").status == status
            assert caller.get(f"/requests/1/comments/{comment_id}").status == status


def solvable(caller: Caller) -> bool:
    return bool(caller.get("/requests/1").json["request"]["can_be_solved_by_me"])


def field(desk: Desk, title: str, **more: Any) -> int:
    """A new text field; its id."""
    body = {"ticket_field": {"type": "text", "title": title, **more}}
    answer = desk.admin.post("/ticket_fields", body)
    assert answer.status == 201, answer.text
    return int(answer.json["ticket_field"]["id"])
