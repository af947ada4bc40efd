"""Each permission of a custom role that concerns what is built: without it 403, with it not."""

from collections.abc import Callable
from typing import Any

import pytest

from ombud.tables import groups
from tests.desk import Answer, Desk
from tests.families.preparing import with_role
from tests.families.ticket_making import create

EDITS = {"ticket_editing": True, "ticket_access": "all", "ticket_comment_access": "public"}


def comment_id(desk: Desk) -> int:
    comments = desk.admin.get("/tickets/1/comments").json["comments"]
    return int(comments[0]["id"])


def tags(desk: Desk) -> Answer:
    return desk.bob.put("/tickets/1/tags", {"tags": ["new"]})


def tags_of_ticket(desk: Desk) -> Answer:
    return desk.bob.put("/tickets/1", {"ticket": {"tags": ["new"]}})


def tags_of_new_ticket(desk: Desk) -> Answer:
    return desk.bob.post("/tickets", {"ticket": {"comment": {"body": "x"}, "tags": ["new"]}})


def edit(desk: Desk) -> Answer:
    return desk.bob.put("/tickets/1", {"ticket": {"priority": "low"}})


def make(desk: Desk) -> Answer:
    return desk.bob.post("/tickets", {"ticket": {"comment": {"body": "x"}}})


def delete(desk: Desk) -> Answer:
    return desk.bob.delete("/tickets/1")


def delete_many(desk: Desk) -> Answer:
    return desk.bob.delete("/tickets/destroy_many", ids="1")


def deleted(desk: Desk) -> Answer:
    return desk.bob.get("/deleted_tickets")


def merge(desk: Desk) -> Answer:
    return desk.bob.post("/tickets/1/merge", {"ids": [2]})


def redact(desk: Desk) -> Answer:
    path = f"/tickets/1/comments/{comment_id(desk)}/redact"
    return desk.bob.put(path, {"text": "Dark"})


def assign(desk: Desk) -> Answer:
    return desk.bob.put("/tickets/1", {"ticket": {"group_id": desk.cast.support}})


def assign_to_person(desk: Desk) -> Answer:
    return desk.bob.put("/tickets/1", {"ticket": {"assignee_id": desk.cast.admin}})


def make_group(desk: Desk) -> Answer:
    return desk.bob.post("/groups", {"group": {"name": "Money"}})


def join_group(desk: Desk) -> Answer:
    members = {"user_id": desk.cast.bob, "group_id": desk.cast.support}
    return desk.bob.post("/group_memberships", {"group_membership": members})


def change_organization(desk: Desk) -> Answer:
    return desk.bob.put(f"/organizations/{desk.cast.acme}", {"organization": {"name": "Acme Ltd"}})


def make_organization(desk: Desk) -> Answer:
    return desk.bob.post("/organizations", {"organization": {"name": "Pine"}})


def search_organizations(desk: Desk) -> Answer:
    return desk.bob.get("/organizations/search", name="Acme")


def note_on_organization(desk: Desk) -> Answer:
    return desk.bob.put(f"/organizations/{desk.cast.acme}", {"organization": {"notes": "x"}})


def change_user(desk: Desk) -> Answer:
    return desk.bob.put(f"/users/{desk.cast.emma}", {"user": {"notes": "x"}})


def merge_users(desk: Desk) -> Answer:
    return desk.bob.put(f"/users/{desk.cast.emma}/merge", {"user": {"id": desk.cast.eric}})


def make_user(desk: Desk) -> Answer:
    return desk.bob.post("/users", {"user": {"name": "Pat"}})


def delete_user(desk: Desk) -> Answer:
    return desk.bob.delete(f"/users/{desk.cast.zoe}")


def hire(desk: Desk) -> Answer:
    user = {"name": "Pat", "email": "pat@northwind.example", "role": "agent"}
    return desk.bob.post("/users", {"user": user})


def change_colleague(desk: Desk) -> Answer:
    return desk.bob.put(f"/users/{desk.cast.agent}", {"user": {"alias": "Al"}})


def list_users(desk: Desk) -> Answer:
    return desk.bob.get("/users")


def count_users(desk: Desk) -> Answer:
    return desk.bob.get("/users/count")


def list_users_of_organization(desk: Desk) -> Answer:
    return desk.bob.get(f"/organizations/{desk.cast.acme}/users")


def search_users(desk: Desk) -> Answer:
    return desk.bob.get("/users/search", query="emma")


@pytest.mark.parametrize(
    ("action", "without", "granting"),
    [
        (edit, {}, {"ticket_editing": True}),
        (make, {}, {"ticket_editing": True}),
        (tags, EDITS, {"ticket_tag_editing": True}),
        (tags_of_ticket, EDITS, {"ticket_tag_editing": True}),
        (tags_of_new_ticket, EDITS, {"ticket_tag_editing": True}),
        (delete, EDITS, {"ticket_deletion": True}),
        (delete_many, EDITS, {"ticket_deletion": True}),
        (deleted, EDITS, {"view_deleted_tickets": True}),
        (merge, EDITS, {"ticket_merge": True}),
        (redact, EDITS, {"ticket_redaction": True}),
        (redact, EDITS, {"ticket_deletion": True}),
        (assign, EDITS, {"assign_tickets_to_any_group": True}),
        (assign_to_person, EDITS, {"assign_tickets_to_any_group": True}),
        (make_group, {}, {"manage_groups": True}),
        (make_group, {}, {"group_access": True}),
        (join_group, {}, {"manage_group_memberships": True}),
        (change_organization, {}, {"organization_editing": True}),
        (make_organization, {}, {"organization_editing": True}),
        (search_organizations, {}, {"organization_editing": True}),
        (note_on_organization, {}, {"organization_notes_editing": True}),
        (change_user, {"end_user_profile_access": "readonly"}, {"end_user_profile_access": "edit"}),
        (merge_users, {}, {"end_user_profile_access": "edit"}),
        (make_user, {"end_user_profile_access": "edit"}, {"end_user_profile_access": "full"}),
        (delete_user, {"end_user_profile_access": "edit"}, {"end_user_profile_access": "full"}),
        (hire, {"end_user_profile_access": "full"}, {"manage_team_members": True}),
        (change_colleague, {}, {"manage_team_members": "all_with_self_restriction"}),
        (list_users, {"end_user_list_access": "none"}, {"end_user_list_access": "full"}),
        (count_users, {"end_user_list_access": "none"}, {}),
        (list_users_of_organization, {"end_user_list_access": "none"}, {}),
        (search_users, {"end_user_list_access": "none"}, {"end_user_list_access": "full"}),
    ],
)
def test_without_and_with(
    desk: Desk,
    action: Callable[[Desk], Answer],
    without: dict[str, Any],
    granting: dict[str, Any],
) -> None:
    for _ in range(2):
        create(desk.admin, comment={"body": "Dark lamp"}, group_id=desk.cast.billing)
    with_role(desk, desk.cast.bob, **without)
    before = desk.snapshot()
    refused = action(desk)
    assert refused.status == 403, refused.text
    assert desk.snapshot() == before
    held = {} if granting == {} else {**without, **granting}
    with_role(desk, desk.cast.bob, **held)
    answer = action(desk)
    assert answer.status < 300, answer.text


class TestTags:
    def test_may_be_sent_back_as_they_are(self, desk: Desk) -> None:
        create(desk.admin, group_id=desk.cast.billing, tags=["a", "b"])
        with_role(desk, desk.cast.bob, **EDITS)
        told = desk.bob.put("/tickets/1", {"ticket": {"tags": "B a", "priority": "low"}})
        assert told.json["ticket"]["tags"] == ["a", "b"]
        for change in ({"additional_tags": ["c"]}, {"remove_tags": ["a"]}, {"tags": None}):
            assert desk.bob.put("/tickets/1", {"ticket": change}).status == 403
        for change in ({"additional_tags": ["a"]}, {"remove_tags": ["c"]}):
            assert desk.bob.put("/tickets/1", {"ticket": change}).status == 200

    def test_in_bulk(self, desk: Desk) -> None:
        create(desk.admin, group_id=desk.cast.billing)
        with_role(desk, desk.cast.bob, **EDITS)
        started = desk.bob.put("/tickets/update_many?ids=1", {"ticket": {"tags": ["x"]}})
        assert "error" in desk.job(started)["results"][0]
        made = [{"comment": {"body": "x"}, "tags": ["x"]}, {"comment": {"body": "x"}}]
        results = desk.job(desk.bob.post("/tickets/create_many", {"tickets": made}))["results"]
        assert [("error" in result) for result in results] == [True, False]

    def test_merging_tags_by_itself(self, desk: Desk) -> None:
        for _ in range(2):
            create(desk.admin, group_id=desk.cast.billing)
        with_role(desk, desk.cast.bob, **EDITS, ticket_merge=True)
        results = desk.job(desk.bob.post("/tickets/1/merge", {"ids": [2]}))["results"]
        assert results[0]["success"]


class TestWhatIsTakenAwayMeanwhile:
    @pytest.mark.parametrize(
        ("path", "granting"),
        [
            ("/tickets/destroy_many?ids=1", {"ticket_deletion": True}),
            ("/tickets/mark_many_as_spam?ids=1", {}),
        ],
    )
    def test_a_job_asks_again(self, desk: Desk, path: str, granting: dict[str, Any]) -> None:
        create(desk.admin, requester_id=desk.cast.emma, group_id=desk.cast.billing)
        with_role(desk, desk.cast.bob, **EDITS, **granting)
        method = "DELETE" if "destroy" in path else "PUT"
        started = desk.bob.send(method, path)
        with_role(desk, desk.cast.bob, ticket_access="all")
        assert "error" in desk.job(started)["results"][0]
        assert desk.admin.get("/tickets/1").status == 200


class TestTicketAccess:
    @pytest.fixture(autouse=True)
    def _tickets(self, desk: Desk) -> None:
        """1 in Support for Emma, 2 in Billing, 3 in Billing and Bob's own, 4 in a private group."""
        with desk.account.transaction(writes=True) as db:
            times = {"created_at": 0, "updated_at": 0}
            private = db.insert(groups, name="Private", is_public=False, **times)
            db.configuration_changed()
        create(desk.admin, requester_id=desk.cast.emma, group_id=desk.cast.support)
        create(desk.admin, group_id=desk.cast.billing)
        create(desk.admin, group_id=desk.cast.billing, assignee_id=desk.cast.bob)
        create(desk.admin, group_id=private)

    @pytest.mark.parametrize(
        ("access", "seen"),
        [
            ("all", [1, 2, 3, 4]),
            ("within-groups", [2, 3]),
            ("within-groups-and-public-groups", [1, 2, 3]),
            ("assigned-only", [3]),
            ("within-organization", [3]),
        ],
    )
    def test_decides_what_is_seen(self, desk: Desk, access: str, seen: list[int]) -> None:
        free = {"user": {"ticket_restriction": None}}
        assert desk.admin.put(f"/users/{desk.cast.bob}", free).status == 200
        with_role(desk, desk.cast.bob, **{**EDITS, "ticket_access": access})
        assert [row["id"] for row in desk.bob.get("/tickets").json["tickets"]] == seen
        found = desk.bob.get("/search?query=type:ticket").json["results"]
        assert sorted(row["id"] for row in found) == seen
        for number in range(1, 5):
            expected = 200 if number in seen else 403
            assert desk.bob.get(f"/tickets/{number}").status == expected
            answer = desk.bob.put(f"/tickets/{number}", {"ticket": {"priority": "low"}})
            assert answer.status == expected

    def test_a_restriction_of_the_user_holds_beside_it(self, desk: Desk) -> None:
        with_role(desk, desk.cast.bob, **EDITS)
        assert [row["id"] for row in desk.bob.get("/tickets").json["tickets"]] == [2, 3]


class TestCommentAccess:
    def test_none_is_private_whoever_is_the_author(self, desk: Desk) -> None:
        create(desk.admin, requester_id=desk.cast.emma, group_id=desk.cast.billing)
        with_role(desk, desk.cast.bob, **{**EDITS, "ticket_comment_access": "none"})
        for author in (desk.cast.bob, desk.cast.agent, desk.cast.emma):
            comment = {"body": "x", "public": True, "author_id": author}
            assert desk.bob.put("/tickets/1", {"ticket": {"comment": comment}}).status == 200
        shown = desk.admin.get("/tickets/1/comments").json["comments"]
        assert [comment["public"] for comment in shown] == [True, False, False, False]

    def test_a_light_agent_cannot_hide_behind_somebody(self, desk: Desk) -> None:
        create(desk.admin, requester_id=desk.cast.emma)
        comment = {"body": "x", "public": True, "author_id": desk.cast.emma}
        answer = desk.light.put("/tickets/1", {"ticket": {"comment": comment}})
        assert answer.status == 200
        shown = desk.admin.get("/tickets/1/comments").json["comments"]
        assert [comment["public"] for comment in shown] == [True, False]

    def test_nor_answer_as_on_a_request(self, desk: Desk) -> None:
        with_role(desk, desk.cast.bob, **{**EDITS, "ticket_comment_access": "none"})
        request = {"subject": "x", "comment": {"body": "x"}}
        assert desk.bob.post("/requests", {"request": request}).status == 403


class TestSearch:
    def test_finds_no_users_without_the_right_to_list_them(self, desk: Desk) -> None:
        with_role(desk, desk.cast.bob, **EDITS, end_user_list_access="none")
        assert desk.bob.get("/search?query=type:user").json["count"] == 0
        assert desk.bob.get("/search/count?query=type:user").json["count"] == 0
        assert desk.bob.get("/search?query=acme").json["count"] == 1
        with_role(desk, desk.cast.bob, **EDITS, end_user_list_access="full")
        assert desk.bob.get("/search?query=type:user").json["count"] > 0
