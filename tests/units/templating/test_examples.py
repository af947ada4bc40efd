"""The templates of the reference, with what each prints on the ticket about a camera."""

from dataclasses import replace
from typing import Any

import pytest

from ombud.templating.objects import Objects, Reader, field_value, known
from ombud.values.times import parse_iso
from tests.units.templating import camera
from tests.units.templating.camera import AGENT, CUSTOMER, OBJECTS

FRENCH = replace(CUSTOMER, locale="fr")
SUPPRESSED = replace(CUSTOMER, suppressed=True)
LINE = "-" * 46

# In the order of the reference: what it shows, the template, what it prints.
IN_MAIL = (
    (
        "2",
        (
            "Case {{ticket.id}} ({{ticket.status}}, {{ticket.priority}}, {{ticket.ticket_type}}) for "
            "{{ticket.requester.first_name}} {{ticket.requester.last_name}}"
        ),
        "Case 1042 (Open, High, Incident) for Dana Berg",
    ),
    (
        "4",
        (
            "{{ticket.created_at}} / {{ticket.created_at_with_time}} / "
            "{{ticket.created_at_with_timestamp}} / [{{ticket.due_date}}]"
        ),
        "March 9 / March 9, 09:05 / 2026-03-09T09:05:00Z / []",
    ),
    (
        "5",
        (
            '{{ticket.ticket_field_option_title_9001 | split:"::" | last}} '
            "({{ticket.ticket_field_9001 | remove: 'model__' | upcase}})"
        ),
        "X100 (X100)",
    ),
    ("6", "{% if ticket.ticket_field_9002 contains 1 %}armed{% else %}off{% endif %}", "armed"),
    (
        "7",
        (
            "{% case ticket.priority %}{% when 'Urgent' or 'High' %}2 hours{% when 'Normal' %}1 day"
            "{% else %}3 days{% endcase %}"
        ),
        "2 hours",
    ),
    (
        "8",
        "{% if ticket.in_business_hours == 'true' %}now{% else %}tomorrow{% endif %}",
        "now",
    ),
    (
        "9",
        (
            "{% for comment in ticket.comments limit:1 offset:0 %}{{comment.author.name}}: "
            "{{comment.value}}{% endfor %}"
        ),
        "Sam Ortiz: Please charge it overnight.",
    ),
    (
        "10",
        (
            "{% for c in ticket.comments reversed %}{{forloop.index}}{% if c.is_public %}P"
            "{% else %}I{% endif %} {% endfor %}"
        ),
        "1P 2P ",
    ),
    (
        "14",
        (
            "{{ticket.cc_names}} / {% for cc in ticket.ccs %}{{cc.name}} <{{cc.email}}>"
            "{% unless forloop.last %}; {% endunless %}{% endfor %}"
        ),
        "Lee Wu, Mia Cole / Lee Wu <lee@example.org>; Mia Cole <mia@example.org>",
    ),
    (
        "15",
        (
            "{% if ticket.tags contains 'vip' %}@owner: ava{% endif %}"
            "{% if ticket.tags contains 'cam' %}+{% endif %}"
        ),
        "@owner: ava+",
    ),
    (
        "16",
        (
            "{{ticket.requester.custom_fields.plan}} / {{ticket.requester.custom_fields.plan.title}} / "
            "{% for item in ticket.organization.custom_fields %}{{ item[0] }}:{{ item[1] }}{% endfor %}"
        ),
        "plan_pro / Pro plan / tier:A",
    ),
    (
        "17",
        (
            "[{{ticket.nope}}][{{foo.bar}}][{{Ticket.id}}][{{ ticket.id }}]"
            "{% raw %}{{ticket.id}}{% endraw %}"
        ),
        "[][][][1042]{{ticket.id}}",
    ),
    (
        "18",
        (
            '{% assign p = "a,b,c" | split: "," %}{% capture s %}{{p | size}}-{{p | last}}'
            "{% endcapture %}{{s | upcase}} {{ticket.title | truncate: 10}} "
            "{{ticket.title | slice: 0,6}}"
        ),
        "3-C Camera ... Camera",
    ),
    (
        "19",
        (
            "{% if false and false or true %}A{% else %}B{% endif %}"
            "{% if true or false and false %}A{% else %}B{% endif %}{% if '' %}T{% endif %}"
        ),
        "BAT",
    ),
    (
        "20",
        (
            "{% for c in ticket.ccs %}{% cycle 'odd','even' %} {% endfor %}"
            "{% for i in (2..4) %}{% if i == 3 %}{% continue %}{% endif %}{{i}}{% endfor %}"
        ),
        "odd even 24",
    ),
    (
        "22",
        (
            "{{ticket.created_at_with_timestamp | date: '%a, %B %-d, %Y at %-I:%M %p'}} "
            "{{ticket.requester.role | replace: ' ', '_' | downcase}}"
        ),
        "Mon, March 9, 2026 at 9:05 AM end_user",
    ),
    (
        "24",
        (
            "{% unless ticket.assignee.name %}Nobody yet. {% endunless %}"
            "{{current_user.first_name | append: ' will help'}}"
        ),
        "Sam will help",
    ),
)

IN_MESSAGES = (
    (
        "11",
        (
            '[{% for a in ticket.latest_comment.attachments %}{"f":"{{a.filename}}","u":"{{a.url}}"}'
            "{% unless forloop.last %},{% endunless %}{% endfor %}]"
        ),
        '[{"f":"guide.pdf","u":"https://acme.example/f/guide.pdf"}]',
    ),
    (
        "12",
        (
            '{"price": {{ticket.ticket_field_9005 | default: 0}}, "open": '
            '{{ticket.in_business_hours}}, "pub": {{ticket.latest_comment.is_public}}}'
        ),
        '{"price": 0, "open": true, "pub": true}',
    ),
    (
        "13",
        (
            '{% if ticket.external_id.size > 0 %}"{{ticket.external_id}}"{% else %}null{% endif %},'
            '{% if ticket.due_date_with_timestamp.size > 0 %}"x"{% else %}null{% endif %}'
        ),
        '"ORD-77",null',
    ),
    (
        "21",
        (
            "{% assign form = ticket.ticket_form %}{% if form == 'Hardware' %}"
            "{% assign form = 'queue::hw' %}{% endif %}{{form}} "
            '{{ticket.ticket_field_9004 | split: " " | join: ","}}'
        ),
        "queue::hw os_win,os_mac",
    ),
    (
        "23",
        '{"sn":"{{ticket.ticket_field_9003}}","d":"{{ticket.verbatim_description}}"}',
        r'{"sn":"SN \"44\"","d":"It shows error 7."}',
    ),
)


@pytest.mark.parametrize(("number", "template", "printed"), IN_MAIL)
def test_prints_in_mail(number: str, template: str, printed: str) -> None:
    assert camera.text(template) == printed, number
    if "<" not in template:
        assert camera.html(template) == printed, number


@pytest.mark.parametrize(("number", "template", "printed"), IN_MESSAGES)
def test_prints_in_messages(number: str, template: str, printed: str) -> None:
    assert camera.payload(template) == printed, number


def test_1_subject() -> None:
    printed = camera.subject("[{{ticket.account}}] Re: {{ticket.title}}")
    assert printed == "[Acme Support] Re: Camera won't start"


@pytest.mark.parametrize(
    ("reader", "path"), [(CUSTOMER, "hc/requests/1042"), (AGENT, "agent/tickets/1042")]
)
def test_3_links(reader: Reader, path: str) -> None:
    printed = camera.text("http://{{ticket.url}} or {{ticket.link}}", reader=reader)
    assert printed == f"http://acme.example/{path} or https://acme.example/{path}"


def other(number: str, **changes: Any) -> str:
    """What the example prints on another ticket."""
    template = next(one for example, one, _ in (*IN_MAIL, *IN_MESSAGES) if example == number)
    return camera.text(template, camera.ticket(**changes))


@pytest.mark.parametrize(
    ("number", "changes", "printed"),
    [
        ("6", {"fields": known({9002: field_value(False)})}, "off"),
        ("6", {"fields": known({})}, "off"),
        ("7", {"priority": None}, "3 days"),
        ("8", {"in_business_hours": known(False)}, "tomorrow"),
        ("24", {"assignee": known(None)}, "Nobody yet. Sam will help"),
        ("11", {"comments": known(camera.COMMENTS[:1])}, "[]"),
    ],
)
def test_prints_otherwise(number: str, changes: Any, printed: str) -> None:
    assert other(number, **changes) == printed


def test_4_the_year_is_printed_when_it_is_another() -> None:
    printed = other("4", created_at=parse_iso("2014-05-18T10:00:00Z"))
    assert printed.startswith("May 18, 2014 / May 18, 2014, 10:00 / 2014-05-18T10:00:00Z")


def test_9_and_10_only_agents_read_private_comments() -> None:
    newest = camera.comment("2026-03-10T14:45:00Z", camera.SAM, "Refund him.", is_public=False)
    given = camera.ticket(comments=known((*camera.COMMENTS, newest)))
    ninth = IN_MAIL[6][1]
    assert camera.text(ninth, given) == "Sam Ortiz: Please charge it overnight."
    assert camera.text(ninth, given, AGENT) == "Sam Ortiz: Refund him."
    assert camera.text(IN_MAIL[7][1], reader=AGENT) == "1P 2I 3P "


SUPPRESSIBLE = (
    "{{dc.greeting}} {{ticket.requester.first_name}}, you wrote: "
    "{{ticket.description}}{{ticket.comments_formatted}}!"
)


def without_french(name: str, locale: str | None) -> str | None:
    return None if locale == "fr" else camera.content(name, locale)


@pytest.mark.parametrize(
    ("reader", "given", "printed"),
    [
        (SUPPRESSED, OBJECTS, "Hello Dana, you wrote: !"),
        (replace(FRENCH, suppressed=True), OBJECTS, "Bonjour Dana, you wrote: !"),
        (
            replace(FRENCH, suppressed=True),
            replace(OBJECTS, variants=without_french),
            "Hello Dana, you wrote: !",
        ),
    ],
)
def test_25_suppressed(reader: Reader, given: Objects, printed: str) -> None:
    assert camera.text(SUPPRESSIBLE, given, reader) == printed


def test_25_printed() -> None:
    printed = camera.text(SUPPRESSIBLE)
    assert printed.startswith(f"Hello Dana, you wrote: {LINE}\n\nDana van der Berg, Mar 9, 2026")
    assert printed.count(LINE) == 3


class TestFurtherCases:
    def test_values_are_not_evaluated(self) -> None:
        given = camera.ticket(subject="Hi {{ticket.id}}")
        assert camera.text("{{ticket.title}}", given) == "Hi {{ticket.id}}"

    def test_a_backslash_keeps_a_placeholder_for_later(self) -> None:
        kept = camera.text(r"{{ticket.id}} \{{ticket.requester.first_name}}")
        assert kept == "1042 {{ticket.requester.first_name}}"
        assert camera.text(kept) == "1042 Dana"

    def test_a_name_with_markup(self) -> None:
        given = camera.ticket(requester=known(replace(camera.DANA, name="A<b>")))
        template = "{{ticket.requester.name}}"
        assert camera.html(template, given) == "A&lt;b&gt;"
        assert camera.text(template, given) == "A<b>"
        assert camera.payload(template, given) == "A<b>"

    def test_an_unrated_ticket(self) -> None:
        assert camera.text("[{{satisfaction.current_rating}}]") == "[]"

    def test_agent_is_for_signatures(self) -> None:
        assert camera.text("[{{agent.name}}]") == "[]"
        assert camera.text("{{agent.name}}", camera.objects(agent=camera.SAM)) == "Sam Ortiz"

    def test_a_formatted_comment(self) -> None:
        assert camera.text("{{ticket.latest_comment_formatted}}") == (
            f"{LINE}\n\nSam Ortiz, Mar 10, 2026, 14:30\n\nPlease charge it overnight.\n\n"
            "Attachment(s):\nguide.pdf - https://acme.example/f/guide.pdf"
        )

    def test_a_ticket_that_is_not_saved(self) -> None:
        printed = camera.text(
            "[{{ticket.id}}{{ticket.link}}{{ticket.url}}]", camera.ticket(id=None)
        )
        assert printed == "[]"
