"""Templates that try to keep the server busy, or to fill its memory, get nowhere."""

import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import pytest

from ombud.templating import Rendered, TemplateError, check, parsing, render_html, render_text
from ombud.templating.objects import Objects, known
from tests.units.templating import camera
from tests.units.templating.camera import CUSTOMER, OBJECTS

# The slowest takes a fifth of a second; this leaves room for busy machines.
LONGEST = 15.0
MOST_MEMORY = 100_000_000

WORDS = "{% assign words = ticket.verbatim_description %}"
LOOPS = "{% for a in (1..9999) %}{% for b in (1..9999) %}"
END = "{% endfor %}{% endfor %}"
RANGE = "(1..99999999999)"

GIVEN_UP = {
    "nested loops": f"{LOOPS}x{END}",
    "silent loops": f"{LOOPS}{{% assign c = a %}}{END}",
    "conditions": f"{LOOPS}{{% if a.b.c and b.c.d or c %}}{{% endif %}}{END}",
    "loops in loops": "{% for a in (1..2) %}" * 24 + "x" + "{% endfor %}" * 24,
    "counters": f"{LOOPS}{{% increment a %}}{END}",
    "tables": "{% tablerow a in (1..9999) %}" * 2 + "{% endtablerow %}" * 2,
    "a long text in a loop": "{% for a in (1..9999) %}{% for b in '" + "x" * 90_000 + "' %}" + END,
    "a range": f"{{% for a in {RANGE} %}}{{% endfor %}}",
    "a range backwards": f"{{% for a in {RANGE} reversed %}}{{% endfor %}}",
    "a little of a range": f"{{% for a in {RANGE} limit: 1 %}}{{% endfor %}}",
    "a list of a range": f"{{{{ {RANGE} | reverse }}}}",
    "a range as argument": f"{{{{ 1 | append: {RANGE} }}}}",
    "a search in a range": f"{{% if {RANGE} contains 'x' %}}{{% endif %}}",
    "a choice of a range": f"{{% case {RANGE} %}}{{% when 1 %}}{{% endcase %}}",
    "a cycle of ranges": f"{{% cycle {RANGE} %}}",
    "a range up to a value": "{% for a in (1..ticket.ticket_field_1) %}{% endfor %}",
    "doubling": "{% assign a = 'xxxxxxxx' %}" + "{% assign a = a | append: a %}" * 60,
    "doubling by capture": "{% capture a %}xx{% endcapture %}"
    + "{% capture a %}{{a}}{{a}}{% endcapture %}" * 60,
    "doubling lists": "{% assign a = 'x y' | split: ' ' %}" + "{% assign a = a | concat: a %}" * 60,
    "multiplying": WORDS + "{{ words | replace: 'x', words }}",
    "multiplying by joining": WORDS + "{{ words | split: '' | join: words }}",
    "sorting": WORDS
    + f"{{% assign a = words | split: '' %}}{LOOPS}{{% assign c = a | sort %}}{END}",
    "searching": WORDS + f"{LOOPS}{{% if words contains 'xxy' %}}{{% endif %}}{END}",
    "comparing": WORDS
    + f"{{% assign a = words | append: 'x' %}}{LOOPS}{{% if words == a %}}{{% endif %}}{END}",
    "reading dates": f"{LOOPS}{{{{ 'no date' | date: '%c' | slice: 9, 9 }}}}{END}",
    "printing": "{{ticket.description}}" * 4_000,
    "printing in a circle": f"{LOOPS}{{% cycle ticket.description, 'x' %}}{END}",
    "printing on change": f"{LOOPS}{{% ifchanged %}}{{{{b}}}}{{{{words}}}}{{% endifchanged %}}{END}",
    "keeping": "".join(f"{{% assign a{n} = ticket.description %}}" for n in range(2_000)),
    "dynamic content in itself": "{{dc.a}}" * 9_000,
    "escaping": f"{LOOPS}{{{{ words | url_encode | json | escape | size }}}}{END}" + WORDS,
}
HARMLESS = {
    "a width in a date": "{{ 'now' | date: '%999999999d' }}",
    "large numbers": "{% assign a = 99999999 %}" + "{% assign a = a | times: a %}" * 500 + "{{a}}",
    "a number too large": "{{ " + "9" * 400 + ".0 | times: 2 | round: 999999999 }}",
    "lengths": "{{ 'a' | truncate: 99999999999999999999 }}{{ 'a' | slice: -999999999999, 9999999999 }}",
    "division by nothing": "{{ 1 | divided_by: 0 }}{{ 1 | modulo: 0.0 }}",
    "a limit below nothing": "{% for a in (1..3) limit: -5 %}x{% endfor %}",
    "a limit that is none": "{% for a in (1..3) limit: 'x' offset: 'y' %}x{% endfor %}",
    "unique items": WORDS + "{{ words | split: '' | uniq | size }}",
    "replacing nothing": WORDS + "{{ words | replace: '', words | size }}",
    "many filters": "{{ 'a'" + " | upcase" * 9_000 + " }}",
    "a long name": "{{ a" + ".b" * 45_000 + " }}",
    "open tags of HTML": "<a <!--" * 12_000 + "{{ticket.id}}",
    "open quotes of HTML": "<a '" * 20_000 + "{{ticket.id}}",
    "tags that are none": "{{ ticket.title | strip_html | size }}",
}
UNPARSEABLE = {
    "too long": "{{ticket.id}}" + "x" * 100_000,
    "deep": "{% if 1 %}" * 300 + "{% endif %}" * 300,
    "deep in an expression": "{% if " + "1 and " * 12_000 + "1 %}{% endif %}",
    "names in names": "{{ " + "a[" * 20_000 + "b" + "]" * 20_000 + " }}",
    "brackets": "{{ " + "(" * 90_000 + " }}",
    "open indexes": "{{ " + "['" * 40_000 + " }}",
    "open placeholders": "{{" * 50_000,
    "open tags": "{%" * 50_000,
    "open spaces": "{{" + " " * 90_000,
    "open raw texts": "{% raw %}" * 11_000,
    "open comments": "{% comment %}" * 7_000,
    "open quotes": "{{ '" + "'\"" * 40_000 + " }}",
    "a number": "{{ " + "9" * 9_000 + " }}",
}


def contents(name: str, _locale: str | None) -> str:
    """Items that name each other a thousand times; the last prints nothing."""
    following = {"a": "b", "b": "c", "c": "d"}.get(name)
    return f"{{{{dc.{following}}}}}" * 1000 if following else "{% if 1 %}{% endif %}"


def hostile() -> Objects:
    one = camera.comment("2026-03-10T14:30:00Z", camera.DANA, "x" * 60_000)
    given = camera.ticket(
        comments=known((one,)),
        subject="<!--<a '" * 5_000,
        fields=known({1: camera.field("9999999999")}),
    )
    return replace(given, variants=contents)


@pytest.mark.parametrize("template", GIVEN_UP.values(), ids=GIVEN_UP)
@pytest.mark.parametrize("render", [render_text, render_html])
def test_gives_up(render: Callable[..., Rendered], template: str) -> None:
    started = time.perf_counter()
    rendered = render(template, hostile(), CUSTOMER)
    assert rendered.problem is not None
    assert rendered.text == template
    assert time.perf_counter() - started < LONGEST
    # Nothing is wrong with how it is written.
    assert parsing.parse(template)


@pytest.mark.parametrize("template", HARMLESS.values(), ids=HARMLESS)
def test_does_no_harm(template: str) -> None:
    started = time.perf_counter()
    rendered = render_html(template, hostile(), CUSTOMER)
    assert rendered.problem is None
    assert time.perf_counter() - started < LONGEST


@pytest.mark.parametrize("template", UNPARSEABLE.values(), ids=UNPARSEABLE)
def test_is_refused(template: str) -> None:
    started = time.perf_counter()
    with pytest.raises(TemplateError) as refusal:
        check(template)
    assert len(refusal.value.description) < 200
    rendered = render_html(template, OBJECTS, CUSTOMER)
    assert rendered.text == template
    assert rendered.problem == refusal.value.description
    assert time.perf_counter() - started < LONGEST


@pytest.mark.parametrize("name", ["doubling", "multiplying by joining", "a list of a range"])
def test_takes_little_memory(name: str) -> None:
    given = hostile()
    tracemalloc.start()
    try:
        assert render_text(GIVEN_UP[name], given, CUSTOMER).problem
        assert tracemalloc.get_traced_memory()[1] < MOST_MEMORY
    finally:
        tracemalloc.stop()


def test_the_outcome_never_depends_on_the_machine() -> None:
    outcomes = {render_text(GIVEN_UP["conditions"], hostile(), CUSTOMER) for _ in range(3)}
    assert len(outcomes) == 1


def test_long_conversations_lose_their_oldest_part() -> None:
    many = tuple(
        camera.comment("2026-03-10T14:30:00Z", camera.DANA, f"{number} " + "x" * 30_000)
        for number in range(100)
    )
    printed = camera.html("{{ticket.comments_formatted}}", camera.ticket(comments=known(many)))
    assert "<p>99 xx" in printed
    assert "<p>80 xx" not in printed
    assert len(printed) < 400_000


class TestParsedTemplates:
    def test_are_kept(self) -> None:
        assert parsing.parse("{{kept}}") is parsing.parse("{{kept}}")
        assert parsing.parse("`{{kept}}`") is not parsing.parse("`{{kept}}`", code_is_literal=True)

    def test_are_kept_up_to_a_size(self) -> None:
        shelf = parsing.Shelf()
        for number in range(200):
            text = f"{{{{a{number}}}}}".ljust(10_000)
            shelf.put((text, False), parsing.parse(text))
        assert shelf.size <= parsing.MOST_KEPT
        assert len(shelf.kept) == parsing.MOST_KEPT // 10_000
        assert shelf.find((f"{{{{a{199}}}}}".ljust(10_000), False)) is not None
        assert shelf.find(("{{a0}}".ljust(10_000), False)) is None
