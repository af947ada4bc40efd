"""What is redacted or deleted for good is gone from what the desk sent, and is not sent later."""

from typing import Any

import pytest
from sqlalchemy import update

from ombud.background import context_of_desk
from ombud.families.deliveries.queueing import About, Kind, Queued, enqueue
from ombud.tables import deliveries, delivery_attempts
from ombud.values.text import as_json
from tests.channels.mail_making import bodies, letters, mailing, rows
from tests.desk import Desk
from tests.families.test_attachments import attached
from tests.families.test_redaction import COVERED, SECRET, everything, redact, told
from tests.families.ticket_making import comments, create

WORDS = "{{ticket.latest_comment_rich}} <b>{{ticket.title}}</b>"


def queue(desk: Desk, kind: Kind = "target", **message: Any) -> int:
    """A delivery about the first ticket; its id."""
    with desk.account.transaction(writes=True) as db:
        ctx = context_of_desk(desk.app.config, desk.clock, "/")(desk.account, db)
        enqueue(ctx, [Queued(kind, f"{kind}:1", **message)], About(ticket_id=1))
    return int(rows(desk)[-1].id)


def told_to(desk: Desk, assignee_id: int) -> int:
    """A ticket of an agent whose first comment tells a secret; the comment's id."""
    create(desk.admin, assignee_id=assignee_id, comment={"body": f"My card is {SECRET}!"})
    return int(comments(desk)[0]["id"])


def end(desk: Desk, delivery_id: int, state: str) -> None:
    """Let a delivery have been tried once."""
    request = as_json({"headers": [], "payload": f"My card is {SECRET}"})
    with desk.account.transaction(writes=True) as db:
        db.run(
            update(deliveries)
            .where(deliveries.c.id == delivery_id)
            .values(state=state, completed_at=desk.clock.now())
        )
        db.insert(
            delivery_attempts,
            delivery_id=delivery_id,
            status="success",
            request=request,
            response=request,
            completed_at=desk.clock.now(),
        )


class TestComments:
    def test_mails_that_were_sent_are_empty(self, desk: Desk) -> None:
        mailing(desk, "assignee_id", subject=f"About {SECRET}", body=WORDS)
        comment_id = told_to(desk, desk.cast.agent)
        desk.deliver()
        assert SECRET in str(letters(desk)[0])
        assert rows(desk)[0].state == "sent"
        redact(desk, comment_id)
        row = rows(desk)[0]
        assert (row.subject, row.body_text, row.body_html) == (None, None, None)
        shown = desk.admin.get(f"/deliveries/{row.id}")
        assert shown.status == 200

    def test_mails_that_wait_are_sent_without_the_words(self, desk: Desk) -> None:
        mailing(desk, "assignee_id", subject="About {{ticket.description}}", body=WORDS)
        comment_id = told_to(desk, desk.cast.agent)
        redact(desk, comment_id)
        desk.deliver()
        (letter,) = letters(desk)
        assert COVERED in letter["Subject"]
        assert all(COVERED in body and SECRET not in body for body in bodies(letter))

    @pytest.mark.parametrize("state", ["queued", "dead"])
    @pytest.mark.parametrize(
        "message",
        [
            SECRET,
            [["note", SECRET]],
            as_json({"note": [SECRET, 7]}),
            f'<note>{SECRET} "&amp;"</note>',
            f"{{{SECRET}",
        ],
    )
    def test_messages_that_may_still_be_sent(self, desk: Desk, state: str, message: object) -> None:
        comment_id = told(desk)
        made = queue(desk, payload=as_json({"message": message, "event_type": "x"}))
        end(desk, made, state)
        redact(desk, comment_id)
        row = next(row for row in rows(desk) if row.id == made)
        assert row.payload == as_json({"message": covered(message), "event_type": "x"})
        assert SECRET not in everything(desk)

    def test_words_that_markup_hides(self, desk: Desk) -> None:
        comment_id = told(desk)
        page = f"<p>{SECRET[:3]}<b>{SECRET[3:]}</b></p>"
        queue(desk, "email", subject="x", body_text=SECRET, body_html=page)
        redact(desk, comment_id)
        row = rows(desk)[-1]
        assert (row.subject, row.body_text, row.body_html) == ("x", COVERED, None)

    def test_nothing_else_is_touched(self, desk: Desk) -> None:
        comment_id = told(desk)
        payload = '{"message": "{ \\"a\\" : 1 }"}'
        queue(desk, payload=payload)
        page = "<p>Dear &amp; Co</p>"
        queue(desk, "email", subject="s", body_text="t", body_html=page)
        redact(desk, comment_id, "no such words")
        before = rows(desk)
        redact(desk, comment_id)
        assert [tuple(row) for row in rows(desk)[-2:]] == [tuple(row) for row in before[-2:]]
        assert rows(desk)[-2].payload == payload

    def test_words_that_do_not_occur_empty_nothing(self, desk: Desk) -> None:
        comment_id = told(desk)
        made = queue(desk, subject="s")
        end(desk, made, "sent")
        redact(desk, comment_id, "no such words")
        assert next(row for row in rows(desk) if row.id == made).subject == "s"

    def test_a_file(self, desk: Desk) -> None:
        found = attached(desk)
        made = queue(desk, "email", subject="s", body_text="notes.txt")
        end(desk, made, "sent")
        assert desk.admin.put(found.redaction, {}).status == 200
        row = next(row for row in rows(desk) if row.id == made)
        assert (row.subject, row.body_text) == (None, None)


def covered(message: Any) -> Any:
    if isinstance(message, list):
        return [[name, value.replace(SECRET, COVERED)] for name, value in message]
    return message.replace(SECRET, COVERED)


class TestTicketsDeletedForGood:
    def test_nothing_of_them_stays_and_nothing_leaves(self, any_desk: Desk) -> None:
        desk = any_desk
        told(desk)
        made = {state: queue(desk, subject=SECRET) for state in ("queued", "dead", "sent")}
        for state in ("dead", "sent"):
            end(desk, made[state], state)
        desk.admin.delete("/tickets/1")
        desk.job(desk.admin.delete("/deleted_tickets/1"))
        found = {row.id: row.state for row in rows(desk)}
        assert [found[made[state]] for state in made] == ["dropped", "dropped", "sent"]
        assert SECRET not in everything(desk)
