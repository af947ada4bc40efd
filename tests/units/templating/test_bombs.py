"""Bombs are refused when they are saved; those that only a ticket sets off end within the budget."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ombud.templating import Budget, Rendered, TemplateError, check, render_html, render_text
from ombud.templating.budget import LONGEST_OUTPUT, MOST_OF_UPDATE, MOST_TRIED, MOST_WORK
from ombud.templating.filters import FILTERS
from ombud.templating.objects import Objects, known
from tests.units.templating import camera
from tests.units.templating.bombs import EVASIVE, HARMLESS, PATIENT, REFUSED, contents
from tests.units.templating.camera import CUSTOMER

# The longest that a comment can be, nearly, and one such as people write.
LONGEST_COMMENT, COMMENT = "Some words, and more. " * 2_900, "Some words, and more. " * 100


def firing(budget: Budget, words: str = LONGEST_COMMENT) -> Objects:
    """A ticket that sets bombs off, and an update that has the budget."""
    comment = camera.comment("2026-03-10T14:30:00Z", camera.DANA, words)
    given = camera.ticket(subject="9000", comments=known([comment] * 200))
    return replace(given, variants=contents, budget=budget)


def spent(template: str, words: str = LONGEST_COMMENT) -> tuple[Rendered, int]:
    """What is printed when it fires, and the work that it took."""
    budget = Budget.of_update()
    return render_html(template, firing(budget, words), CUSTOMER), MOST_OF_UPDATE - budget.left


@pytest.mark.parametrize("template", REFUSED.values(), ids=REFUSED)
def test_is_refused(template: str) -> None:
    with pytest.raises(TemplateError) as refusal:
        check(template, contents)
    assert refusal.value.description[0].isupper()
    # Saved before there was a check, it would do no harm either.
    rendered, work = spent(template)
    assert work <= MOST_WORK
    assert len(rendered.text) <= LONGEST_OUTPUT


@pytest.mark.parametrize("template", EVASIVE.values(), ids=EVASIVE)
def test_is_given_up(template: str) -> None:
    check(template, contents)
    rendered, work = spent(template)
    assert rendered.problem is not None
    assert rendered.text == template
    assert work <= MOST_WORK


@pytest.mark.parametrize("template", HARMLESS.values(), ids=HARMLESS)
def test_is_harmless(template: str) -> None:
    check(template, contents)
    rendered, work = spent(template)
    assert rendered.problem is None
    assert work <= MOST_TRIED


@pytest.mark.parametrize("template", PATIENT.values(), ids=PATIENT)
def test_what_people_write_is_rendered(template: str) -> None:
    """Also for the longest conversation that a ticket can have."""
    check(template)
    rendered, work = spent(template, COMMENT)
    assert rendered.problem is None
    # As text and as HTML, for readers of a few languages.
    assert work <= MOST_OF_UPDATE // 8


class TestUpdates:
    """All templates of an update share what they may take."""

    def test_ten_bombs_take_no_more_than_there_is(self) -> None:
        budget = Budget.of_update()
        given = firing(budget)
        problems = [render_html(each, given, CUSTOMER).problem for each in EVASIVE.values()] * 3
        problems.append(
            render_text("{% for i in (1..9999) %}{{i}}{% endfor %}", given, CUSTOMER).problem
        )
        assert all(problems)
        assert budget.left >= 0

    def test_one_bomb_leaves_room_for_others(self) -> None:
        given = firing(Budget.of_update(), COMMENT)
        assert render_html(next(iter(EVASIVE.values())), given, CUSTOMER).problem is not None
        assert render_html(PATIENT["a conversation"], given, CUSTOMER).problem is None

    def test_what_is_left_is_said(self) -> None:
        given = firing(Budget(100))
        problem = render_html("{{ticket.id}}{{ticket.title}}", given, CUSTOMER).problem
        assert problem == "the templates of one update take too much work"

    def test_many_long_mails_are_rendered(self) -> None:
        """Thirty readers who get a whole conversation each, as text and as HTML."""
        given = firing(Budget.of_update())
        template = "{{ticket.title}}\n{{ticket.comments_formatted}}"
        for render in (render_text, render_html) * 30:
            assert render(template, given, CUSTOMER).problem is None


PIECES = some.sampled_from(
    [
        "x",
        "{{a}}",
        "{{i}}",
        "{{ticket.comments}}",
        "{{dc.a}}",
        "{% assign a = a | append: a | append: 'xx' %}",
        "{% assign a = ticket.description | split: '' %}",
        "{% cycle a, 'x' %}",
        "{% increment n %}",
        "{% break %}",
        *(f"{{% assign a = a | {name}: a, 'x' %}}" for name in sorted(FILTERS)),
        *(f"{{% assign a = a | {name}: 'x' %}}" for name in sorted(FILTERS)),
        *(f"{{% assign a = a | {name} %}}" for name in sorted(FILTERS)),
    ]
)
BLOCKS = some.sampled_from(
    [
        ("{% for i in (1..500) %}", "{% endfor %}"),
        ("{% for i in a offset: 9 %}", "{% endfor %}"),
        ("{% for i in ticket.comments reversed %}", "{% endfor %}"),
        ("{% tablerow i in (1..50) cols: 3 %}", "{% endtablerow %}"),
        ("{% if a contains 'x' or a == i %}", "{% else %}x{{a}}{% endif %}"),
        ("{% unless a < i %}", "{% endunless %}"),
        ("{% case a %}{% when a, a, i %}", "{% else %}{{a}}{% endcase %}"),
        ("{% capture a %}", "{% endcapture %}"),
        ("{% ifchanged %}", "{% endifchanged %}"),
        ("<a href={{a}} title='", "'>"),
    ]
)


def nested(inside: some.SearchStrategy[str]) -> some.SearchStrategy[str]:
    return some.builds(
        lambda block, parts: block[0] + "".join(parts) + block[1],
        BLOCKS,
        some.lists(inside, min_size=1, max_size=4),
    )


@settings(max_examples=25)
@given(template=some.recursive(PIECES, nested, max_leaves=12))
def test_nothing_passes_the_limits(template: str) -> None:
    template = "{% assign a = ticket.title | split: '' %}" + template
    rendered, work = spent(template)
    assert work <= MOST_WORK
    assert len(rendered.text) <= LONGEST_OUTPUT
    if rendered.problem is not None:
        assert rendered.text == template
