"""Placeholders that agents write into comments: filled in from the ticket when it is saved."""

import pytest

from tests.desk import Caller, Desk
from tests.families.field_making import make as make_field
from tests.families.preparing import set_setting
from tests.families.test_dynamic_content_items import make as make_item
from tests.families.ticket_making import change, comments, create, created_id

DANA = {"name": "Dana van der Berg", "email": "dana@acme.example"}


@pytest.fixture
def fields(desk: Desk) -> dict[str, int]:
    """The ids of a custom field of each kind that placeholders print in its own way."""
    model = [{"name": "Cameras::X100", "value": "model__x100"}, {"name": "Old", "value": "old"}]
    system = [{"name": "Windows", "value": "os_win"}, {"name": "macOS", "value": "os_mac"}]
    made = {
        "model": make_field(desk.admin, "tagger", custom_field_options=model),
        "armed": make_field(desk.admin, "checkbox", tag=None),
        "serial": make_field(desk.admin, "text"),
        "systems": make_field(desk.admin, "multiselect", custom_field_options=system),
        "price": make_field(desk.admin, "integer"),
        "friend": make_field(desk.admin, "lookup", relationship_target_type="zen:user"),
    }
    return {name: field["id"] for name, field in made.items()}


@pytest.fixture
def ticket(desk: Desk, fields: dict[str, int]) -> int:
    """A ticket about a camera, with a private note."""
    desk.clock.time = 1_773_047_100  # 2026-03-09 09:05 UTC
    ticket_id = created_id(
        desk.agent,
        subject="Camera won't start",
        comment={"body": "It shows error 7."},
        requester=DANA,
        priority="high",
        type="incident",
        tags=["camera", "vip"],
        external_id="ORD-77",
        assignee_id=desk.cast.agent,
        collaborator_ids=[desk.cast.emma, desk.cast.eric],
        custom_fields=[
            {"id": fields["model"], "value": "model__x100"},
            {"id": fields["armed"], "value": True},
            {"id": fields["serial"], "value": 'SN "44"'},
            {"id": fields["systems"], "value": ["os_win", "os_mac"]},
            {"id": fields["friend"], "value": str(desk.cast.zoe)},
        ],
    )
    desk.clock.forward(minutes=55)
    note = {"body": "Check the battery first.", "public": False}
    change(desk.agent, ticket_id, comment=note)
    desk.clock.time = 1_773_153_000  # 2026-03-10 14:30 UTC
    return ticket_id


def said(caller: Caller, ticket_id: int, body: str, **more: object) -> str:
    """What a comment says once it is saved."""
    answer = change(caller, ticket_id, comment={"body": body, **more})
    [comment] = [each for each in answer["audit"]["events"] if each["type"] == "Comment"]
    return str(comment["body"])


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        (
            ("Case {{ticket.id}} ({{ticket.status}}, {{ticket.priority}}, {{ticket.ticket_type}}) "
            "for {{ticket.requester.first_name}} {{ticket.requester.last_name}}"),
            "Case 1 (Open, High, Incident) for Dana Berg",
        ),
        (
            ("{{ticket.created_at}} / {{ticket.created_at_with_time}} / "
            "{{ticket.created_at_with_timestamp}} / [{{ticket.due_date}}]"),
            "March 9 / March 9, 09:05 / 2026-03-09T09:05:00Z / []",
        ),
        (
            ('{{ticket.ticket_field_option_title_MODEL | split:"::" | last}} '
            "({{ticket.ticket_field_MODEL | remove: 'model__' | upcase}})"),
            "X100 (X100)",
        ),
        ("{% if ticket.ticket_field_ARMED contains 1 %}armed{% else %}off{% endif %}", "armed"),
        (
            ("{% case ticket.priority %}{% when 'Urgent' or 'High' %}2 hours"
            "{% when 'Normal' %}1 day{% else %}3 days{% endcase %}"),
            "2 hours",
        ),
        ("{{ticket.ticket_field_SERIAL}}, {{ticket.ticket_field_PRICE | default: 0}}", 'SN "44", 0'),
        (
            "{{ticket.ticket_field_SYSTEMS}} / {{ticket.ticket_field_option_title_SYSTEMS}}",
            "os_win os_mac / Windows, macOS",
        ),
        (
            "{{ticket.ticket_field_FRIEND.name}} of {{ticket.ticket_field_FRIEND.email}}",
            "Zoe Zebra of zoe@zebra.example",
        ),
        (
            ("{{ticket.cc_names}} / {% for cc in ticket.ccs %}{{cc.name}} <{{cc.email}}>"
            "{% unless forloop.last %}; {% endunless %}{% endfor %}"),
            ("Emma Enduser, Eric Enduser / Emma Enduser <emma@acme.example>; "
            "Eric Enduser <eric@acme.example>"),
        ),
        (
            ("{{ticket.assignee.name}} in {{ticket.group.name}} of {{ticket.brand.name}}, "
            "{{ticket.account}}: {{ticket.external_id}} by {{ticket.organization.name}}"),
            "Alice Agent in Support of Northwind Lamps, Northwind Lamps: ORD-77 by Acme",
        ),
        ("{{ticket.ticket_form}} {{ticket.custom_status}} {{ticket.via}}", "Default Ticket Form Open Web service"),
        ("[{{ticket.nope}}][{{foo.bar}}][{{Ticket.id}}]{% raw %}{{ticket.id}}{% endraw %}!", "[][][]{{ticket.id}}!"),
        ("{{ticket.in_business_hours}} [{{ticket.current_holiday_name}}]", "true []"),
        ("{{ticket.verbatim_description}} [{{satisfaction.current_rating}}]", "It shows error 7. []"),
        ("{{ticket.url}}", "localhost:8080/hc/requests/1"),
        ("{{agent.name}}|{{current_user.name}}", "|Alice Agent"),
    ],
)  # fmt: skip
def test_templates_of_the_reference(
    desk: Desk, ticket: int, fields: dict[str, int], written: str, printed: str
) -> None:
    for name, field_id in fields.items():
        written = written.replace(f"_{name.upper()}", f"_{field_id}")
    assert said(desk.agent, ticket, written) == printed


class TestWhoReads:
    LOOP = (
        "{% for c in ticket.comments reversed %}{{forloop.index}}"
        "{% if c.is_public %}P{% else %}I{% endif %} {% endfor %}"
    )

    def test_a_public_comment_quotes_no_private_one(self, desk: Desk, ticket: int) -> None:
        assert said(desk.agent, ticket, self.LOOP) == "1P"
        assert said(desk.agent, ticket, self.LOOP, public=False) == "1P 2I 3P"
        latest = "{{ticket.latest_comment.value}}"
        said(desk.agent, ticket, "secret", public=False)
        assert "secret" not in said(desk.agent, ticket, latest)
        said(desk.agent, ticket, "secret", public=False)
        assert said(desk.agent, ticket, latest, public=False) == "secret"

    def test_links_lead_to_where_the_reader_may_go(self, desk: Desk, ticket: int) -> None:
        assert said(desk.agent, ticket, "{{ticket.link}}") == "http://localhost:8080/hc/requests/1"
        answer = said(desk.agent, ticket, "{{ticket.link}}", public=False)
        assert answer == "http://localhost:8080/agent/tickets/1"

    def test_dynamic_content_in_the_requesters_language(self, desk: Desk, ticket: int) -> None:
        variants = [
            {"locale_id": 1, "content": "Hello {{ticket.requester.first_name}}", "default": True},
            {"locale_id": 16, "content": "Bonjour {{ticket.requester.first_name}}"},
        ]
        item = make_item(desk, variants=variants)
        assert said(desk.agent, ticket, "{{dc.greeting}}! {{dc.nothing}}") == "Hello Dana!"
        requester_id = desk.agent.get(f"/tickets/{ticket}").json["ticket"]["requester_id"]
        assert desk.admin.put(f"/users/{requester_id}", {"user": {"locale_id": 16}}).status == 200
        assert said(desk.agent, ticket, "{{dc.greeting}}!") == "Bonjour Dana!"
        body = {"variant": {"active": False}}
        assert desk.admin.put(item["variants"][1]["url"], body).status == 200
        assert said(desk.agent, ticket, "{{dc.greeting}}!") == "Hello Dana!"


class TestWhoWrites:
    TEMPLATE = "I am {{current_user.name}}, {{ticket.requester.notes}}"

    def test_customers_write_no_templates(self, desk: Desk) -> None:
        request = {"request": {"subject": "S", "comment": {"body": self.TEMPLATE}}}
        made = desk.emma.post("/requests", request).json["request"]
        assert made["description"] == self.TEMPLATE
        body = {"request": {"comment": {"body": self.TEMPLATE}}}
        assert desk.emma.put(f"/requests/{made['id']}", body).status == 200
        assert {each["body"] for each in comments(desk, made["id"])} == {self.TEMPLATE}

    def test_nor_do_agents_who_write_for_them(self, desk: Desk, ticket: int) -> None:
        words = said(desk.agent, ticket, self.TEMPLATE, author_id=desk.cast.emma)
        assert words == self.TEMPLATE

    def test_what_a_customer_wrote_is_no_template_when_it_is_printed(self, desk: Desk) -> None:
        request = {"request": {"subject": "Hi {{ticket.id}}", "comment": {"body": "{{ticket.id}}"}}}
        ticket_id = desk.emma.post("/requests", request).json["request"]["id"]
        words = said(desk.agent, ticket_id, "{{ticket.title}}: {{ticket.verbatim_description}}")
        assert words == "Hi {{ticket.id}}: {{ticket.id}}"

    def test_nor_when_tickets_are_merged(self, desk: Desk) -> None:
        target = created_id(desk.agent)
        request = {"request": {"subject": "{{ticket.id}}", "comment": {"body": self.TEMPLATE}}}
        source = desk.emma.post("/requests", request).json["request"]["id"]
        desk.job(desk.agent.post(f"/tickets/{target}/merge", {"ids": [source]}))
        words = comments(desk, target)[-1]["body"]
        assert self.TEMPLATE in words
        assert "“{{ticket.id}}”" in words


class TestMacros:
    def test_what_a_macro_has_filled_in_is_not_filled_in_again(
        self, desk: Desk, ticket: int
    ) -> None:
        actions = [{"field": "comment_value", "value": "About {{ticket.title}}"}]
        macro = {"macro": {"title": "About", "actions": actions}}
        macro_id = desk.admin.post("/macros", macro).json["macro"]["id"]
        change(desk.agent, ticket, subject="{{ticket.requester.email}}")
        applied = desk.agent.get(f"/tickets/{ticket}/macros/{macro_id}/apply").json["result"]
        words = applied["ticket"]["comment"]["body"]
        assert words == "About {{ticket.requester.email}}"
        comment = {"body": words}
        change(desk.agent, ticket, comment=comment, macro_ids=[macro_id])
        assert comments(desk, ticket)[-1]["body"] == words
        change(desk.agent, ticket, comment=comment)
        assert comments(desk, ticket)[-1]["body"] == "About dana@acme.example"


class TestForms:
    def test_a_new_ticket(self, desk: Desk) -> None:
        body = "Hello {{ticket.requester.first_name}}, this is {{ticket.id}}: {{ticket.title}}"
        made = create(desk.agent, subject="Lamp", requester=DANA, comment={"body": body})
        words = f"Hello Dana, this is {made['ticket']['id']}: Lamp"
        assert made["ticket"]["description"] == words
        assert comments(desk, made["ticket"]["id"])[0]["plain_body"] == words

    def test_sees_what_the_same_change_does(self, desk: Desk, ticket: int) -> None:
        comment = {"body": "{{ticket.status}}, {{ticket.priority}} {{ticket.assignee.name}}"}
        answer = change(
            desk.agent,
            ticket,
            status="solved",
            priority="low",
            comment=comment,
            assignee_id=desk.cast.admin,
        )
        assert answer["audit"]["events"][0]["body"] == "Solved, Low Adam Admin"

    def test_names_are_text_in_html(self, desk: Desk) -> None:
        name = 'Ann <img src=x onerror=alert(1)> & "Co"'
        requester = {"name": name, "email": "ann@acme.example"}
        ticket_id = created_id(desk.agent, requester=requester)
        html = "<p>Dear <b>{{ticket.requester.name}}</b>, <a href='{{ticket.link}}'>here</a></p>"
        change(desk.agent, ticket_id, comment={"html_body": html})
        found = comments(desk, ticket_id)[-1]
        assert '<b>Ann &lt;img src=x onerror=alert(1)&gt; &amp; "Co"</b>' in found["html_body"]
        assert f'href="http://localhost:8080/hc/requests/{ticket_id}"' in found["html_body"]
        assert f"Dear {name}, here" in found["plain_body"]

    def test_markup_of_a_customer_stays_clean(self, desk: Desk) -> None:
        request = {
            "request": {"subject": "S", "comment": {"html_body": "<script>x</script><b>B</b>"}}
        }
        ticket_id = desk.emma.post("/requests", request).json["request"]["id"]
        html = "<div>{{ticket.latest_comment_rich}}</div><p>{{ticket.description}}</p>"
        change(desk.agent, ticket_id, comment={"html_body": html})
        words = comments(desk, ticket_id)[-1]["html_body"]
        assert "script" not in words
        assert "<b>B</b>" in words

    def test_code_stays_as_it_was_written(self, desk: Desk, ticket: int) -> None:
        html = "<p>{{ticket.id}}</p><pre>{{ticket.id}} {% if %}</pre><code>{{x}}</code>"
        change(desk.agent, ticket, comment={"html_body": html})
        words = comments(desk, ticket)[-1]["html_body"]
        assert "<p>1</p><pre>{{ticket.id}} {% if %}</pre><code>{{x}}</code>" in words

    def test_in_markdown(self, desk: Desk, ticket: int) -> None:
        set_setting(desk, "tickets.markdown_ticket_comments", True)
        assert (
            said(desk.agent, ticket, "**{{ticket.id}}** `{{ticket.id}}`") == "**1** `{{ticket.id}}`"
        )
        assert "<strong>1</strong>" in comments(desk, ticket)[-1]["html_body"]

    @pytest.mark.parametrize("words", ["{% if ticket.id %}open", "{{ nothing.there }}", "100% {{"])
    def test_what_is_no_template_stays_as_typed(self, desk: Desk, ticket: int, words: str) -> None:
        assert said(desk.agent, ticket, words) == words

    def test_an_escaped_placeholder_waits_for_the_incidents(self, desk: Desk, ticket: int) -> None:
        problem_id = created_id(desk.agent, type="problem", subject="{{ticket.requester.email}}")
        change(desk.agent, ticket, problem_id=problem_id)
        body = r"Dear \{{ticket.requester.first_name}}, solved by {{current_user.first_name}}"
        change(
            desk.agent,
            problem_id,
            status="solved",
            comment={"body": body},
            assignee_id=desk.cast.agent,
        )
        first = "Dear {{ticket.requester.first_name}}, solved by Alice"
        assert comments(desk, problem_id)[-1]["body"] == first
        assert comments(desk, ticket)[-1]["body"] == "Dear Dana, solved by Alice"

    def test_what_a_problem_printed_is_no_template_for_them(self, desk: Desk, ticket: int) -> None:
        problem_id = created_id(desk.agent, type="problem", subject="{{ticket.requester.email}}")
        change(desk.agent, ticket, problem_id=problem_id)
        comment = {"body": "About {{ticket.title}}"}
        change(
            desk.agent, problem_id, status="solved", comment=comment, assignee_id=desk.cast.agent
        )
        assert comments(desk, ticket)[-1]["body"] == "About {{ticket.requester.email}}"

    def test_words_that_grow_too_long_are_refused(self, desk: Desk, ticket: int) -> None:
        before = desk.snapshot()
        body = "{% for i in (1..4000) %}{{ticket.title}} and more words {% endfor %}"
        answer = desk.agent.put(f"/tickets/{ticket}", {"ticket": {"comment": {"body": body}}})
        assert answer.json["details"]["base"][0]["error"] == "ValueTooLong"
        assert desk.snapshot() == before

    def test_endless_work_ends(self, desk: Desk, ticket: int) -> None:
        body = "{% for i in (1..9999) %}{% for j in (1..9999) %}{% endfor %}{% endfor %}."
        assert said(desk.agent, ticket, body) == body


def test_no_statement_more_without_placeholders(desk: Desk) -> None:
    from tests.contract.test_query_counts import counting

    ticket_id = created_id(desk.agent)
    change(desk.agent, ticket_id, comment={"body": "Dear {{ticket.requester.name}}"})

    def cost(body: str) -> int:
        with counting(desk) as statements:
            change(desk.agent, ticket_id, comment={"body": body})
        return len(statements)

    plain = cost("Nothing to fill in")
    assert cost("{{ticket.id}} {{dc.nothing}} {{ticket.status}}") == plain + 1
    assert cost("{{ticket.requester.name}} {{ticket.assignee.email}}") == plain + 1
    assert cost("{{ticket.comments}} {{ticket.latest_comment}}") == plain + 3
