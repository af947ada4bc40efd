"""The users family, merging: all that the one did becomes the other's."""

from typing import Any

import pytest

from ombud.tables import comments, ticket_audits
from tests.desk import Answer, Caller, Desk
from tests.families.preparing import allow_several
from tests.families.ticket_making import created_id


def merge(caller: Caller, loser: int, **target: Any) -> Answer:
    return caller.put(f"/users/{loser}/merge", {"user": target})


class TestMerge:
    def test_anonymous(self, desk: Desk) -> None:
        assert merge(desk.anonymous, desk.cast.zoe, id=desk.cast.emma).status == 401

    @pytest.mark.parametrize("who", ["emma", "light"])
    def test_who_may_not(self, desk: Desk, who: str) -> None:
        before = desk.snapshot()
        assert merge(getattr(desk, who), desk.cast.zoe, id=desk.cast.emma).status == 403
        assert desk.snapshot() == before

    @pytest.mark.parametrize("target", ["id", "email"])
    def test_identities_and_tags(self, desk: Desk, target: str) -> None:
        desk.admin.put(f"/users/{desk.cast.zoe}", {"user": {"tags": ["z"], "phone": "+4533121212"}})
        desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"tags": ["e"]}})
        value = {"id": desk.cast.emma, "email": "EMMA@acme.example"}[target]
        user = merge(desk.agent, desk.cast.zoe, **{target: value}).json["user"]
        assert (user["id"], user["email"]) == (desk.cast.emma, "emma@acme.example")
        assert (user["tags"], user["phone"]) == (["e", "z"], "+4533121212")
        found = desk.agent.get(f"/users/{desk.cast.emma}/identities").json["identities"]
        assert [(row["value"], row["primary"]) for row in found] == [
            ("emma@acme.example", True),
            ("zoe@zebra.example", False),
            ("+4533121212", False),
        ]
        assert desk.agent.get(f"/users/{desk.cast.zoe}").status == 404
        assert desk.agent.get("/users/search", query="zoe@zebra.example").json["count"] == 1

    def test_winner_without_an_address_takes_it_over(self, desk: Desk) -> None:
        winner = desk.admin.post("/users", {"user": {"name": "Pat"}}).json["user"]["id"]
        user = merge(desk.agent, desk.cast.emma, id=winner).json["user"]
        assert (user["email"], user["verified"]) == ("emma@acme.example", True)
        assert user["organization_id"] == desk.cast.acme

    def test_tickets_comments_and_copies(self, desk: Desk) -> None:
        requested = created_id(desk.admin, requester_id=desk.cast.zoe)
        written = {"body": "Hello", "author_id": desk.cast.zoe}
        desk.admin.put(f"/tickets/{requested}", {"ticket": {"comment": written}})
        copies = [{"user_id": desk.cast.zoe}, {"user_id": desk.cast.emma}]
        copied = created_id(desk.admin, requester_id=desk.cast.eric, email_ccs=copies)
        own = created_id(desk.admin, requester_id=desk.cast.emma, email_ccs=copies[:1])
        assert merge(desk.admin, desk.cast.zoe, id=desk.cast.emma).status == 200

        def ticket(ticket_id: int) -> Any:
            return desk.admin.get(f"/tickets/{ticket_id}").json["ticket"]

        assert ticket(requested)["requester_id"] == desk.cast.emma
        assert ticket(requested)["organization_id"] == desk.cast.acme
        assert ticket(copied)["email_cc_ids"] == [desk.cast.emma]
        assert ticket(own)["email_cc_ids"] == []
        with desk.account.transaction(writes=False) as db:
            authors = {row.author_id for row in db.rows(comments.select())}
            authors |= {row.author_id for row in db.rows(ticket_audits.select())}
        assert desk.cast.emma in authors
        assert desk.cast.zoe not in authors

    def test_one_organization_is_the_winners(self, desk: Desk) -> None:
        user = merge(desk.admin, desk.cast.zoe, id=desk.cast.emma).json["user"]
        assert user["organization_id"] == desk.cast.acme
        assert desk.agent.get(f"/users/{desk.cast.emma}/organizations").json["count"] == 1

    def test_several_organizations_are_joined(self, desk: Desk) -> None:
        allow_several(desk)
        user = merge(desk.admin, desk.cast.zoe, id=desk.cast.emma).json["user"]
        assert user["organization_id"] == desk.cast.acme
        assert desk.agent.get(f"/users/{desk.cast.emma}/organizations").json["count"] == 2

    @pytest.mark.parametrize(
        ("loser", "winner"), [("agent", "emma"), ("emma", "agent"), ("emma", "emma")]
    )
    def test_only_two_end_users(self, desk: Desk, loser: str, winner: str) -> None:
        before = desk.snapshot()
        target = getattr(desk.cast, winner)
        assert merge(desk.admin, getattr(desk.cast, loser), id=target).status == 422
        assert desk.snapshot() == before

    @pytest.mark.parametrize("target", [{}, {"id": 1}, {"email": "nobody@x.example"}])
    def test_no_winner(self, desk: Desk, target: dict[str, Any]) -> None:
        before = desk.snapshot()
        assert merge(desk.admin, desk.cast.zoe, **target).status == 422
        assert desk.snapshot() == before

    def test_no_loser(self, desk: Desk) -> None:
        assert merge(desk.admin, 1, id=desk.cast.emma).status == 404
