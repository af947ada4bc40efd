"""Merging one organization into another."""

import pytest

from tests.desk import Answer, Desk
from tests.families.preparing import allow_several


def merge(desk: Desk, loser: int, winner: object, method: str = "POST") -> Answer:
    body = {"organization_merge": {"winner_id": winner}}
    return desk.admin.send(method, f"/organizations/{loser}/merge", body)


class TestMerge:
    @pytest.mark.parametrize("method", ["POST", "PUT"])
    def test_people_tickets_and_domains_move(self, any_desk: Desk, method: str) -> None:
        body = {"subject": "Lamp", "comment": {"body": "Dark"}, "requester_id": any_desk.cast.zoe}
        ticket_id = any_desk.admin.post("/tickets", {"ticket": body}).json["ticket"]["id"]
        answer = merge(any_desk, any_desk.cast.zebra, any_desk.cast.acme, method)
        asked = answer.json["organization_merge"]
        assert (answer.status, asked["status"]) == (200, "new")
        assert (asked["loser_id"], asked["winner_id"]) == (any_desk.cast.zebra, any_desk.cast.acme)
        any_desk.run_jobs()
        assert any_desk.admin.get(asked["url"]).json["organization_merge"]["status"] == "complete"
        assert any_desk.admin.get(f"/organizations/{any_desk.cast.zebra}").status == 404
        winner = any_desk.admin.get(f"/organizations/{any_desk.cast.acme}").json["organization"]
        assert winner["domain_names"] == ["acme.example", "zebra.example"]
        ticket = any_desk.admin.get(f"/tickets/{ticket_id}").json["ticket"]
        assert ticket["organization_id"] == any_desk.cast.acme
        assert _organization_of(any_desk, any_desk.cast.zoe) == any_desk.cast.acme
        mapped = any_desk.admin.post("/users", {"user": {"name": "Z", "email": "z@zebra.example"}})
        assert mapped.json["user"]["organization_id"] == any_desk.cast.acme

    def test_members_of_both_stay_members_once(self, any_desk: Desk) -> None:
        allow_several(any_desk)
        body = {"user_id": any_desk.cast.zoe, "organization_id": any_desk.cast.acme}
        any_desk.admin.post("/organization_memberships", {"organization_membership": body})
        merge(any_desk, any_desk.cast.zebra, any_desk.cast.acme)
        any_desk.run_jobs()
        path = f"/users/{any_desk.cast.zoe}/organization_memberships"
        held = any_desk.admin.get(path).json["organization_memberships"]
        assert [(one["organization_id"], one["default"]) for one in held] == [
            (any_desk.cast.acme, True)
        ]
        assert _organization_of(any_desk, any_desk.cast.zoe) == any_desk.cast.acme

    def test_a_second_merge_of_the_same_loser_is_an_error(self, desk: Desk) -> None:
        merge(desk, desk.cast.zebra, desk.cast.acme)
        second = merge(desk, desk.cast.zebra, desk.cast.acme).json["organization_merge"]
        desk.run_jobs()
        assert desk.admin.get(second["url"]).json["organization_merge"]["status"] == "error"

    def test_refused(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert merge(desk, 1, desk.cast.acme).status == 404
        for winner in (None, 1, desk.cast.zebra):
            assert merge(desk, desk.cast.zebra, winner).status == 422
        path = f"/organizations/{desk.cast.zebra}/merge"
        body = {"organization_merge": {"winner_id": desk.cast.acme}}
        assert desk.agent.post(path, body).status == 403
        assert desk.snapshot() == before


class TestListAndShow:
    def test_winner_and_loser_list_the_same_merge(self, desk: Desk) -> None:
        asked = merge(desk, desk.cast.zebra, desk.cast.acme).json["organization_merge"]
        desk.run_jobs()
        for organization_id in (desk.cast.acme, desk.cast.zebra):
            answer = desk.admin.get(f"/organizations/{organization_id}/merges")
            assert [one["id"] for one in answer.json["organization_merges"]] == [asked["id"]]
            assert answer.json["meta"]["has_more"] is False

    def test_unknown_and_roles(self, desk: Desk) -> None:
        assert desk.admin.get("/organizations/1/merges").status == 404
        assert desk.admin.get("/organization_merges/01ABC").status == 404
        assert desk.agent.get(f"/organizations/{desk.cast.acme}/merges").status == 403


def _organization_of(desk: Desk, user_id: int) -> object:
    return desk.admin.get(f"/users/{user_id}").json["user"]["organization_id"]
