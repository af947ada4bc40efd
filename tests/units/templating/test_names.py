"""The list of placeholders is the list of what can be read, and finds names in templates."""

import pytest

from ombud.templating import TemplateError, names
from ombud.templating.objects.comments import COMMENT
from ombud.templating.objects.people import ORGANIZATION, PERSON
from ombud.templating.objects.roots import SATISFACTION
from ombud.templating.objects.tickets import BRAND, GROUP, TICKET


def listed(root: str) -> set[str]:
    """The first words under a root."""
    return {
        name.removeprefix(f"{root}.").split(".")[0]
        for name in names.NAMES
        if name.startswith(f"{root}.")
    }


def test_all_that_can_be_read_is_listed() -> None:
    numbered = {"ticket_field_ID", "ticket_field_option_title_ID"}
    assert listed("ticket") == set(TICKET.names) | numbered
    assert listed("ticket.requester") == listed("agent") == set(PERSON.names)
    assert listed("ticket.organization") == set(ORGANIZATION.names)
    assert listed("ticket.latest_comment") == set(COMMENT.names)
    assert listed("ticket.group") == set(GROUP.names)
    assert listed("ticket.brand") == set(BRAND.names)
    assert listed("satisfaction") == set(SATISFACTION.names)


def test_every_title_says_something() -> None:
    assert all(title and title == title.strip() for title in names.NAMES.values())


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("plain", []),
        ("{{ticket.id}}{{ticket.id}} {{a}}", ["ticket.id"]),
        (
            (
                "{% if dc.a contains ticket.title %}{% for x in ticket.ccs limit: account.name %}"
                "{{x.name | default: dc.b | append: dc.c}}{% endfor %}{% endif %}"
            ),
            ["account.name", "dc.a", "dc.b", "dc.c", "ticket.ccs", "ticket.title", "x.name"],
        ),
        (
            "{% case ticket.via %}{% when dc.d %}{% endcase %}{% cycle dc.e %}",
            ["dc.d", "dc.e", "ticket.via"],
        ),
        ("{% capture x %}{{ticket[ticket.id].y}}{% endcapture %}", ["ticket.id"]),
        ("{% assign x = ticket.tags %}{% raw %}{{ticket.id}}{% endraw %}", ["ticket.tags"]),
    ],
)
def test_names_in_a_template(template: str, found: list[str]) -> None:
    assert names.names_in(template) == found


def test_dynamic_content_in_a_template() -> None:
    assert names.dynamic_content_in("{{dc.a}} {% if dc.2b == dc.c-d.e %}{% endif %}") == [
        "2b",
        "a",
        "c-d.e",
    ]


def test_names_that_nobody_knows() -> None:
    template = (
        "{{ticket.id}}{{ticket.sla}}{{ticket.ticket_field_12}}{{ticket.requester.name}}"
        "{{ticket.ticket_field_option_title_3}}{{satisfaction.rating}}{{x.y}}"
    )
    assert names.unknown_in(template) == ["satisfaction.rating", "ticket.sla"]


def test_a_broken_template_has_no_names() -> None:
    with pytest.raises(TemplateError):
        names.names_in("{{ticket.id")
