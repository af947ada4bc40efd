"""Whatever somebody writes into a template, it is rendered or refused with a reason."""

from hypothesis import given
from hypothesis import strategies as some

from ombud.templating import TemplateError, check, render_html, render_text
from ombud.templating.filters import FILTERS
from tests.units.templating.camera import CUSTOMER, OBJECTS

MARKS = """{{ }} {% %} {{- -}} {%- -%} \\ | : , . .. - ( ) [ ] ' " == != <> < >= # % é"""
WORDS = """if endif else elsif unless endunless case when endcase and or contains for in endfor limit:
offset: reversed break continue cycle assign = capture endcapture raw endraw comment endcomment
tablerow endtablerow ifchanged endifchanged increment include include render blank empty nil true
false 1 -1 2.5 'x' (1..3) a b size first ticket ticket.id ticket.comments current_user dc.greeting
ticket.ccs.first.name ticket.requester.custom_fields.plan.title <b \n"""
VALUES = [
    "ticket",
    "ticket.comments",
    "ticket.ccs",
    "ticket.custom_fields",
    "ticket.nope",
    "dc.greeting",
    "ticket.created_at",
    "ticket.ticket_field_9001",
    "nil",
    "true",
    "-3",
    "2.5",
    "'a,b'",
    "''",
    "(1..3)",
    "(3..a)",
    "forloop",
    "a",
    "ticket.latest_comment",
    "'now'",
    "99",
    "current_user.signature",
    "ticket.requester.custom_fields",
    "'%c'",
    "ticket.comments.first",
    "current_user",
    "satisfaction",
    "account",
    "custom_objects",
]
LITERALS = ["blank", "empty"]

SOUP = some.lists(
    some.sampled_from([*MARKS.split(), *(f"{word} " for word in WORDS.split()), *sorted(FILTERS)]),
    max_size=25,
).map("".join)


@some.composite
def sense(draw: some.DrawFn) -> str:
    """A template that is well formed, but may mean little."""
    one = draw(some.sampled_from(VALUES))
    for name in draw(some.lists(some.sampled_from(sorted(FILTERS)), max_size=4)):
        given = draw(some.lists(some.sampled_from(VALUES), max_size=3))
        one += f" | {name}" + (": " + ", ".join(given) if given else "")
    left, right = (draw(some.sampled_from([*VALUES, *LITERALS])) for _ in range(2))
    sign = draw(some.sampled_from(["==", "!=", "<", ">", "<=", ">=", "contains", "and", "or"]))
    return (
        f"{{% assign a = {one} %}}{{{{ a }}}}{{% if {left} {sign} {right} %}}x{{% endif %}}"
        f"{{% for b in a limit: {left} offset: {right} %}}{{{{ b.name }}}}{{{{ forloop.index }}}}"
        f"{{% endfor %}}{{% case a %}}{{% when {left}, {right} %}}y{{% else %}}z{{% endcase %}}"
    )


def reason(template: str) -> str | None:
    """Why the template is refused."""
    try:
        check(template)
    except TemplateError as error:
        return error.description
    return None


@given(template=SOUP)
def test_any_words_are_rendered_or_refused(template: str) -> None:
    rendered = render_html(template, OBJECTS, CUSTOMER)
    assert rendered.problem == reason(template)
    assert rendered.problem is None or rendered.text == template


@given(template=sense())
def test_any_sense_is_rendered(template: str) -> None:
    check(template)
    assert render_html(template, OBJECTS, CUSTOMER).problem is None
    assert render_text(template, OBJECTS, CUSTOMER).problem is None
