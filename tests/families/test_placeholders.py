"""Placeholders in messages about real tickets: by recipient, before and after they are written."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from ombud.families.placeholders.rendering import Placeholders, render
from ombud.families.ticket_comments.rendering import from_text
from ombud.families.tickets import desk as configuration
from ombud.families.tickets import queries
from ombud.families.tickets.commenting import put_comment
from ombud.families.tickets.draft import Draft, NewComment, draft_of, new_draft
from ombud.families.tickets.via import API, Via
from ombud.families.tickets.writing import write
from ombud.tables import tickets, user_field_options, user_fields, users
from ombud.wire.context import SYSTEM, Context, Links, Request
from ombud.wire.errors import NotFound
from tests.desk import Desk
from tests.families.preparing import set_setting
from tests.families.test_dynamic_content_items import make as make_item
from tests.families.ticket_making import change, created_id

LINE = "-" * 46
ABOUT_OPEN: dict[str, Any] = {
    "all": [
        {"field": "status", "operator": "is", "value": "open"},
        {"field": "OPEN", "operator": "is", "value": "24"},
    ],
    "any": [],
}


@contextmanager
def context(desk: Desk) -> Iterator[Context]:
    """What a rule acts with; nothing is kept."""
    config = msgspec.structs.replace(desk.app.config, public_url="https://northwind.example")
    request = Request("POST", "/rules", [], {}, base_url="https://elsewhere.example")
    with desk.account.transaction(writes=True) as db:
        links = Links(request.base_url)
        now = desk.clock.now()
        yield Context(SYSTEM, db, now, links, desk.account, config, request)


@pytest.fixture
def ticket(desk: Desk) -> int:
    """A ticket with a question, a private note, and an answer with a file."""
    asked = {"subject": "Lamp <b>", "comment": {"body": "It went dark."}, "priority": "high"}
    ticket_id = created_id(desk.agent, **asked, requester_id=desk.cast.emma)
    change(desk.agent, ticket_id, comment={"body": "Check the fuse.", "public": False})
    uploaded = desk.agent.send(
        "POST", "/uploads", b"paper", query={"filename": "guide.txt"},
        headers={"content-type": "text/plain"},
    )  # fmt: skip
    token = uploaded.json["upload"]["token"]
    change(desk.agent, ticket_id, comment={"body": "Try another bulb.", "uploads": [token]})
    return ticket_id


def draft(ctx: Context, ticket_id: int, words: str = "", *, public: bool = True) -> Draft:
    """A change of a ticket by the agent Alice, before rules look at it."""
    known = ctx.db.cached(configuration.load)
    author_id = next(each.id for each in known.agents.values() if (each.email or "")[:5] == "alice")
    made = draft_of(queries.lock(ctx, ticket_id), known, API, author_id)
    if words:
        put_comment(made, NewComment(from_text(words), [], public, author_id, by_agent=True))
    return made


class TestReaders:
    def test_each_gets_what_they_may_read(self, desk: Desk, ticket: int) -> None:
        note = "{{ticket.comments | size}} {{ticket.url}} {{ticket.assignee.name}}"
        change(desk.agent, ticket, assignee_id=desk.cast.agent)
        desk.admin.put(f"/users/{desk.cast.agent}", {"user": {"alias": "Al"}})
        with context(desk) as ctx:
            messages = Placeholders(ctx, ticket)
            customer = messages.text(note, desk.cast.emma).text
            agent = messages.text(note, desk.cast.admin).text
            nobody = messages.text(note, None).text
        assert customer == f"2 northwind.example/hc/requests/{ticket} Al"
        assert agent == f"3 northwind.example/agent/tickets/{ticket} Alice Agent"
        assert nobody == customer

    def test_in_their_language_and_time_zone(self, desk: Desk, ticket: int) -> None:
        make_item(desk)
        user = {"user": {"locale_id": 16, "time_zone": "Tokyo"}}
        assert desk.admin.put(f"/users/{desk.cast.emma}", user).status == 200
        words = "{{dc.greeting}} {{ticket.created_at_with_time}}"
        with context(desk) as ctx:
            messages = Placeholders(ctx, ticket)
            assert messages.text(words, desk.cast.emma).text == "Bonjour 2 mars, 18:00"
            assert messages.text(words, desk.cast.admin).text == "Hello March 2, 09:00"
            assert messages.payload(words).text == "Hello March 2, 09:00"

    def test_titles_of_options_in_their_language(self, desk: Desk, ticket: int) -> None:
        make_item(desk)
        desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"locale_id": 16}})
        with context(desk) as ctx:
            times = {"created_at": 0, "updated_at": 0, "position": 1}
            field_id = ctx.db.insert(
                user_fields, key="plan", type="dropdown", raw_title="Plan", **times
            )
            option = {"raw_name": "{{dc.greeting}} plan", "value": "pro", "position": 1}
            ctx.db.insert(user_field_options, user_field_id=field_id, **option)
            values = {"user_fields": msgspec.json.encode({"plan": "pro"}).decode()}
            ctx.db.update(users, desk.cast.emma, values)
            ctx.db.configuration_changed()
            messages = Placeholders(ctx, ticket)
            plan = "{{ticket.requester.custom_fields.plan}}: "
            words = plan + "{{ticket.requester.custom_fields.plan.title}}"
            assert messages.text(words, desk.cast.emma).text == "pro: Bonjour plan"
            assert messages.text(words, desk.cast.admin).text == "pro: Hello plan"


class TestForms:
    def test_subject(self, desk: Desk, ticket: int) -> None:
        with context(desk) as ctx:
            subject = Placeholders(ctx, ticket).subject(
                "[{{ticket.account}}] Re:\n{{ticket.title}}", desk.cast.emma
            )
        assert subject.text == "[Northwind Lamps] Re: Lamp <b>"

    def test_values_are_escaped_in_html_alone(self, desk: Desk, ticket: int) -> None:
        desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"name": "Em<img src=x>ma"}})
        words = "<p>{{ticket.requester.name}} about {{ticket.title}}</p>"
        with context(desk) as ctx:
            html = render(ctx, ticket, words, recipient_id=desk.cast.emma, html=True)
            text = render(ctx, ticket, words, recipient_id=desk.cast.emma, html=False)
        assert html == "<p>Em&lt;img src=x&gt;ma about Lamp &lt;b&gt;</p>"
        assert text == "<p>Em<img src=x>ma about Lamp <b></p>"

    def test_number_in_a_mail_is_a_link(self, desk: Desk, ticket: int) -> None:
        with context(desk) as ctx:
            html = render(ctx, ticket, "#{{ticket.id}}", recipient_id=desk.cast.emma, html=True)
        assert f'href="https://northwind.example/hc/requests/{ticket}"' in html

    def test_a_comment_with_its_files(self, desk: Desk, ticket: int) -> None:
        with context(desk) as ctx:
            messages = Placeholders(ctx, ticket)
            text = messages.text("{{ticket.latest_comment_formatted}}", desk.cast.emma).text
            html = messages.html("{{ticket.latest_comment_html}}", desk.cast.emma).text
        heading, files = text.partition("Attachment(s):\n")[::2]
        assert heading == f"{LINE}\n\nAlice Agent, Mar 2, 2026, 09:00\n\nTry another bulb.\n\n"
        assert files.startswith("guide.txt - https://northwind.example/attachments/token/")
        assert "Try another bulb.</p>" in html
        assert ">guide.txt</a>" in html

    def test_json_of_a_message_stays_json(self, desk: Desk, ticket: int) -> None:
        change(desk.agent, ticket, subject='Say "hi"\n\\o/')
        words = (
            '{"title":"{{ticket.title}}","n":{{ticket.id}},"p":{{ticket.latest_comment.is_public}}}'
        )
        with context(desk) as ctx:
            sent = Placeholders(ctx, ticket).payload(words, "json").text
        assert msgspec.json.decode(sent) == {"title": 'Say "hi"\n\\o/', "n": ticket, "p": True}

    def test_a_broken_template_is_sent_as_it_is(self, desk: Desk, ticket: int) -> None:
        with context(desk) as ctx:
            sent = Placeholders(ctx, ticket).text("{% if %}{{ticket.id}}", desk.cast.emma)
        assert sent.text == "{% if %}{{ticket.id}}"
        assert sent.problem

    def test_no_such_ticket(self, desk: Desk) -> None:
        with context(desk) as ctx, pytest.raises(NotFound):
            Placeholders(ctx, 77)


class TestDrafts:
    WORDS = "{{ticket.priority}} {{ticket.comments | size}} {{ticket.latest_comment.value}}"

    def test_before_and_after_it_is_written(self, desk: Desk, ticket: int) -> None:
        with context(desk) as ctx:
            made = draft(ctx, ticket, "It works now.")
            made.after["priority"] = "low"
            before = render(ctx, made, self.WORDS, recipient_id=desk.cast.emma, html=False)
            assert before == "Low 3 It works now."
            assert write(ctx, made) is not None
            after = render(ctx, made, self.WORDS, recipient_id=desk.cast.emma, html=False)
            stored = render(ctx, ticket, self.WORDS, recipient_id=desk.cast.emma, html=False)
        assert before == after == stored

    def test_a_private_comment_is_for_agents(self, desk: Desk, ticket: int) -> None:
        with context(desk) as ctx:
            messages = Placeholders(ctx, draft(ctx, ticket, "Secret.", public=False))
            assert messages.text(self.WORDS, desk.cast.emma).text == "High 2 Try another bulb."
            assert messages.text(self.WORDS, desk.cast.admin).text == "High 4 Secret."
            assert messages.payload(self.WORDS).text == "High 4 Secret."

    def test_whoever_updates(self, desk: Desk, ticket: int) -> None:
        with context(desk) as ctx:
            made = draft(ctx, ticket, "x")
            words = "{{current_user.name}} {{ticket.updated_at_with_timestamp}}"
            desk.clock.forward(minutes=5)
            found = render(ctx, made, words, recipient_id=desk.cast.emma, html=False)
            assert found == "Alice Agent 2026-03-02T09:00:00Z"
            by_the_desk = replace(made, author_id=-1)
            words = "[{{current_user.name}}]"
            found = render(ctx, by_the_desk, words, recipient_id=desk.cast.emma, html=False)
        assert found == "[]"

    def test_files_that_are_still_uploads(self, desk: Desk, ticket: int) -> None:
        uploaded = desk.agent.send(
            "POST", "/uploads", b"x", query={"filename": "new.txt"},
            headers={"content-type": "text/plain"},
        )  # fmt: skip
        with context(desk) as ctx:
            made = draft(ctx, ticket, "See the file.")
            assert made.comment is not None
            made.comment.uploads.append(uploaded.json["upload"]["token"])
            words = "{% for a in ticket.latest_comment.attachments %}{{a.filename}}{% endfor %}"
            before = render(ctx, made, words, recipient_id=desk.cast.emma, html=False)
            write(ctx, made)
            after = render(ctx, made, words, recipient_id=desk.cast.emma, html=False)
        assert before == after == "new.txt"


class TestStrangers:
    """Whoever writes in somebody else's name shall not make the desk send their words there."""

    WORDS = (
        "Hello {{ticket.requester.first_name}}: {{ticket.description}}{{ticket.comments_formatted}}"
    )

    def sent(self, desk: Desk, *, via: Via = API, trusted: bool = False, by_agent: bool = False,
             to: int | None = None) -> str:  # fmt: skip
        with context(desk) as ctx:
            known = ctx.db.cached(configuration.load)
            made = new_draft(9, known, via, desk.cast.emma, ctx.now)
            made.trusted = trusted
            for name in ("requester_id", "submitter_id"):
                made.after[name] = desk.cast.emma
            words = from_text("Buy this")
            put_comment(made, NewComment(words, [], True, desk.cast.emma, by_agent))
            to = desk.cast.emma if to is None else to
            return render(ctx, made, self.WORDS, recipient_id=to, html=False)

    def test_words_are_kept_back_from_customers(self, desk: Desk) -> None:
        assert self.sent(desk) == "Hello Emma: "
        assert self.sent(desk, via=Via("email", {}), trusted=True) == "Hello Emma: "

    def test_but_not_from_agents_nor_what_agents_write(self, desk: Desk) -> None:
        assert "Buy this" in self.sent(desk, to=desk.cast.agent)
        assert "Buy this" in self.sent(desk, by_agent=True)

    def test_nor_where_people_have_signed_in(self, desk: Desk) -> None:
        assert "Buy this" in self.sent(desk, trusted=True)
        set_setting(desk, "user.anonymous_requests", False)
        assert "Buy this" in self.sent(desk, via=Via("email", {}))


class TestLongConversations:
    def test_the_first_and_the_newest(self, desk: Desk, ticket: int) -> None:
        with context(desk) as ctx:
            for number in range(201):
                made = draft(ctx, ticket, f"Note {number}")
                assert write(ctx, made) is not None
            words = "{{ticket.verbatim_description}} {{ticket.comments | size}} {{ticket.comments.first.value}}"
            found = render(ctx, ticket, words, recipient_id=desk.cast.emma, html=False)
        assert found == "It went dark. 201 Note 200"


def test_satisfaction_so_far(desk: Desk, ticket: int) -> None:
    with context(desk) as ctx:
        words = "[{{satisfaction.current_rating}}{{satisfaction.rating_url}}]"
        assert render(ctx, ticket, words, recipient_id=None, html=False) == "[]"
        ctx.db.update(tickets, ticket, {"satisfaction_score": "good_with_comment"})
        found = render(ctx, ticket, words, recipient_id=None, html=False)
    assert found == "[Good, I am satisfied]"


def test_holidays_close_the_desk(desk: Desk, ticket: int) -> None:
    hours = [{"start_time": 1440, "end_time": 2880}]
    schedule = {"schedule": {"name": "Week", "time_zone": "UTC"}}
    made = desk.admin.post("/business_hours/schedules", schedule).json["schedule"]
    path = f"/business_hours/schedules/{made['id']}"
    assert desk.admin.put(f"{path}/workweek", {"workweek": {"intervals": hours}}).status == 200
    words = "{{ticket.in_business_hours}} [{{ticket.current_holiday_name}}]"
    with context(desk) as ctx:
        assert render(ctx, ticket, words, recipient_id=None, html=False) == "true []"
    holiday = {"name": "Lamp day", "start_date": "2026-03-01", "end_date": "2026-03-02"}
    assert desk.admin.post(f"{path}/holidays", {"holiday": holiday}).status == 201
    with context(desk) as ctx:
        assert render(ctx, ticket, words, recipient_id=None, html=False) == "false [Lamp day]"


def test_a_ticket_without_a_number_prints_none(desk: Desk) -> None:
    with context(desk) as ctx:
        unsaved = new_draft(0, ctx.db.cached(configuration.load), API, desk.cast.agent, ctx.now)
        words = "[{{ticket.id}}{{ticket.link}}{{ticket.encoded_id}}{{ticket.requester.name}}]"
        assert Placeholders(ctx, unsaved).comment(words, html=False, public=True).text == "[]"


class TestSaving:
    """A template that nobody could render is refused where it is saved."""

    BROKEN = (
        "{% if ticket.id %}",
        "{{ticket.id",
        "{% include 'secrets' %}{% endif %}",
        "{% for a in b %}" * 30 + "{% endfor %}" * 30,
        "{{ticket.title}}" * 10_000,
    )

    @pytest.mark.parametrize("words", BROKEN)
    @pytest.mark.parametrize("kind", ["trigger", "automation", "macro"])
    def test_in_rules(self, desk: Desk, kind: str, words: str) -> None:
        rule: dict[str, object] = {"title": "Tells", "conditions": ABOUT_OPEN}
        mail = {"field": "notification_user", "value": ["requester_id", "About", words]}
        rule["actions"] = [{"field": "status", "value": "pending"}, mail]
        if kind == "macro":
            rule["actions"] = [{"field": "comment_value", "value": words}]
        elif kind == "trigger":
            rule["conditions"] = {"all": ABOUT_OPEN["all"][:1], "any": []}
        before = desk.snapshot()
        answer = desk.admin.post(f"/{kind}s", {kind: rule})
        assert answer.status == 422, answer.text
        assert desk.snapshot() == before


def test_on_both_databases(any_desk: Desk) -> None:
    make_item(any_desk)
    asked = {"requester_id": any_desk.cast.emma, "assignee_id": any_desk.cast.agent}
    ticket_id = created_id(any_desk.agent, **asked, comment={"body": "I am {{ticket.id}}"})
    words = (
        "{{dc.greeting}} {{ticket.requester.first_name}} of {{ticket.organization.name}}: "
        "{{ticket.comments | size}} {{ticket.latest_comment.value}} "
        "{{ticket.latest_comment.attachments | size}} {{ticket.assignee.custom_fields | size}}"
    )
    with context(any_desk) as ctx:
        found = render(ctx, ticket_id, words, recipient_id=any_desk.cast.emma, html=False)
    assert found == f"Hello Emma of Acme: 1 I am {ticket_id} 0 0"
