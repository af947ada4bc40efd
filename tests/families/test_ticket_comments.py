"""Comments: listing and counting them, making them private; trusting an audit."""

from typing import Any

import pytest

from tests.desk import Answer, Desk
from tests.families.ticket_making import change, comments, create


def talk(desk: Desk) -> list[int]:
    """A ticket of Emma's with a public and a private answer; the ids of its three comments."""
    create(desk.agent, requester_id=desk.cast.emma, comment={"body": "First"})
    desk.clock.forward(minutes=1)
    change(desk.agent, 1, comment={"body": "Second", "public": True})
    desk.clock.forward(minutes=1)
    change(desk.agent, 1, comment={"body": "Third", "public": False})
    return [comment["id"] for comment in comments(desk)]


class TestList:
    def test_anonymous(self, desk: Desk) -> None:
        assert desk.anonymous.get("/tickets/1/comments").status == 401

    def test_end_user(self, desk: Desk) -> None:
        assert desk.emma.get("/tickets/1/comments").status == 403

    def test_unknown_ticket(self, desk: Desk) -> None:
        assert desk.agent.get("/tickets/1/comments").status == 404

    def test_ticket_of_another_group(self, desk: Desk) -> None:
        create(desk.agent, group_id=desk.cast.support)
        assert desk.bob.get("/tickets/1/comments").status == 403

    def test_oldest_first(self, desk: Desk) -> None:
        talk(desk)
        found = comments(desk)
        assert [comment["body"] for comment in found] == ["First", "Second", "Third"]
        assert [comment["public"] for comment in found] == [True, True, False]

    @pytest.mark.parametrize(
        "query", [{"sort_order": "desc"}, {"sort": "-created_at", "page[size]": 5}]
    )
    def test_newest_first(self, desk: Desk, query: dict[str, Any]) -> None:
        talk(desk)
        found = desk.agent.get("/tickets/1/comments", **query).json["comments"]
        assert [comment["body"] for comment in found] == ["Third", "Second", "First"]

    def test_pages_by_cursor(self, desk: Desk) -> None:
        talk(desk)
        first = desk.agent.get("/tickets/1/comments", **{"page[size]": 2}).json
        assert [comment["body"] for comment in first["comments"]] == ["First", "Second"]
        rest = desk.agent.get(first["links"]["next"]).json["comments"]
        assert [comment["body"] for comment in rest] == ["Third"]

    def test_authors_beside(self, desk: Desk) -> None:
        talk(desk)
        users = desk.agent.get("/tickets/1/comments", include="users").json["users"]
        assert [user["id"] for user in users] == [desk.cast.agent]

    def test_pictures_in_the_text_are_listed_when_asked_for(self, desk: Desk) -> None:
        talk(desk)
        attach(desk, comments(desk)[0]["id"], inline=True, name="inside.png")
        attach(desk, comments(desk)[0]["id"], inline=False, name="beside.txt")

        def names(**query: str) -> list[str]:
            found = desk.agent.get("/tickets/1/comments", **query).json["comments"]
            return [file["file_name"] for file in found[0]["attachments"]]

        assert names() == ["beside.txt"]
        assert names(include_inline_images="true") == ["inside.png", "beside.txt"]

    def test_inline_images_must_be_true_or_false(self, desk: Desk) -> None:
        talk(desk)
        answer = desk.agent.get("/tickets/1/comments", include_inline_images="perhaps")
        assert answer.status == 400

    def test_count(self, desk: Desk) -> None:
        talk(desk)
        assert desk.agent.get("/tickets/1/comments/count").json["count"]["value"] == 3


class TestMakePrivate:
    def hide(self, desk: Desk, comment_id: int) -> Answer:
        return desk.agent.put(f"/tickets/1/comments/{comment_id}/make_private")

    def test_hides_the_comment_and_leaves_an_audit(self, desk: Desk) -> None:
        ids = talk(desk)
        answer = self.hide(desk, ids[1])
        assert (answer.status, answer.content) == (200, b"")
        assert [comment["public"] for comment in comments(desk)] == [True, False, False]
        audit = desk.agent.get("/tickets/1/audits").json["audits"][-1]
        event = {"type": "CommentPrivacyChange", "comment_id": ids[1], "public": False}
        assert audit["events"][-1].items() >= event.items()
        assert len(audit["events"]) == 1

    def test_ticket_stays_public_while_another_comment_is(self, desk: Desk) -> None:
        ids = talk(desk)
        self.hide(desk, ids[0])
        assert desk.agent.get("/tickets/1").json["ticket"]["is_public"] is True
        self.hide(desk, ids[1])
        assert desk.agent.get("/tickets/1").json["ticket"]["is_public"] is False
        last = desk.agent.get("/tickets/1/audits").json["audits"][-1]["events"]
        assert [event["type"] for event in last] == ["Change", "CommentPrivacyChange"]
        assert (last[0]["field_name"], last[0]["value"]) == ("is_public", False)

    def test_moves_the_ticket_s_time(self, desk: Desk) -> None:
        ids = talk(desk)
        desk.clock.forward(minutes=1)
        self.hide(desk, ids[0])
        assert desk.agent.get("/tickets/1").json["ticket"]["updated_at"] == "2026-03-02T09:03:00Z"

    def test_twice_is_once(self, desk: Desk) -> None:
        ids = talk(desk)
        self.hide(desk, ids[1])
        before = desk.snapshot()
        assert self.hide(desk, ids[1]).status == 200
        assert desk.snapshot() == before

    def test_first_comment_no_longer_tells_later_ones_to_be_public(self, desk: Desk) -> None:
        ids = talk(desk)
        self.hide(desk, ids[0])
        change(desk.agent, 1, comment={"body": "Fourth"})
        assert comments(desk)[-1]["public"] is False

    def test_closed_ticket(self, desk: Desk) -> None:
        ids = talk(desk)
        change(desk.agent, 1, status="closed")
        before = desk.snapshot()
        assert self.hide(desk, ids[0]).status == 422
        assert desk.snapshot() == before

    def test_who_may(self, desk: Desk) -> None:
        ids = talk(desk)
        path = f"/tickets/1/comments/{ids[0]}/make_private"
        callers = [desk.anonymous, desk.emma, desk.light, desk.bob, desk.admin]
        assert [caller.put(path).status for caller in callers] == [401, 403, 403, 403, 200]

    def test_unknown_comment_and_that_of_another_ticket(self, desk: Desk) -> None:
        ids = talk(desk)
        create(desk.agent)
        assert self.hide(desk, 999_999).status == 404
        assert desk.agent.put(f"/tickets/2/comments/{ids[0]}/make_private").status == 404


class TestMakePrivateByAudit:
    def test_hides_the_comment_of_the_audit(self, desk: Desk) -> None:
        talk(desk)
        audit_id = comments(desk)[1]["audit_id"]
        answer = desk.agent.put(f"/tickets/1/audits/{audit_id}/make_private")
        assert (answer.status, answer.content) == (200, b"")
        assert [comment["public"] for comment in comments(desk)] == [True, False, False]

    def test_audit_without_a_comment(self, desk: Desk) -> None:
        talk(desk)
        audit_id = change(desk.agent, 1, priority="high")["audit"]["id"]
        assert desk.agent.put(f"/tickets/1/audits/{audit_id}/make_private").status == 404

    def test_who_may(self, desk: Desk) -> None:
        talk(desk)
        path = f"/tickets/1/audits/{comments(desk)[0]['audit_id']}/make_private"
        callers = [desk.anonymous, desk.emma, desk.light, desk.agent]
        assert [caller.put(path).status for caller in callers] == [401, 403, 403, 200]


class TestTrust:
    def test_lifts_the_doubts_of_an_audit(self, desk: Desk) -> None:
        request = {"subject": "Hi", "comment": {"body": "It is me"}}
        request["requester"] = {"name": "New Person", "email": "new@person.example"}
        assert desk.anonymous.post("/requests", {"request": request}).status == 201
        audit = desk.agent.get("/tickets/1/audits").json["audits"][0]
        assert audit["metadata"]["flags"] == [2]
        assert audit["metadata"]["trusted"] is False
        answer = desk.agent.put(f"/tickets/1/audits/{audit['id']}/trust")
        assert (answer.status, answer.content) == (200, b"")
        metadata = desk.agent.get(f"/tickets/1/audits/{audit['id']}").json["audit"]["metadata"]
        assert metadata["trusted"] is True
        assert metadata["flags_options"] == {"2": {"trusted": True}}

    def test_who_may(self, desk: Desk) -> None:
        talk(desk)
        path = f"/tickets/1/audits/{comments(desk)[0]['audit_id']}/trust"
        callers = [desk.anonymous, desk.emma, desk.light, desk.agent]
        assert [caller.put(path).status for caller in callers] == [401, 403, 403, 200]

    def test_unknown_audit(self, desk: Desk) -> None:
        create(desk.agent)
        assert desk.agent.put("/tickets/1/audits/999999/trust").status == 404


def attach(desk: Desk, comment_id: int, *, inline: bool, name: str) -> str:
    """Give a comment a file that clients would have sent by mail; its token."""
    from ombud.families.attachments import store
    from ombud.tables import attachments

    token = name.replace(".", "")
    with desk.account.transaction(writes=True) as db:
        store.put(desk.account, store.EMPTY, b"")
        db.insert(
            attachments,
            token=token,
            file_name=name,
            content_type="image/png" if inline else "text/plain",
            size=0,
            sha256=store.EMPTY,
            inline=inline,
            comment_id=comment_id,
            created_at=desk.clock.now(),
        )
    return token
