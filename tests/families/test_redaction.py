"""Redaction: what is taken out of a comment or a chat is nowhere in the desk's database any more."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from tests.desk import Answer, Desk
from tests.families.preparing import set_setting
from tests.families.test_ticket_comments import attach
from tests.families.ticket_making import change, comments, create

SECRET = "4111 1111"
COVERED = "▇▇▇▇▇▇▇▇▇"


def told(desk: Desk, body: str = f"My card is {SECRET}!", **comment: Any) -> int:
    """A ticket whose first comment tells a secret; the comment's id."""
    create(desk.admin, comment={"body": body, **comment})
    return int(comments(desk)[0]["id"])


def everything(desk: Desk) -> str:
    """All that the database holds, the search index included, as one text."""
    with desk.account.transaction(writes=False) as db:
        index = [tuple(row) for row in db.rows(text("SELECT * FROM search_documents"))]
    return json.dumps([desk.snapshot(), index], ensure_ascii=False, default=str)


def redact(desk: Desk, comment_id: int, wanted: object = SECRET, ticket_id: int = 1) -> Answer:
    path = f"/tickets/{ticket_id}/comments/{comment_id}/redact"
    return desk.admin.put(path, {"text": wanted})


class TestRedactString:
    def test_covers_each_character_in_every_form(self, desk: Desk) -> None:
        answer = redact(desk, told(desk))
        assert answer.status == 200
        comment = answer.json["comment"]
        assert comment["body"] == comment["plain_body"] == f"My card is {COVERED}!"
        assert f"My card is {COVERED}!" in comment["html_body"]
        assert comments(desk)[0] == comment

    def test_description_follows_its_comment(self, desk: Desk) -> None:
        redact(desk, told(desk))
        ticket = desk.agent.get("/tickets/1").json["ticket"]
        assert ticket["description"] == f"My card is {COVERED}!"

    def test_description_stays_when_another_comment_changes(self, desk: Desk) -> None:
        told(desk, "Nothing secret: 77")
        change(desk.agent, 1, comment={"body": "But 77 here"})
        redact(desk, comments(desk)[1]["id"], "77")
        assert [comment["body"] for comment in comments(desk)] == [
            "Nothing secret: 77",
            "But ▇▇ here",
        ]
        ticket = desk.agent.get("/tickets/1").json["ticket"]
        assert ticket["description"] == "Nothing secret: 77"

    def test_every_occurrence(self, desk: Desk) -> None:
        answer = redact(desk, told(desk, "ab abc cab"), "ab")
        assert answer.json["comment"]["body"] == "▇▇ ▇▇c c▇▇"

    def test_numbers_are_text(self, desk: Desk) -> None:
        assert redact(desk, told(desk, "Room 12"), 12).json["comment"]["body"] == "Room ▇▇"

    def test_leaves_an_event_that_does_not_tell(self, desk: Desk) -> None:
        comment_id = told(desk)
        desk.clock.forward(minutes=1)
        redact(desk, comment_id)
        audits = desk.agent.get("/tickets/1/audits").json["audits"]
        assert len(audits) == 2
        event = audits[1]["events"][0]
        assert (event["type"], event["comment_id"]) == ("CommentRedactionEvent", comment_id)
        assert audits[0]["events"][0]["body"] == f"My card is {COVERED}!"
        assert desk.agent.get("/tickets/1").json["ticket"]["updated_at"] == "2026-03-02T09:01:00Z"

    @pytest.mark.parametrize(
        ("comment", "wanted"),
        [
            ({"body": "I live at\n12 Elm Street\n\nJohn"}, "Elm Street John"),
            ({"body": "See http://bank.example/user/4711?x=1 please"}, "4711"),
            ({"body": "See http://bank.example/user/4711?x=1 please"}, "user/4711?x=1 please"),
            ({"html_body": "<p>My <b>se</b>cret <i>word</i></p>"}, "secret word"),
            (
                {"html_body": '<a href="http://x.example/J%C3%BCrgen" title="Jürgen">J</a>'},
                "Jürgen",
            ),
            (
                {"html_body": "<ul><li>Tom &amp; Jerry</li><li>Quax</li></ul>"},
                "Tom & Jerry\n* Quax",
            ),
            ({"html_body": "<p>Tom</p><p>Jerry</p>"}, "Tom Jerry"),
            ({"html_body": '<p>Look</p><img src="http://x.example/quax.png" alt="quax">'}, "quax"),
        ],
    )
    def test_no_form_keeps_what_another_has_lost(
        self, desk: Desk, comment: dict[str, Any], wanted: str
    ) -> None:
        create(desk.admin, comment=comment)
        redacted = redact(desk, comments(desk)[0]["id"], wanted).json["comment"]
        left = everything(desk)
        for word in wanted.replace("* ", "").split():
            # The words stand alone nowhere, whatever the markup around them is.
            if len(word) > 1:
                assert word not in redacted["html_body"]
                assert word not in redacted["body"]
                assert json.dumps(word, ensure_ascii=False)[1:-1] not in left
        assert "%C3%BCrgen" not in left

    def test_nowhere_in_the_database(self, desk: Desk) -> None:
        body = {"ticket": {"subject": "Card", "comment": {"body": "It is zanzibar7 I think"}}}
        headers = {"Idempotency-Key": "once"}
        made = desk.admin.send("POST", "/tickets", body, headers=headers)
        assert made.status == 201
        desk.admin.post("/tickets/create_many", {"tickets": [{"comment": {"body": "zanzibar7"}}]})
        desk.run_jobs()
        notify(desk, 1, "We wrote to them that It is zanzibar7 I think")
        assert "zanzibar7" in everything(desk)
        for ticket_id in (1, 2):
            redact(desk, comments(desk, ticket_id)[0]["id"], "zanzibar7", ticket_id)
        assert "zanzibar7" not in everything(desk)
        again = desk.admin.send("POST", "/tickets", body, headers=headers)
        assert again.headers["x-idempotency-lookup"] == "hit"
        assert again.json["ticket"]["id"] == made.json["ticket"]["id"]
        assert again.json["ticket"]["description"] == "It is ▇▇▇▇▇▇▇▇▇ I think"
        assert again.json["audit"]["events"][0]["body"] == "It is ▇▇▇▇▇▇▇▇▇ I think"

    def test_search_finds_the_rest_of_the_comment_only(self, desk: Desk) -> None:
        redact(desk, told(desk, "Call Maximilian today"), "Maximilian")
        found = [
            desk.admin.get("/search", query=f"type:ticket {word}").json["count"]
            for word in ("today", "Maximilian")
        ]
        assert found == [1, 0]

    def test_text_that_does_not_occur_changes_nothing(self, desk: Desk) -> None:
        comment_id = told(desk)
        before = desk.snapshot()
        answer = redact(desk, comment_id, "absent")
        assert (answer.status, answer.json["comment"]["id"]) == (200, comment_id)
        assert desk.snapshot() == before

    @pytest.mark.parametrize(("body", "status"), [({}, 400), ({"text": None}, 400)])
    def test_text_must_be_there(self, desk: Desk, body: object, status: int) -> None:
        comment_id = told(desk)
        answer = desk.admin.put(f"/tickets/1/comments/{comment_id}/redact", body)
        assert answer.status == status

    @pytest.mark.parametrize(("wanted", "status"), [("", 422), ("  \n", 422), ([], 400)])
    def test_text_must_be_text(self, desk: Desk, wanted: object, status: int) -> None:
        comment_id = told(desk)
        before = desk.snapshot()
        assert redact(desk, comment_id, wanted).status == status
        assert desk.snapshot() == before

    def test_closed_ticket(self, desk: Desk) -> None:
        comment_id = told(desk)
        change(desk.admin, 1, status="closed", assignee_id=desk.cast.agent)
        before = desk.snapshot()
        assert redact(desk, comment_id).status == 422
        assert desk.snapshot() == before

    def test_who_may(self, desk: Desk) -> None:
        path = f"/tickets/1/comments/{told(desk)}/redact"
        callers = [desk.anonymous, desk.emma, desk.light, desk.agent, desk.admin]
        answers = [caller.put(path, {"text": "x"}).status for caller in callers]
        assert answers == [401, 403, 403, 403, 200]

    def test_agents_may_where_they_may_delete(self, desk: Desk) -> None:
        comment_id = told(desk)
        set_setting(desk, "tickets.agent_ticket_deletion", True)
        answer = desk.agent.put(f"/tickets/1/comments/{comment_id}/redact", {"text": SECRET})
        assert answer.status == 200

    def test_unknown(self, desk: Desk) -> None:
        comment_id = told(desk)
        create(desk.admin)
        assert redact(desk, 999_999).status == 404
        assert redact(desk, comment_id, ticket_id=2).status == 404
        assert redact(desk, comment_id, ticket_id=9).status == 404


class TestRedactMarked:
    def mark(self, desk: Desk, comment_id: int, html_body: str | None, **more: Any) -> Answer:
        body = {"ticket_id": 1, "html_body": html_body, **more}
        return desk.admin.put(f"/comment_redactions/{comment_id}", body)

    def html(self, desk: Desk) -> str:
        return str(comments(desk)[0]["html_body"])

    def test_covers_only_what_is_marked(self, desk: Desk) -> None:
        comment_id = told(desk, "Bo met Bo")
        marked = self.html(desk).replace("met Bo", "met <redact>Bo</redact>")
        comment = self.mark(desk, comment_id, marked).json["comment"]
        assert comment["body"] == comment["plain_body"] == "Bo met ▇▇"
        assert comment["html_body"] == self.html(desk)
        assert desk.agent.get("/tickets/1").json["ticket"]["description"] == "Bo met ▇▇"

    def test_lists_lose_it_in_the_text_as_well(self, desk: Desk) -> None:
        create(desk.admin, comment={"html_body": "<ul><li>one</li><li>geheim</li></ul>"})
        marked = self.html(desk).replace("geheim", "<redact>geheim</redact>")
        comment = self.mark(desk, comments(desk)[0]["id"], marked).json["comment"]
        assert "▇▇▇▇▇▇" in comment["body"]
        assert "geheim" not in everything(desk)

    def test_links_and_pictures(self, desk: Desk) -> None:
        source = '<a href="http://x.example/me">me</a> <img src="http://x.example/i.png"> you'
        create(desk.admin, comment={"html_body": source})
        marked = self.html(desk).replace("<a ", "<a redact ").replace("<img ", "<img redact ")
        comment = self.mark(desk, comments(desk)[0]["id"], marked).json["comment"]
        assert "x.example" not in everything(desk)
        assert "<img" not in comment["html_body"]
        assert comment["body"].split() == ["▇▇", "you"]

    def test_files_by_their_address(self, desk: Desk) -> None:
        comment_id = told(desk)
        token = attach(desk, comment_id, inline=False, name="passport.txt")
        file = comments(desk)[0]["attachments"][0]
        answer = self.mark(desk, comment_id, None, external_attachment_urls=[file["content_url"]])
        assert answer.json["comment"]["attachments"][0]["file_name"] == "redacted.txt"
        events = desk.agent.get("/tickets/1/audits").json["audits"][-1]["events"]
        assert [event["type"] for event in events] == ["AttachmentRedactionEvent"]
        assert token
        assert "passport" not in json.dumps(comments(desk)).replace(token, "")

    @pytest.mark.parametrize("html_body", ["<p>Something else</p>", "", "<redact>x</redact>"])
    def test_words_cannot_be_put_into_a_comment(self, desk: Desk, html_body: str) -> None:
        comment_id = told(desk)
        before = desk.snapshot()
        assert self.mark(desk, comment_id, html_body).status == 422
        assert desk.snapshot() == before

    def test_nothing_but_marks_is_taken_from_the_html(self, desk: Desk) -> None:
        comment_id = told(desk, "a b")
        self.mark(desk, comment_id, "<script></script><h1>a</h1> <redact>b</redact>")
        assert self.html(desk) == ('<div class="zd-comment" dir="auto"><p dir="auto">a ▇</p></div>')

    def test_closed_tickets_too(self, desk: Desk) -> None:
        comment_id = told(desk, "a b")
        change(desk.admin, 1, status="closed", assignee_id=desk.cast.agent)
        answer = self.mark(desk, comment_id, "a <redact>b</redact>")
        assert (answer.status, answer.json["comment"]["body"]) == (200, "a ▇")

    def test_who_may(self, desk: Desk) -> None:
        path = f"/comment_redactions/{told(desk, 'a')}"
        callers = [desk.anonymous, desk.emma, desk.light, desk.agent, desk.admin]
        body = {"ticket_id": 1, "html_body": "a"}
        assert [caller.put(path, body).status for caller in callers] == [401, 403, 403, 403, 200]

    def test_ticket_id_must_be_there(self, desk: Desk) -> None:
        assert desk.admin.put("/comment_redactions/1", {"html_body": "a"}).status == 400

    def test_unknown(self, desk: Desk) -> None:
        told(desk)
        assert self.mark(desk, 999_999, "a").status == 404


CHAT = {
    "visitor_id": "v1",
    "chat_id": "c1",
    "history": [
        {"chat_index": 0, "type": "ChatMessage", "message": "My pin is 9876"},
        {"chat_index": 1, "type": "ChatFileAttachment", "filename": "pin.png", "url": "http://x/1"},
    ],
}


class TestRedactChat:
    def test_message(self, desk: Desk) -> None:
        told(desk, "a")
        chat(desk, 1)
        body = {"chat_id": "c1", "chat_index": 0, "text": "9876"}
        answer = desk.admin.put("/chat_redactions/1", body)
        assert answer.status == 200
        event = answer.json["chat_event"]
        assert event["type"] == "ChatEndedEvent"
        assert event["value"]["history"][0]["message"] == "My pin is ▇▇▇▇"
        assert "9876" not in everything(desk)

    def test_file(self, desk: Desk) -> None:
        told(desk, "a")
        chat(desk, 1)
        answer = desk.admin.put("/chat_file_redactions/1", {"chat_id": "c1", "chat_indexes": [1]})
        assert answer.status == 200
        entry = answer.json["chat_event"]["value"]["history"][1]
        assert entry == {"chat_index": 1, "type": "ChatFileAttachment", "filename": "redacted.txt"}
        assert "pin.png" not in everything(desk)

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("/chat_redactions/1", {"chat_id": "c2", "chat_index": 0, "text": "x"}),
            ("/chat_redactions/1", {"chat_id": "c1", "chat_index": 7, "text": "x"}),
            ("/chat_redactions/2", {"chat_id": "c1", "chat_index": 0, "text": "x"}),
            ("/chat_redactions/3", {"chat_id": "c1", "chat_index": 0, "text": "x"}),
            ("/chat_file_redactions/1", {"chat_id": "c1", "chat_indexes": [1, 7]}),
            ("/chat_file_redactions/2", {"chat_id": "c1", "chat_indexes": [1]}),
        ],
    )
    def test_unknown(self, desk: Desk, path: str, body: object) -> None:
        told(desk, "a")
        create(desk.admin)
        chat(desk, 1)
        before = desk.snapshot()
        assert desk.admin.put(path, body).status == 404
        assert desk.snapshot() == before

    @pytest.mark.parametrize("missing", ["chat_id", "chat_index", "text"])
    def test_everything_is_required(self, desk: Desk, missing: str) -> None:
        body: dict[str, object] = {"chat_id": "c1", "chat_index": 0, "text": "x"}
        del body[missing]
        assert desk.admin.put("/chat_redactions/1", body).status == 400

    def test_who_may(self, desk: Desk) -> None:
        told(desk, "a")
        chat(desk, 1)
        body = {"chat_id": "c1", "chat_index": 0, "text": "x"}
        callers = [desk.anonymous, desk.emma, desk.light, desk.agent, desk.admin]
        answers = [caller.put("/chat_redactions/1", body).status for caller in callers]
        assert answers == [401, 403, 403, 403, 200]


def chat(desk: Desk, ticket_id: int) -> None:
    """Leave the events of a chat, as an import does."""
    kinds = ("ChatStartedEvent", "ChatEndedEvent")
    leave_events(desk, ticket_id, [{"id": 7, "type": kind, "value": CHAT} for kind in kinds])


def notify(desk: Desk, ticket_id: int, body: str) -> None:
    """Leave the event of a message that was sent out."""
    event = {"id": 7, "type": "External", "resource": "1", "body": body}
    leave_events(desk, ticket_id, [event])


def leave_events(desk: Desk, ticket_id: int, events: list[dict[str, Any]]) -> None:
    from ombud.tables import ticket_audits

    with desk.account.transaction(writes=True) as db:
        db.insert(
            ticket_audits,
            ticket_id=ticket_id,
            author_id=-1,
            via_channel="chat",
            via_source="{}",
            metadata="{}",
            events=json.dumps(events),
            created_at=desk.clock.now(),
        )


class TestScrubbing:
    def test_a_permanently_deleted_ticket_leaves_no_words(self, desk: Desk) -> None:
        body = {"ticket": {"subject": "xylophon1", "comment": {"body": "xylophon2"}}}
        desk.admin.send("POST", "/tickets", body, headers={"Idempotency-Key": "once"})
        desk.admin.delete("/tickets/1")
        assert "xylophon" in everything(desk)
        desk.job(desk.admin.delete("/deleted_tickets/1"))
        assert "xylophon" not in everything(desk)
